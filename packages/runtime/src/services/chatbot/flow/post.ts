import type { ActionExecutionDetail, ListActionExecutionsOutput } from '@aws-sdk/client-codepipeline';
import type { GetCommitOutput } from '@aws-sdk/client-codecommit';
import { assert } from '../../../base/assert.ts';
import type { AwsCall } from '../../../base/effects/aws.ts';
import type { ChatPost } from '../../../base/effects/chat.ts';
import type { Retry } from '../../../base/effects/effect.ts';
import { never } from '../../../base/never.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Decision, EngineFact, Flow } from '../../../engine/flow.ts';
import { withCommit, type Commit, type Notice } from '../wording/notice.ts';
import { slackBody } from '../wording/slack.ts';
import { teamsBody } from '../wording/teams.ts';

/** A notice on its way to a channel. What it is about is looked up as the channel's own role. */
export interface Post extends Scope {
  readonly platform: ChatPost['platform'];
  readonly team: string;
  readonly channel: string;
  readonly roleArn: string;
  readonly notice: Notice;
  readonly commit?: Commit;
}

export const postFlow: Flow<Post, never> = { kind: 'chatbot.post', decide };

/** AWS: unverified: how often a chat is tried again. */
const retry: Retry = { attemptsMax: 5, backoffMs: 1000, backoffMsMax: 60_000 };

function decide(state: Post, fact: EngineFact): Decision<Post> {
  switch (fact.type) {
    case 'Started':
      return state.notice.about ? { state, effects: { runs: runsOf(state) } } : post(state);
    case 'EffectSucceeded':
      return succeeded(state, fact.effect, fact.output);
    case 'EffectFailed':
      // What cannot be looked up is left out of what is said.
      return fact.effect === 'post' ? { state, ended: true, forgotten: true } : post(state);
    case 'WakeTime':
    case 'FlowEnded':
      assert(false, 'a post neither sleeps nor awaits another flow');
      return { state };
    default:
      return never(fact);
  }
}

function succeeded(before: Post, effect: string, output: unknown): Decision<Post> {
  switch (effect) {
    case 'runs': {
      const source = sourceOf(before, (output as ListActionExecutionsOutput).actionExecutionDetails ?? []);
      if (!source) return post(before);
      const state = { ...before, commit: commitOf(source) };
      const { RepositoryName: repositoryName, CommitId: commitId } = source.output?.outputVariables ?? {};
      // Only CodeCommit can be asked who the author is.
      if (repositoryName === undefined || commitId === undefined) return post(state);
      const input = { repositoryName, commitId };
      return { state, effects: { commit: asked(state, 'codecommit', 'GetCommit', input) } };
    }
    case 'commit': {
      const author = (output as GetCommitOutput).commit?.author?.name;
      return post({ ...before, commit: { ...before.commit, author } });
    }
    default:
      return { state: before, ended: true, forgotten: true };
  }
}

function post(state: Post): Decision<Post> {
  const { platform, team, channel, commit } = state;
  const notice = commit ? withCommit(state.notice, commit) : state.notice;
  const body = platform === 'slack' ? slackBody(notice) : teamsBody(notice);
  return { state, effects: { post: { type: 'chat.post', platform, team, channel, body, retry } } };
}

function runsOf(state: Post): AwsCall {
  const { pipeline, executionId } = state.notice.about!;
  return asked(state, 'codepipeline', 'ListActionExecutions', {
    pipelineName: pipeline,
    ...(executionId !== undefined && { filter: { pipelineExecutionId: executionId } }),
  });
}

function asked(state: Post, service: string, operation: string, input: object): AwsCall {
  const { account = state.account, region = state.region } = state.notice.about ?? {};
  return { type: 'aws.call', service, operation, input, as: state.roleArn, scope: { account, region } };
}

/** The run of the source action whose revision is delivered; of an approval, in the execution that waits for it. */
function sourceOf(
  { notice }: Post,
  runs: readonly ActionExecutionDetail[],
): ActionExecutionDetail | undefined {
  const { executionId, approval } = notice.about!;
  const waiting = runs.find(
    ({ stageName, actionName, status }) =>
      stageName === approval?.stage && actionName === approval?.action && status === 'InProgress',
  );
  const execution = executionId ?? waiting?.pipelineExecutionId;
  return runs.find(
    ({ pipelineExecutionId, input }) =>
      pipelineExecutionId === execution && input?.actionTypeId?.category === 'Source',
  );
}

function commitOf({ output }: ActionExecutionDetail): Commit {
  const { CommitId, CommitMessage } = output?.outputVariables ?? {};
  const url = output?.executionResult?.externalExecutionUrl;
  return { id: CommitId, message: CommitMessage, url };
}
