import type {
  CreatePullRequestInput,
  CreatePullRequestOutput,
  DescribePullRequestEventsInput,
  DescribePullRequestEventsOutput,
  GetPullRequestInput,
  GetPullRequestOutput,
  ListPullRequestsInput,
  ListPullRequestsOutput,
  UpdatePullRequestDescriptionInput,
  UpdatePullRequestStatusInput,
  UpdatePullRequestTitleInput,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { rulesFromTemplates } from '../approval-templates.ts';
import {
  invalidContinuationToken,
  invalidMaxResults,
  invalidPullRequestStatusUpdate,
  invalidTargets,
  maximumOpenPullRequestsExceeded,
  multipleRepositories,
  pullRequestAlreadyClosed,
  referenceDoesNotExist,
  referenceTypeNotSupported,
  sourceAndDestinationAreSame,
  targetsRequired,
  titleRequired,
} from '../errors.ts';
import { emitPullRequest } from '../pull-request-events.ts';
import { baseOf, close, nextRevision } from '../pull-request-pushes.ts';
import {
  eventsOf,
  nextPullRequestId,
  openPullRequestsOf,
  pullRequestOf,
  pullRequestsOf,
  putPullRequest,
  tellEvent,
  toldOf,
  type Happened,
  type PullRequest,
} from '../pull-request-records.ts';
import { branches, gitTags, repositoryOf, within } from '../records.ts';
import { onceFor } from '../request-tokens.ts';

/** AWS: API reference, MaximumOpenPullRequestsExceededException. */
const openMax = 1_000;
/** AWS: API reference, DescribePullRequestEvents: 100 are the default and the most; of ListPullRequests: unverified. */
const pageMax = 100;

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreatePullRequest.html */
export const createPullRequest: Handler<Given<CreatePullRequestInput>, CreatePullRequestOutput> = (
  input,
  call,
) => {
  const { title, targets, clientRequestToken: token } = input;
  if (title === '') titleRequired();
  if (targets.length === 0) targetsRequired();
  if (new Set(targets.map(({ repositoryName }) => repositoryName)).size > 1) multipleRepositories();
  if (targets.length > 1) invalidTargets();
  const request = { title, description: input.description, targets };
  const id = onceFor(call, { operation: 'CreatePullRequest', token, request }, () => create(input, call));
  return { pullRequest: toldOf(call, pullRequestOf(call, id)) };
};

function create(input: Given<CreatePullRequestInput>, call: Call): string {
  const [target] = input.targets;
  const { repositoryName, sourceReference, destinationReference } = target!;
  const repository = repositoryOf(call.tx, call, repositoryName);
  const source = branchNamed(call, repositoryName, sourceReference);
  const wanted = destinationReference ?? repository.defaultBranch ?? referenceDoesNotExist();
  const destination = branchNamed(call, repositoryName, wanted);
  if (source.reference === destination.reference) sourceAndDestinationAreSame();
  if (openPullRequestsOf(call.tx, call, repositoryName).length >= openMax) maximumOpenPullRequestsExceeded();
  const pullRequestId = nextPullRequestId(call);
  const mergeBase = baseOf(call, repositoryName, destination.commitId, source.commitId);
  const pullRequest: PullRequest = {
    pullRequestId,
    title: input.title,
    description: input.description,
    pullRequestStatus: 'OPEN',
    authorArn: call.caller.arn,
    creationDate: call.now,
    lastActivityDate: call.now,
    repositoryName,
    sourceReference: source.reference,
    destinationReference: destination.reference,
    sourceCommit: source.commitId,
    destinationCommit: destination.commitId,
    mergeBase,
    merge: { isMerged: false },
    clientRequestToken: input.clientRequestToken,
    revisionIds: [nextRevision(pullRequestId, source.commitId, 0)],
    rules: rulesFromTemplates(call, repositoryName, destination.reference),
    approvals: [],
    overrides: [],
  };
  putPullRequest(call, pullRequest);
  tellEvent(call, pullRequestId, 'PULL_REQUEST_CREATED', {
    pullRequestCreatedEventMetadata: {
      repositoryName,
      sourceCommitId: source.commitId,
      destinationCommitId: destination.commitId,
      ...(mergeBase !== undefined && { mergeBase }),
    },
  });
  emitPullRequest(call, pullRequest, 'pullRequestCreated');
  return pullRequestId;
}

/** A branch by its name, short or whole. */
function branchNamed(call: Call, repositoryName: string, name: string) {
  const branchName = name.replace(/^refs\/heads\//, '');
  const branch = branches.get(call.tx, call, within(repositoryName, branchName));
  if (branch) return { reference: `refs/heads/${branchName}`, commitId: branch.commitId };
  const tagName = name.replace(/^refs\/tags\//, '');
  if (gitTags.get(call.tx, call, within(repositoryName, tagName))) referenceTypeNotSupported();
  return referenceDoesNotExist();
}

export const getPullRequest: Handler<Given<GetPullRequestInput>, GetPullRequestOutput> = (
  { pullRequestId },
  call,
) => ({ pullRequest: toldOf(call, pullRequestOf(call, pullRequestId)) });

export const listPullRequests: Handler<Given<ListPullRequestsInput>, ListPullRequestsOutput> = (
  { repositoryName, authorArn, pullRequestStatus, nextToken, maxResults },
  call,
) => {
  repositoryOf(call.tx, call, repositoryName);
  const found = pullRequestsOf(call.tx, call, repositoryName).filter(
    (each) =>
      (authorArn === undefined || each.authorArn === authorArn) &&
      (pullRequestStatus === undefined || each.pullRequestStatus === pullRequestStatus),
  );
  const page = pageOf(found, (each) => each.pullRequestId, {
    token: nextToken,
    limit: limitOf(maxResults, pageMax),
    invalid: invalidContinuationToken,
  });
  return { pullRequestIds: page.items.map((each) => each.pullRequestId), nextToken: page.next };
};

export const limitOf = (maxResults: number | undefined, most: number): number =>
  maxResults !== undefined && (maxResults < 1 || maxResults > most)
    ? invalidMaxResults()
    : (maxResults ?? most);

export const openPullRequestOf = (call: Call, id: string): PullRequest => {
  const pullRequest = pullRequestOf(call, id);
  return pullRequest.pullRequestStatus === 'CLOSED' ? pullRequestAlreadyClosed() : pullRequest;
};

function changed(call: Call, pullRequest: PullRequest): GetPullRequestOutput {
  const after = { ...pullRequest, lastActivityDate: call.now };
  putPullRequest(call, after);
  return { pullRequest: toldOf(call, after) };
}

export const updatePullRequestTitle: Handler<Given<UpdatePullRequestTitleInput>, GetPullRequestOutput> = (
  { pullRequestId, title },
  call,
) => (title === '' ? titleRequired() : changed(call, { ...openPullRequestOf(call, pullRequestId), title }));

export const updatePullRequestDescription: Handler<
  Given<UpdatePullRequestDescriptionInput>,
  GetPullRequestOutput
> = ({ pullRequestId, description }, call) =>
  changed(call, { ...openPullRequestOf(call, pullRequestId), description });

/** AWS: API reference: OPEN to OPEN, OPEN to CLOSED and CLOSED to CLOSED are the updates there are. */
export const updatePullRequestStatus: Handler<Given<UpdatePullRequestStatusInput>, GetPullRequestOutput> = (
  { pullRequestId, pullRequestStatus },
  call,
) => {
  const before = pullRequestOf(call, pullRequestId);
  if (before.pullRequestStatus === pullRequestStatus) return { pullRequest: toldOf(call, before) };
  if (pullRequestStatus === 'OPEN') invalidPullRequestStatusUpdate();
  return { pullRequest: toldOf(call, close(call, before)) };
};

export const describePullRequestEvents: Handler<
  Given<DescribePullRequestEventsInput>,
  DescribePullRequestEventsOutput
> = (input, call) => {
  const { pullRequestId } = pullRequestOf(call, input.pullRequestId);
  const found = eventsOf(call, pullRequestId)
    .map((event, number) => ({ event, number }))
    .filter(
      ({ event }) =>
        (input.actorArn === undefined || event.actorArn === input.actorArn) &&
        (input.pullRequestEventType === undefined ||
          event.pullRequestEventType === input.pullRequestEventType),
    );
  const page = pageOf(found, ({ number }) => String(number), {
    token: input.nextToken,
    limit: limitOf(input.maxResults, pageMax),
    invalid: invalidContinuationToken,
  });
  return { pullRequestEvents: page.items.map(({ event }) => told(event)), nextToken: page.next };
};

const told = ({ at, pullRequestId, ...event }: Happened) => ({
  pullRequestId,
  eventDate: new Date(at),
  ...event,
});
