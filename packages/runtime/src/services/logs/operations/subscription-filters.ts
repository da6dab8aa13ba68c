import type {
  DeleteSubscriptionFilterRequest,
  DescribeSubscriptionFiltersRequest,
  DescribeSubscriptionFiltersResponse,
  PutSubscriptionFilterRequest,
  SubscriptionFilter,
} from '@aws-sdk/client-cloudwatch-logs';
import { parseArn } from '../../../base/arn.ts';
import { pageOf } from '../../../base/pagination.ts';
import { mayInvoke } from '../../../dispatch/policy/function-policy.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  cannotExecuteFunction,
  invalidParameter,
  limitExceeded,
  notServed,
  subscriptionFilterNotFound,
} from '../errors.ts';
import { filterKey, subscriptionFilters, type SubscriptionFilterRecord } from '../filters.ts';
import { filterPattern } from '../pattern/filter-pattern.ts';
import { groupArn } from '../records.ts';
import { describedMax, groupOf, invalidToken } from './groups.ts';
import { checkSelection } from './metric-filters.ts';
import { requireStandard } from './log-classes.ts';

/** AWS: CloudWatch Logs quotas, "Subscription filters: 2 per log group". */
const filtersMax = 2;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html */
export const putSubscriptionFilter: Handler<PutSubscriptionFilterRequest, object> = (input, call) => {
  const group = groupOf(call, input.logGroupName);
  requireStandard(group, 'Subscription filters');
  const { filterName: name = '', filterPattern: pattern = '', destinationArn = '' } = input;
  filterPattern(pattern);
  if (input.emitSystemFields?.length) notServed('system fields in what is sent');
  checkSelection(input.fieldSelectionCriteria);
  checkDestination(call, group.name, destinationArn);
  const key = filterKey(group.name, name);
  const before = subscriptionFilters.get(call.tx, call, key);
  const all = subscriptionFilters.list(call.tx, call, { prefix: filterKey(group.name, '') });
  if (!before && all.length >= filtersMax) limitExceeded();
  const createdAt = before?.createdAt ?? call.now;
  subscriptionFilters.put(call.tx, call, key, {
    name,
    group: group.name,
    pattern,
    destinationArn,
    isOnTransformed: input.applyOnTransformedLogs,
    selection: input.fieldSelectionCriteria,
    createdAt,
  });
  return {};
};

/** AWS tries the function by calling it as CloudWatch Logs; here its policy is asked whether that would be let in. */
export function checkDestination(call: Call, group: string, arn: string): void {
  // AWS: unverified words.
  const destination = parseArn(arn) ?? invalidParameter('destinationArn is not a valid ARN');
  if (destination.service !== 'lambda') notServed(`subscriptions of ${destination.service}`);
  // AWS: user guide, "Subscription filters with AWS Lambda": the source is the group's ARN that ends with `:*`.
  const sourceArn = `${groupArn(call, group)}:*`;
  if (!mayInvoke(call, arn, { service: 'logs', sourceArn })) cannotExecuteFunction();
}

export const deleteSubscriptionFilter: Handler<DeleteSubscriptionFilterRequest, object> = (input, call) => {
  const key = filterKey(groupOf(call, input.logGroupName).name, input.filterName!);
  if (!subscriptionFilters.get(call.tx, call, key)) subscriptionFilterNotFound();
  subscriptionFilters.delete(call.tx, call, key);
  return {};
};

export const describeSubscriptionFilters: Handler<
  DescribeSubscriptionFiltersRequest,
  DescribeSubscriptionFiltersResponse
> = (input, call) => {
  const group = groupOf(call, input.logGroupName);
  const found = subscriptionFilters
    .list(call.tx, call, { prefix: filterKey(group.name, '') })
    .filter(({ name }) => name.startsWith(input.filterNamePrefix ?? ''));
  const page = pageOf(found, ({ name }) => name, {
    token: input.nextToken,
    limit: input.limit ?? describedMax,
    invalid: invalidToken,
  });
  return { subscriptionFilters: page.items.map(described), nextToken: page.next };
};

const described = (filter: SubscriptionFilterRecord): SubscriptionFilter => ({
  filterName: filter.name,
  logGroupName: filter.group,
  filterPattern: filter.pattern,
  destinationArn: filter.destinationArn,
  distribution: 'ByLogStream',
  creationTime: filter.createdAt,
  applyOnTransformedLogs: filter.isOnTransformed ?? false,
  fieldSelectionCriteria: filter.selection,
});
