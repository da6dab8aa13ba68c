import type { Call } from '../../../dispatch/service.ts';
import { isFollowed } from '../actions/action.ts';
import type { ActionDeclared, Declaration } from '../declaration/declaration.ts';
import { limitExceeded, tooManyPolling } from '../errors.ts';
import { pipelines } from '../records.ts';

/** AWS: quotas, "Maximum number of total pipelines per Region in an AWS account: 1000". */
const pipelinesMax = 1_000;

/** AWS: quotas, "Maximum number of pipelines set to polling for source changes, per AWS Region: 300"; it is fixed. */
const pollingMax = 300;

/** Refuses what the account may not have beside what it has. AWS: unverified that UpdatePipeline is refused so. */
export function requireRoom({ tx, account, region }: Call, declaration: Declaration): void {
  const scope = { account, region };
  const isNew = !pipelines.get(tx, scope, declaration.name);
  if (isNew && pipelines.list(tx, scope, { limit: pipelinesMax }).length >= pipelinesMax) limitExceeded();
  if (!polls(declaration)) return;
  const others = pipelines
    .list(tx, scope)
    .filter((each) => each.name !== declaration.name && polls(each.declaration));
  if (others.length >= pollingMax) tooManyPolling(pollingMax);
}

const polls = ({ stages: [first] }: Declaration): boolean => first!.actions.some(isPolled);

/** AWS: user guide, "Source actions and change detection methods": those that are polled unless told not to be. */
const polled = new Set(['S3', 'CodeCommit', 'GitHub']);

const isPolled = ({ actionTypeId, configuration }: ActionDeclared): boolean =>
  polled.has(actionTypeId.provider) && isFollowed(configuration, 'PollForSourceChanges');
