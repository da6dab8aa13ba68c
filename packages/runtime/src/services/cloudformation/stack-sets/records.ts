import type * as sdk from '@aws-sdk/client-cloudformation';
import { arnOf } from '../../../base/arn.ts';
import type { Scope } from '../../../base/scope.ts';
import { flowId } from '../../../dispatch/service.ts';
import type { ResourceTag } from '../../../dispatch/resource.ts';
import { collection } from '../../../store/collection.ts';
import type { Tx } from '../../../store/store.ts';
import type { StackParameter } from '../records.ts';

export interface StackSetRecord {
  /** `<name>:<uuid>`: what AWS calls its id. */
  readonly id: string;
  readonly name: string;
  readonly status: sdk.StackSetStatus;
  readonly createdAt: number;
  readonly description?: string;
  /** One for each that its template has. */
  readonly parameters: readonly StackParameter[];
  readonly capabilities: readonly sdk.Capability[];
  readonly tags: readonly ResourceTag[];
  readonly administrationRoleArn: string;
  readonly executionRoleName: string;
  readonly managedExecution: boolean;
  /** The token it was created with, as long as it is what it was then. */
  readonly token?: string;
  readonly modified?: true;
  /** What the last detection of drift found that has ended. */
  readonly drift?: DriftDetails;
}

/** Drift as AWS counts it: of the instances that a detection looked at. */
export interface DriftDetails {
  readonly status: sdk.StackSetDriftStatus;
  readonly detection: sdk.StackSetDriftDetectionStatus;
  readonly at: number;
  readonly total: number;
  readonly drifted: number;
  readonly inSync: number;
  readonly inProgress: number;
  readonly failed: number;
}

/** Where a stack of the set stands, or is to stand. */
export interface Target {
  readonly account: string;
  readonly region: string;
}

export interface InstanceRecord extends Target {
  /** The stack that was last made for it; it may be gone. */
  readonly stackId?: string;
  readonly overrides: readonly Override[];
  readonly status: sdk.StackInstanceStatus;
  readonly detailedStatus: sdk.StackInstanceDetailedStatus;
  readonly reason?: string;
  readonly lastOperationId: string;
  readonly drift?: { readonly status: sdk.StackDriftStatus; readonly at: number };
}

export interface Override {
  readonly key: string;
  readonly value: string;
}

export interface OperationRecord {
  readonly id: string;
  /** Operations of a set, in the order of their requests. */
  readonly number: number;
  readonly action: sdk.StackSetOperationAction;
  readonly status: sdk.StackSetOperationStatus;
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly preferences?: sdk.StackSetOperationPreferences;
  readonly retainStacks?: boolean;
  readonly administrationRoleArn: string;
  readonly executionRoleName: string;
  /** In the order in which they are taken: region by region. */
  readonly targets: readonly Target[];
  /** Stacks that become the set's, by the name of their target. */
  readonly imports?: Readonly<Record<string, string>>;
}

/** What came of an operation at one of its targets. */
export interface ResultRecord extends Target {
  readonly status: sdk.StackSetOperationResultStatus;
  readonly reason?: string;
  readonly gate?: sdk.AccountGateResult;
  readonly drift?: sdk.StackDriftStatus;
}

/** How a resource of an instance differed, when that was looked at. */
export type ResourceDrift = Omit<sdk.StackInstanceResourceDriftsSummary, 'Timestamp'> & {
  readonly Timestamp: string;
};

/** By id. */
export const stackSets = collection<StackSetRecord>('cloudformation.stack-sets');
/** The id of the set that has a name now. */
export const stackSetNames = collection<string>('cloudformation.stack-set-names');
/** The body of a set's template, by the set's id. */
export const stackSetTemplates = collection<string>('cloudformation.stack-set-templates');
/** By `<set>|<account>|<region>`. */
export const stackInstances = collection<InstanceRecord>('cloudformation.stack-instances');
/** By `<set>|<operation>`. */
export const stackSetOperations = collection<OperationRecord>('cloudformation.stack-set-operations');
/** By `<set>|<operation>|<account>|<region>`. */
export const stackSetResults = collection<ResultRecord>('cloudformation.stack-set-results');
/** Drift of an instance's resources, by the key of the result. */
export const instanceDrifts = collection<readonly ResourceDrift[]>('cloudformation.stack-instance-drifts');
/** The ARN of the set that a stack belongs to, by the stack's key, where the stack is. */
export const memberships = collection<string>('cloudformation.stack-set-memberships');

export const targetName = ({ account, region }: Target): string => `${account}|${region}`;
export const instanceKey = (set: string, target: Target): string => `${set}|${targetName(target)}`;
export const operationKey = (set: string, operation: string): string => `${set}|${operation}`;
export const resultKey = (set: string, operation: string, target: Target): string =>
  `${operationKey(set, operation)}|${targetName(target)}`;

export const stackSetArn = (scope: Scope, id: string): string =>
  arnOf('cloudformation', scope, `stackset/${id}`);

/** Finds a set by its name, while it is active, or by its id, for ever. */
export function findStackSet(tx: Tx, scope: Scope, nameOrId: string): StackSetRecord | undefined {
  const id = nameOrId.includes(':') ? nameOrId : stackSetNames.get(tx, scope, nameOrId);
  return id === undefined ? undefined : stackSets.get(tx, scope, id);
}

/** Operations of a set, the newest first. */
export function operationsOf(tx: Tx, scope: Scope, set: string): OperationRecord[] {
  const all = stackSetOperations.list(tx, scope, { prefix: `${set}|` });
  return all.sort((a, b) => b.number - a.number);
}

export const instancesOf = (tx: Tx, scope: Scope, set: string): InstanceRecord[] =>
  stackInstances.list(tx, scope, { prefix: `${set}|` });

export const resultsOf = (tx: Tx, scope: Scope, set: string, operation: string): ResultRecord[] =>
  stackSetResults.list(tx, scope, { prefix: `${operationKey(set, operation)}|` });

export const isActive = ({ status }: OperationRecord): boolean =>
  status === 'RUNNING' || status === 'STOPPING' || status === 'QUEUED';

export const stackSetOperationKind = 'cloudformation.stack-set-operation';
export const stackInstanceKind = 'cloudformation.stack-instance';

/** The flow of one operation on a set. */
export const operationFlowId = (scope: Scope, set: string, operation: string): string =>
  flowId(stackSetOperationKind, scope, operationKey(set, operation));

/** The flow of one operation at one of its targets. */
export const instanceFlowId = (scope: Scope, result: string): string =>
  flowId(stackInstanceKind, scope, result);
