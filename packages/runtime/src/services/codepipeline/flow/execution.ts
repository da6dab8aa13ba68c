import { never } from '../../../base/never.ts';
import type { EngineFact, Flow } from '../../../engine/flow.ts';
import type { Outcome } from '../actions/action.ts';
import { abandonAction, expireAction, proceedAction } from './action-run.ts';
import { stopConditions } from './condition-run.ts';
import { ruleRunsInProgress, type RuleRun } from './condition-state.ts';
import { happenings } from './event-bridge.ts';
import { awaitingApproval, expiresAt, timeOf, type ActionRun, type Execution } from './execution-state.ts';
import type { ExecutionFact } from './facts.ts';
import { measurements } from './metrics.ts';
import { labelOf, runOfEffect, type Run } from './run.ts';
import { expireRule, proceedRule } from './rule-run.ts';
import { advanceStage, enterStage, finishStage, passCondition, retryStage } from './stage-run.ts';
import { changed, decisionOf, stageChanged, turnOf, type Turn } from './turn.ts';

/**
 * One execution: runs the actions of the stage it is in. When it may enter a stage is not its own to decide;
 * its pipeline's flow tells it, among all executions. It stays when it is over, as the record of what was
 * done.
 */
export const executionFlow: Flow<Execution, ExecutionFact> = {
  kind: 'codepipeline.execution',
  decide(execution, fact, now) {
    const decision = decisionOf(taken(turnOf(execution, now), fact));
    const before = fact.type === 'Started' ? undefined : execution;
    const { state } = decision;
    return { ...decision, events: happenings(before, state), measures: measurements(before, state) };
  },
};

function taken(turn: Turn, fact: ExecutionFact | EngineFact): Turn {
  switch (fact.type) {
    case 'Started':
    case 'FlowEnded':
      return turn;
    case 'StageEntered':
      return enterStage(turn, fact.stage);
    case 'StageRetried':
      return retryStage(turn, fact.stage, fact.retryMode, 'ManualStageRetry');
    case 'ConditionOverridden':
      return passCondition(turn, fact);
    case 'ExecutionSuperseded':
      return changed(turn, { status: 'Superseded' });
    case 'ExecutionStopped':
      return changed(turn, { status: 'Stopped', stopReason: fact.reason });
    case 'DeclarationOutdated':
      return windDown(turn);
    case 'ExecutionCancelled':
      return changed(turn, { status: 'Cancelled' });
    case 'StopRequested':
      return stop(changed(turn, { stopReason: fact.reason }), fact.abandon);
    case 'ApprovalGiven':
      return heardOf(turn, awaitingApproval(turn.execution, fact.token)?.id, { ...fact, type: 'Answered' });
    case 'JobReported':
      return heardOf(turn, fact.run, { ...fact, type: 'Reported' });
    case 'EffectSucceeded':
      return settled(turn, fact.effect, { type: 'Done', step: '', output: fact.output });
    case 'EffectFailed':
      return settled(turn, fact.effect, { type: 'Refused', step: '', code: fact.code, reason: fact.reason });
    case 'WakeTime':
      return wake(turn);
    default:
      return never(fact);
  }
}

function settled(turn: Turn, effect: string, outcome: Extract<Outcome, { step: string }>): Turn {
  const { label, step } = runOfEffect(effect);
  return heard(turn, (run) => labelOf(run) === label, { ...outcome, step });
}

const heardOf = (turn: Turn, id: string | undefined, outcome: Outcome): Turn =>
  heard(turn, (run) => run.id === id, outcome);

/** A run of an action or of a rule goes on. Too late for one that is over: nothing changes. */
function heard(turn: Turn, isMeant: (run: Run) => boolean, outcome: Outcome): Turn {
  const action = runsInProgress(turn.execution).find(isMeant);
  if (action) return advanceStage(proceedAction(turn, action, outcome), action.stageName);
  const rule = ruleRunsInProgress(turn.execution).find(isMeant);
  return rule ? advanceStage(proceedRule(turn, rule, outcome), rule.stageName) : turn;
}

/** Too late for some, and time for others to go on. */
function wake(turn: Turn): Turn {
  const actions = runsInProgress(turn.execution).filter((run) => timeOf(run) <= turn.now);
  const rules = ruleRunsInProgress(turn.execution).filter((run) => timeOf(run) <= turn.now);
  const expired = rules.reduce(ruleTimeCame, actions.reduce(actionTimeCame, turn));
  const stages = new Set([...actions, ...rules].map(({ stageName }) => stageName));
  return [...stages].reduce(advanceStage, expired);
}

/** What has been waited for comes before what has been waited for too long. */
const isAwaited = ({ now }: Turn, run: ActionRun | RuleRun): boolean =>
  run.wakeAt !== undefined && run.wakeAt <= Math.min(now, expiresAt(run));

const actionTimeCame = (turn: Turn, run: ActionRun): Turn =>
  isAwaited(turn, run) ? proceedAction(turn, run, { type: 'TimeCame' }) : expireAction(turn, run);

const ruleTimeCame = (turn: Turn, run: RuleRun): Turn =>
  isAwaited(turn, run) ? proceedRule(turn, run, { type: 'TimeCame' }) : expireRule(turn, run);

/**
 * The pipeline was declared anew. What runs is seen to its end, but for what waits for people or for conditions: nobody
 * is asked any more.
 */
// AWS: API reference, PipelineExecution: "Cancelled: The pipeline’s definition was updated before the pipeline
// execution could be completed". That an action under way ends as it does: as seen in the wild (aws/aws-cdk#9080).
function windDown(turn: Turn): Turn {
  const outdated = changed(turn, { outdated: true });
  const stage = stageUnderWay(turn);
  if (stage === undefined) return outdated;
  const asking = runsInProgress(turn.execution).filter(({ token }) => token !== undefined);
  const unasked = asking.reduce(abandonAction, stopConditions(outdated, stage, 'Cancelled'));
  return advanceStage(unasked, stage);
}

const stageUnderWay = ({ execution }: Turn): string | undefined =>
  Object.entries(execution.stages).find(([, { status }]) => isUnderWay(status))?.[0];

function stop(turn: Turn, abandon: boolean): Turn {
  const stage = stageUnderWay(turn);
  const stopping = changed(turn, { status: 'Stopping' });
  // Between two stages: the pipeline's flow says when it is out of their way.
  if (stage === undefined) return stopping;
  // A condition is not waited for: it might take days. AWS: unverified, which of the two words is for which.
  const unconditional = stopConditions(stopping, stage, abandon ? 'Abandoned' : 'Cancelled');
  if (!abandon) return advanceStage(stageChanged(unconditional, stage, { status: 'Stopping' }), stage);
  const abandoned = runsInProgress(turn.execution).reduce(abandonAction, unconditional);
  return finishStage(abandoned, stage, 'Stopped');
}

const isUnderWay = (status: string): boolean => status === 'InProgress' || status === 'Stopping';
const runsInProgress = (execution: Execution): ActionRun[] =>
  execution.runs.filter(({ status }) => status === 'InProgress');
