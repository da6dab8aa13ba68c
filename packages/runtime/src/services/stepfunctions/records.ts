import type { LoggingConfiguration } from '@aws-sdk/client-sfn';
import { arnOf } from '../../base/arn.ts';
import { derivedUuid } from '../../base/ids.ts';
import type { Given } from '../../base/given.ts';
import type { Scope } from '../../base/scope.ts';
import { flowId } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { ChildInput } from './language/items.ts';

export interface StateMachineRecord {
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: string;
  readonly roleArn: string;
  readonly loggingConfiguration?: Given<LoggingConfiguration>;
  readonly tracingConfiguration?: object;
  readonly encryptionConfiguration?: object;
  readonly createdAt: number;
  /** Of what it is now; unset until it is updated. */
  readonly revisionId?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One execution in the order in which they were started. */
export interface ExecutionRow {
  readonly stateMachine: string;
  readonly name: string;
}

/** What workers may take tasks of. */
export interface ActivityRecord {
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a state has for a worker of an activity. */
export interface ActivityTask {
  readonly ordinal: number;
  readonly token: string;
  readonly input: string;
}

/** A state machine as it was when it was published. */
export interface VersionRecord {
  readonly machine: string;
  readonly number: number;
  readonly definition: string;
  readonly roleArn: string;
  readonly revisionId: string;
  readonly description?: string;
  readonly createdAt: number;
}

/** A name for one version of a state machine, or for two by their weights. */
export interface AliasRecord {
  readonly machine: string;
  readonly name: string;
  readonly description?: string;
  /** Weights are percentages. */
  readonly routes: readonly { readonly version: number; readonly weight: number }[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** By name. */
export const activities = collection<ActivityRecord>('states.activities');
/** By activity and an ordinal. */
export const activityTasks = collection<ActivityTask>('states.activity-tasks');
export const activityArn = (scope: Scope, name: string): string => arnOf('states', scope, `activity:${name}`);
/** By `versionKey`. */
export const versions = collection<VersionRecord>('states.versions');
export const versionKey = (machine: string, number: number): string =>
  `${machine}|${String(number).padStart(9, '0')}`;
/** By machine and name. */
export const aliases = collection<AliasRecord>('states.aliases');
/** By name. */
export const stateMachines = collection<StateMachineRecord>('states.machines');
/** By state machine and an ordinal. */
export const executions = collection<ExecutionRow>('states.executions');

/** What children of map runs are to be given, until they begin. By `mapItemKey`. */
export const mapItems = collection<ChildInput>('states.map-items');
export const mapItemKey = (mapRun: string, index: number): string =>
  `${mapRun}|${String(index).padStart(9, '0')}`;

export const machineArn = (scope: Scope, name: string): string =>
  arnOf('states', scope, `stateMachine:${name}`);
export const executionArn = (scope: Scope, machine: string, name: string): string =>
  arnOf('states', scope, `execution:${machine}:${name}`);

/** AWS: of express ones, any number of which have the same name. */
export const expressArn = (scope: Scope, machine: string, name: string, id: string): string =>
  arnOf('states', scope, `express:${machine}:${name}:${id}`);

/** `machine` is `Machine/Label` of what is in a Map state. */
export const mapRunArn = (scope: Scope, machine: string, id: string): string =>
  arnOf('states', scope, `mapRun:${machine}:${id}`);

export const mapRunKind = 'states.map-run';
export const mapRunFlowId = (scope: Scope, machine: string, id: string): string =>
  flowId(mapRunKind, scope, `${machine}:${id}`);

export const executionKind = 'states.execution';
export const executionFlowId = (scope: Scope, machine: string, name: string): string =>
  flowId(executionKind, scope, `${machine}:${name}`);
export const expressFlowId = (scope: Scope, machine: string, name: string, id: string): string =>
  executionFlowId(scope, machine, `${name}:${id}`);
export const ordinalKey = (machine: string, ordinal: number): string =>
  `${machine}|${String(ordinal).padStart(12, '0')}`;

interface ChildOf {
  readonly scope: Scope;
  readonly arn: string;
  readonly label: string;
  readonly parent: { readonly machineName: string };
}
/** What a map run's children are named after. */
export const childMachine = ({ parent, label }: ChildOf): string => `${parent.machineName}/${label}`;
export const childName = ({ arn }: ChildOf, index: number): string => derivedUuid(arn, index);
export const childFlowId = (mapRun: ChildOf, index: number): string =>
  executionFlowId(mapRun.scope, childMachine(mapRun), childName(mapRun, index));
