import { assert } from '../../base/assert.ts';
import type { Call } from '../../dispatch/service.ts';
import { invalidArn, resourceNotFound } from './errors.ts';
import type { Execution } from './flow/execution-state.ts';
import type { MapRun } from './flow/map-run-state.ts';
import type { ChildInput } from './language/items.ts';
import { isObject } from './language/json.ts';
import {
  childFlowId,
  childMachine,
  childName,
  executionArn,
  machineArn,
  mapItemKey,
  mapItems,
  mapRunFlowId,
} from './records.ts';

/** Which map run an inside call is about. */
export interface MapRunAsked {
  readonly flow: string;
}

export function mapRunFlowOf(call: Call, flow: string): MapRun {
  const run = call.flows.state<MapRun>(flow);
  assert(run, `there is a map run ${flow}`);
  return run;
}

/** A child that has been begun; undefined of one that has not. */
export const childOf = (call: Call, run: MapRun, index: number): Execution | undefined =>
  call.flows.state<Execution>(childFlowId(run, index));

/** All that were begun, in the order of their items. */
export const childrenOf = (call: Call, run: MapRun): Execution[] =>
  Array.from({ length: run.total?.executions ?? 0 }, (_, index) => childOf(call, run, index)).filter(
    (child) => child !== undefined,
  );

/** What a child is to be given that has not been begun. */
export const pendingInput = (call: Call, run: MapRun, index: number): ChildInput =>
  mapItems.get(call.tx, call, mapItemKey(run.flow, index))!;

/** The execution of an item, or a batch of them. AWS: of a machine that is called after the Map state. */
export function newChild(call: Call, run: MapRun, index: number, { input, items }: ChildInput): Execution {
  const { scope, parent, label, machine, type, arn: mapRunArn } = run;
  const machineName = childMachine(run);
  const name = childName(run, index);
  return {
    scope,
    arn: executionArn(scope, machineName, name),
    flow: childFlowId(run, index),
    name,
    machineName,
    machineArn: machineArn(scope, machineName),
    type,
    roleArn: parent.roleArn,
    definition: JSON.stringify(machine),
    logging: parent.logging,
    machine,
    input,
    startDate: call.now,
    status: 'RUNNING',
    threads: {},
    child: { mapRunArn, label, items },
    history: [],
  };
}

export function mapRunOf(call: Call, arn: string): MapRun {
  const [, machine, id] = /^arn:[^:]+:states:[^:]+:\d{12}:mapRun:([^:]+\/[^:]+):([^:]+)$/.exec(arn) ?? [];
  if (machine === undefined || id === undefined) return invalidArn(arn);
  return call.flows.state<MapRun>(mapRunFlowId(call, machine, id)) ?? resourceNotFound(arn);
}

/** Those that an execution has begun, as its history tells. */
export const mapRunsBegun = (call: Call, { history }: Execution): MapRun[] =>
  history.flatMap(({ details: { mapRunStartedEventDetails: told } }) =>
    isObject(told) ? [mapRunOf(call, String(told['mapRunArn']))] : [],
  );
