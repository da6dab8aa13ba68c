import { arnOf } from '../../base/arn.ts';
import type { Call } from '../../dispatch/service.ts';
import { revisionOf, toldOf, type PullRequest } from './pull-request-records.ts';

/** Whatever happens to pull requests, their rules and approvals, in EventBridge's words and in a sentence's. */
const happenings = {
  pullRequestCreated: 'Created',
  pullRequestSourceBranchUpdated: 'Updated',
  pullRequestStatusChanged: 'Updated',
  pullRequestMergeStatusUpdated: 'Updated',
  pullRequestApprovalRuleCreated: 'Updated',
  pullRequestApprovalRuleUpdated: 'Updated',
  pullRequestApprovalRuleDeleted: 'Updated',
  pullRequestApprovalRuleOverridden: 'Updated',
  pullRequestApprovalStateChanged: 'Updated',
} as const;

// AWS: user guide, "Monitoring CodeCommit events in EventBridge": the details of the examples. That references are
// told with refs/heads/, and dates as Java prints them, is unverified.
export function emitPullRequest(
  call: Call,
  pullRequest: PullRequest,
  event: keyof typeof happenings,
  more: Readonly<Record<string, string>> = {},
): void {
  const { pullRequestId, repositoryName, title, merge } = pullRequest;
  const [target] = toldOf(call, pullRequest).pullRequestTargets!;
  const what = `Event: ${happenings[event]}. Pull request name: ${pullRequestId}: ${title}`;
  call.emit({
    source: 'aws.codecommit',
    detailType: 'CodeCommit Pull Request State Change',
    resources: [arnOf('codecommit', call, repositoryName)],
    detail: {
      author: pullRequest.authorArn,
      callerUserArn: call.caller.arn,
      creationDate: dateOf(pullRequest.creationDate),
      ...(pullRequest.description !== undefined && { description: pullRequest.description }),
      destinationCommit: target!.destinationCommit,
      destinationReference: pullRequest.destinationReference,
      event,
      isMerged: merge.isMerged ? 'True' : 'False',
      lastModifiedDate: dateOf(pullRequest.lastActivityDate),
      ...(merge.mergeOption !== undefined && { mergeOption: merge.mergeOption }),
      notificationBody: bodyOf(call, repositoryName, what),
      pullRequestId,
      pullRequestStatus: pullRequest.pullRequestStatus === 'OPEN' ? 'Open' : 'Closed',
      repositoryNames: [repositoryName],
      revisionId: revisionOf(pullRequest),
      sourceCommit: pullRequest.sourceCommit,
      sourceReference: pullRequest.sourceReference,
      title,
      ...more,
    },
  });
}

/** Other events of CodeCommit's: of comments, reactions and templates. */
export function emitOther(
  call: Call,
  { detailType, repositoryName, what, ...detail }: Readonly<Record<string, unknown>> & OtherEvent,
): void {
  call.emit({
    source: 'aws.codecommit',
    detailType,
    resources: repositoryName === undefined ? [] : [arnOf('codecommit', call, repositoryName)],
    detail: {
      callerUserArn: call.caller.arn,
      ...(repositoryName !== undefined && { repositoryName }),
      notificationBody: bodyOf(call, repositoryName, what),
      ...detail,
    },
  });
}
interface OtherEvent {
  readonly detailType: string;
  readonly repositoryName?: string | undefined;
  readonly what: string;
}

const bodyOf = (call: Call, repositoryName: string | undefined, what: string): string =>
  (repositoryName === undefined
    ? 'An approval rule template event occurred in AWS CodeCommit.'
    : `An event occurred in the following AWS CodeCommit repository: ${repositoryName}.`) +
  ` User: ${call.caller.arn}. ${what}.`;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Tue Feb 09 10:18:42 UTC 2019`. */
export function dateOf(at: number): string {
  const date = new Date(at);
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString())!;
  return `${days[date.getUTCDay()]} ${month} ${day} ${time} UTC ${year}`;
}
