import type { MetricTransformation } from '@aws-sdk/client-cloudwatch-logs';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import type { SystemFields } from './pattern/system-fields.ts';
import { protections } from './protections.ts';
import { transformers } from './transformers.ts';

export interface MetricFilterRecord {
  readonly name: string;
  readonly group: string;
  readonly pattern: string;
  readonly transformations: readonly MetricTransformation[];
  /** It looks at events as they are transformed. */
  readonly isOnTransformed?: boolean | undefined;
  readonly selection?: string | undefined;
  /** What it tells of where events came from, as dimensions of its metrics. */
  readonly systemDimensions?: readonly (keyof SystemFields)[] | undefined;
  readonly createdAt: number;
}

export interface SubscriptionFilterRecord {
  readonly name: string;
  readonly group: string;
  readonly pattern: string;
  /** A Lambda function's. */
  readonly destinationArn: string;
  /** It looks at events as they are transformed, and sends them so. */
  readonly isOnTransformed?: boolean | undefined;
  readonly selection?: string | undefined;
  readonly createdAt: number;
}

export interface ResourcePolicyRecord {
  readonly name: string;
  /** JSON text. */
  readonly document: string;
  readonly updatedAt: number;
}

export interface QueryDefinitionRecord {
  readonly id: string;
  readonly name: string;
  readonly queryString: string;
  readonly language: string;
  readonly groups: readonly string[];
  readonly modifiedAt: number;
}

/** By `filterKey`. */
export const metricFilters = collection<MetricFilterRecord>('logs.metric-filters');
/** By `filterKey`. */
export const subscriptionFilters = collection<SubscriptionFilterRecord>('logs.subscription-filters');
/** By name. */
export const resourcePolicies = collection<ResourcePolicyRecord>('logs.resource-policies');
/** By id. */
export const queryDefinitions = collection<QueryDefinitionRecord>('logs.query-definitions');

/** A colon is in no group's name, and in no filter's. */
export const filterKey = (group: string, name: string): string => `${group}:${name}`;

/** Takes away the filters of a group that is deleted. */
export function forgetFilters(tx: Tx, scope: Scope, group: string): void {
  transformers.delete(tx, scope, group);
  protections.delete(tx, scope, group);
  for (const kind of [metricFilters, subscriptionFilters])
    for (const { name } of kind.list(tx, scope, { prefix: filterKey(group, '') }))
      kind.delete(tx, scope, filterKey(group, name));
}
