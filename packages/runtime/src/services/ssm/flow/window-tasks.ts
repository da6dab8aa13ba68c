import { parseArn } from '../../../base/arn.ts';
import { never } from '../../../base/never.ts';
import type { AwsCall, AwsWait } from '../../../base/effects/aws.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WindowTask } from '../windows/kept.ts';
import type { InvocationRun, TaskRun, WindowExecution, WindowStatus } from './window-execution-state.ts';

// What each kind of task is: how it begins, how its end is seen, and what that comes to.

interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
}

/** AWS: without a role it is Systems Manager's own that asks. */
const asked = (
  { account, region }: WindowExecution,
  { task }: Pick<TaskRun, 'task'>,
  what: Asked,
): AwsCall => ({
  type: 'aws.call',
  ...what,
  as: task.ServiceRoleArn ?? servicePrincipal('ssm'),
  scope: { account, region },
});

const waited = (
  { account, region }: WindowExecution,
  { task }: TaskRun,
  { until, ...what }: Asked & { readonly until: string },
): AwsWait => ({
  type: 'aws.wait',
  ...what,
  until,
  // Whether a command is over Systems Manager asks itself.
  as: what.service === 'ssm' ? servicePrincipal('ssm') : (task.ServiceRoleArn ?? servicePrincipal('ssm')),
  scope: { account, region },
});

export function begin(state: WindowExecution, run: TaskRun, invocation: InvocationRun): Effect {
  const { task } = run;
  switch (task.TaskType) {
    case 'RUN_COMMAND':
      return asked(state, run, {
        service: 'ssm',
        operation: 'SendCommand',
        input: commandOf(task, invocation),
      });
    case 'LAMBDA': {
      const { payload, Qualifier, ClientContext } = task.parameters.lambda ?? {};
      const input = {
        FunctionName: task.TaskArn,
        ...(payload !== undefined && { Payload: payload }),
        ...(Qualifier !== undefined && { Qualifier }),
        ...(ClientContext !== undefined && { ClientContext }),
      };
      return asked(state, run, { service: 'lambda', operation: 'Invoke', input });
    }
    case 'STEP_FUNCTIONS': {
      const { Input, Name } = task.parameters.stepFunctions ?? {};
      const input = {
        stateMachineArn: task.TaskArn,
        ...(Input !== undefined && { input: Input }),
        ...(Name !== undefined && { name: Name }),
      };
      return asked(state, run, { service: 'states', operation: 'StartExecution', input });
    }
    default:
      return never(task.TaskType);
  }
}

function commandOf(task: WindowTask, { targets }: InvocationRun): object {
  const { MaxConcurrency, MaxErrors, parameters } = task;
  return {
    ...parameters.runCommand,
    DocumentName: task.TaskArn,
    Targets: targets,
    ...(MaxConcurrency !== undefined && { MaxConcurrency }),
    ...(MaxErrors !== undefined && { MaxErrors }),
  };
}

/** What goes on after it has begun, and how its end is seen; undefined where it is over. */
export function watch(
  state: WindowExecution,
  run: TaskRun,
  output: any,
): { readonly executionId: string; readonly effect: Effect } | undefined {
  switch (run.task.TaskType) {
    case 'RUN_COMMAND': {
      const executionId = output.Command.CommandId as string;
      const input = { commandId: executionId };
      const what = { service: 'ssm', operation: 'GetCommandOutcome', input, until: 'isOver' };
      return { executionId, effect: waited(state, run, what) };
    }
    case 'STEP_FUNCTIONS': {
      const { executionArn } = output as { readonly executionArn: string };
      // Of an express one nobody can ask how it goes.
      if (parseArn(executionArn)?.resource.startsWith('express:')) return undefined;
      const until = "status != 'RUNNING'";
      const what = { service: 'states', operation: 'DescribeExecution', input: { executionArn }, until };
      return { executionId: executionArn, effect: waited(state, run, what) };
    }
    default:
      return undefined;
  }
}

interface Outcome {
  readonly status: WindowStatus;
  readonly details: string;
}

const statuses: Readonly<Record<string, WindowStatus>> = {
  Success: 'SUCCESS',
  SUCCEEDED: 'SUCCESS',
  TimedOut: 'TIMED_OUT',
  TIMED_OUT: 'TIMED_OUT',
  Cancelled: 'CANCELLED',
  ABORTED: 'CANCELLED',
};

export function outcomeOf({ task }: TaskRun, output: any): Outcome {
  if (task.TaskType === 'LAMBDA') {
    const { FunctionError } = output as { readonly FunctionError?: string };
    return FunctionError === undefined
      ? { status: 'SUCCESS', details: 'SUCCESS' }
      : { status: 'FAILED', details: FunctionError };
  }
  const said = output as { readonly status?: string; readonly details?: string };
  // AWS: unverified, of an express workflow: that it has begun is all that is known.
  if (said.status === undefined) return { status: 'SUCCESS', details: 'SUCCESS' };
  return { status: statuses[said.status] ?? 'FAILED', details: said.details ?? said.status };
}

/** Of a command alone. AWS: "attempts to cancel the command operation associated with the task". */
export function cancel(
  { account, region }: WindowExecution,
  { task }: TaskRun,
  { executionId }: InvocationRun,
): Effect | undefined {
  if (task.TaskType !== 'RUN_COMMAND' || executionId === undefined) return undefined;
  return {
    type: 'aws.call',
    service: 'ssm',
    operation: 'CancelCommand',
    input: { CommandId: executionId },
    as: servicePrincipal('ssm'),
    scope: { account, region },
  };
}
