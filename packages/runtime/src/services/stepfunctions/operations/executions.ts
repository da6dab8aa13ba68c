import type {
  DescribeExecutionInput,
  DescribeExecutionOutput,
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
  GetExecutionHistoryInput,
  GetExecutionHistoryOutput,
  HistoryEvent as ToldEvent,
  RedriveExecutionInput,
  RedriveExecutionOutput,
  StartExecutionInput,
  StartExecutionOutput,
  StopExecutionInput,
  StopExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  executionAlreadyExists,
  executionDoesNotExist,
  executionNotRedrivable,
  invalidArn,
  invalidExecutionInput,
  invalidName,
  nextTokenInvalid,
} from '../errors.ts';
import type { Execution, HistoryEvent } from '../flow/execution-state.ts';
import { loggedBy } from '../flow/logging.ts';
import { redrivenBy, redriveTold, toRedrive, unredrivable } from '../flow/redriving.ts';
import { parsedJson } from '../language/json.ts';
import {
  executionArn,
  expressArn,
  expressFlowId,
  executionFlowId,
  executionKind,
  executions,
  machineArn,
  ordinalKey,
  stateMachines,
} from '../records.ts';
import { isWindingUp, withMapRuns } from '../map-redriving.ts';
import { runnableOf, type Runnable } from '../versions.ts';
import { machineIn } from './state-machines.ts';

/** AWS: API reference, maxResults: default of lists and of histories. */
export const pageSizeDefault = 100;

/**
 * AWS: idempotent for a standard workflow: with the same name and input it finds the one that runs. Of an express one
 * there may be many of a name.
 */
export const startExecution: Handler<Given<StartExecutionInput>, StartExecutionOutput> = (input, call) => {
  const runnable = runnableOf(call, input.stateMachineArn);
  const { machine } = runnable;
  const given = input.input ?? '{}';
  if (machine.type === 'EXPRESS') {
    const { arn, startDate } = begin(call, runnable, { given, name: input.name });
    return { executionArn: arn, startDate: new Date(startDate) };
  }
  if (input.name !== undefined) {
    const before = call.flows.state<Execution>(executionFlowId(call, machine.name, input.name));
    const same =
      before?.status === 'RUNNING' && JSON.stringify(before.input) === JSON.stringify(inputIn(given));
    if (before && !same) executionAlreadyExists(before.arn);
    if (before) return { executionArn: before.arn, startDate: new Date(before.startDate) };
  }
  const ordinal = call.tx.next(`states.executions|${call.account}|${call.region}`);
  const execution = begin(call, runnable, { given, name: input.name, ordinal });
  executions.put(call.tx, call, ordinalKey(machine.name, ordinal), {
    stateMachine: machine.name,
    name: execution.name,
  });
  return { executionArn: execution.arn, startDate: new Date(execution.startDate) };
};

function inputIn(text: string) {
  return (parsedJson(text) ?? invalidExecutionInput('The input is not valid JSON')).value;
}

interface Beginning {
  readonly given: string;
  readonly name?: string | undefined;
  /** Of an express one, if it is to be found by it. */
  readonly expressId?: string;
  /** Of those that are listed. */
  readonly ordinal?: number;
}

/** Starts an execution's flow. */
export function begin(
  call: Call,
  { machine, versionArn, aliasArn }: Runnable,
  { given, name = call.ids.uuid(), expressId, ordinal }: Beginning,
): Execution {
  if (!/^[A-Za-z0-9._-]{1,80}$/.test(name)) invalidName(name);
  const id = machine.type === 'EXPRESS' ? (expressId ?? call.ids.uuid()) : undefined;
  const flow =
    id === undefined
      ? executionFlowId(call, machine.name, name)
      : expressFlowId(call, machine.name, name, id);
  const execution: Execution = {
    scope: { account: call.account, region: call.region },
    arn: id === undefined ? executionArn(call, machine.name, name) : expressArn(call, machine.name, name, id),
    flow,
    name,
    machineName: machine.name,
    machineArn: machineArn(call, machine.name),
    ...(versionArn !== undefined && { versionArn }),
    ...(aliasArn !== undefined && { aliasArn }),
    type: machine.type,
    roleArn: machine.roleArn,
    definition: machine.definition,
    logging: loggedBy(machine.loggingConfiguration),
    machine: machineIn(machine.definition),
    input: inputIn(given),
    startDate: call.now,
    status: 'RUNNING',
    threads: {},
    ...(ordinal !== undefined && { ordinal }),
    history: [],
  };
  call.flows.start(executionKind, flow, execution);
  return execution;
}

/** Stopping what is over is answered as it is. */
export const stopExecution: Handler<Given<StopExecutionInput>, StopExecutionOutput> = (input, call) => {
  const execution = executionOf(call, input.executionArn);
  const { error, cause } = input;
  call.flows.tell(execution.flow, { type: 'ExecutionStopped', error, cause } as { type: string });
  return { stopDate: new Date(execution.stopDate ?? call.now) };
};

