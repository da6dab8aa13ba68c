import type { Call } from '../../dispatch/service.ts';
import { accountPoliciesOf } from './account-policies.ts';
import { filterKey, subscriptionFilters, type SubscriptionFilterRecord } from './filters.ts';
import { isSelected } from './pattern/system-fields.ts';

/** Who is sent what of a log group. */
export interface Subscription extends Pick<
  SubscriptionFilterRecord,
  'name' | 'pattern' | 'destinationArn' | 'isOnTransformed'
> {
  /** It holds for all log groups of the account. */
  readonly isAccounts?: true;
}

/** What a SUBSCRIPTION_FILTER_POLICY says. */
export interface SubscriptionPolicy {
  readonly DestinationArn: string;
  readonly FilterPattern?: string;
  readonly ApplyOnTransformedLogs?: boolean;
}

export function subscriptionsOf(call: Call, group: string): readonly Subscription[] {
  const own = subscriptionFilters
    .list(call.tx, call, { prefix: filterKey(group, '') })
    .filter(({ selection }) => isSelected(selection, call));
  const accounts = accountPoliciesOf(call, 'SUBSCRIPTION_FILTER_POLICY', group).map(({ name, document }) => {
    const policy = JSON.parse(document) as SubscriptionPolicy;
    return {
      name,
      pattern: policy.FilterPattern ?? '',
      destinationArn: policy.DestinationArn,
      isOnTransformed: policy.ApplyOnTransformedLogs,
      isAccounts: true as const,
    };
  });
  return [...own, ...accounts];
}
