import type { PolicyType } from '@aws-sdk/client-cloudwatch-logs';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { criteriaOf } from './selection-criteria.ts';

/** What holds for all log groups of an account, or for those whose names it selects. */
export interface AccountPolicyRecord {
  readonly name: string;
  readonly type: PolicyType;
  /** JSON text. */
  readonly document: string;
  readonly selectionCriteria?: string | undefined;
  readonly updatedAt: number;
}

/** By `<type>|<name>`. */
export const accountPolicies = collection<AccountPolicyRecord>('logs.account-policies');

export const accountPolicyKey = (type: string, name: string): string => `${type}|${name}`;

/** Those of a type that hold for a log group. */
export const accountPoliciesOf = (call: Call, type: PolicyType, group: string): AccountPolicyRecord[] =>
  accountPolicies
    .list(call.tx, call, { prefix: accountPolicyKey(type, '') })
    .filter(({ selectionCriteria }) => criteriaOf(selectionCriteria).selects(group));

/** Whether metrics that events embed are measured. AWS: a METRIC_EXTRACTION_POLICY turns that off. */
export const isExtracted = (call: Call, group: string): boolean =>
  accountPoliciesOf(call, 'METRIC_EXTRACTION_POLICY', group).length === 0;