/** Runs what ended without success again from there: by the same definition, under the same name. */
export const redriveExecution: Handler<Given<RedriveExecutionInput>, RedriveExecutionOutput> = (
  { executionArn: arn, clientToken },
  call,
) => {
  const execution = executionOf(call, arn);
  const before = clientToken === undefined ? undefined : redrivenBy(execution, clientToken, call.now);
  if (before !== undefined) return { redriveDate: new Date(before) };
  const why = whyNotRedriven(execution, call);
  if (why !== undefined) executionNotRedrivable(why);
  if (isWindingUp(call, execution)) executionNotRedrivable('A Map Run of the execution is still running');
  const redriven = withMapRuns(call, toRedrive(execution, call.now, clientToken));
  call.flows.remove(execution.flow);
  call.flows.start(executionKind, execution.flow, redriven);
  return { redriveDate: new Date(call.now) };
};

function whyNotRedriven(execution: Execution, call: Call): string | undefined {
  const { child, status, machineName } = execution;
  // AWS: unverified words.
  if (child && status !== 'RUNNING' && status !== 'SUCCEEDED')
    return 'Execution can only be redriven with its Map Run';
  return child || stateMachines.get(call.tx, call, machineName)
    ? unredrivable(execution, call.now)
    : 'State machine is in DELETING status';
}

export const describeExecution: Handler<Given<DescribeExecutionInput>, DescribeExecutionOutput> = (
  input,
  call,
) => {
  const execution = executionOf(call, input.executionArn);
  const {
    arn,
    machineArn: stateMachineArn,
    name,
    status,
    startDate,
    stopDate,
    output,
    error,
    cause,
  } = execution;
  const { redriveDate, ...redrive } = redriveTold(execution, whyNotRedriven(execution, call));
  return {
    executionArn: arn,
    stateMachineArn,
    ...qualifiers(execution),
    name,
    status,
    startDate: new Date(startDate),
    ...(stopDate !== undefined && { stopDate: new Date(stopDate) }),
    input: JSON.stringify(execution.input),
    inputDetails: { included: true },
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(execution.child && { mapRunArn: execution.child.mapRunArn }),
    ...redrive,
    ...(redriveDate !== undefined && { redriveDate: new Date(redriveDate) }),
  };
};

export const describeStateMachineForExecution: Handler<
  Given<DescribeStateMachineForExecutionInput>,
  DescribeStateMachineForExecutionOutput
> = (input, call) => {
  const {
    machineArn: stateMachineArn,
    machineName,
    definition,
    roleArn,
    startDate,
    child,
  } = executionOf(call, input.executionArn);
  return {
    stateMachineArn,
    name: machineName,
    definition,
    roleArn,
    updateDate: new Date(startDate),
    ...(child && { mapRunArn: child.mapRunArn, label: child.label }),
  };
};

export const qualifiers = ({ versionArn, aliasArn }: Execution) => ({
  ...(versionArn !== undefined && { stateMachineVersionArn: versionArn }),
  ...(aliasArn !== undefined && { stateMachineAliasArn: aliasArn }),
});

export const getExecutionHistory: Handler<Given<GetExecutionHistoryInput>, GetExecutionHistoryOutput> = (
  input,
  call,
) => {
  const { history } = executionOf(call, input.executionArn);
  const page = pageOf(input.reverseOrder ? history.toReversed() : history, ({ id }) => String(id), {
    token: input.nextToken,
    limit: input.maxResults || pageSizeDefault,
    invalid: nextTokenInvalid,
  });
  return {
    events: page.items.map((event) => eventAnswer(event, input.includeExecutionData ?? true)),
    nextToken: page.next,
  };
};

/** What was said by and to states may be left out. */
function eventAnswer(
  { id, previousEventId, timestamp, type, details }: HistoryEvent,
  whole: boolean,
): ToldEvent {
  const text = JSON.stringify(details, (key, value: unknown) =>
    !whole && ['input', 'output', 'parameters'].includes(key) ? undefined : value,
  );
  const told = { timestamp: new Date(timestamp), type, id, previousEventId, ...(JSON.parse(text) as object) };
  return told as ToldEvent;
}

export function executionOf(call: Call, arn: string): Execution {
  // AWS: as seen in the wild, of another type.
  if (/^arn:[^:]+:states:[^:]+:\d{12}:express:/.test(arn))
    return invalidArn('Resource type not valid in this context: express');
  const [, machine, name] = /^arn:[^:]+:states:[^:]+:\d{12}:execution:([^:]+):([^:]+)$/.exec(arn) ?? [];
  if (machine === undefined || name === undefined) return invalidArn(arn);
  return call.flows.state<Execution>(executionFlowId(call, machine, name)) ?? executionDoesNotExist(arn);
}
