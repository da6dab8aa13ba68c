import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { derivedUuid } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import { instantOf } from '../../../base/instant.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidNextToken } from '../errors.ts';
import {
  isOver,
  type InvocationRun,
  type TaskRun,
  type WindowExecution,
  type WindowExecutionFact,
} from '../flow/window-execution-state.ts';
import { courseOf, executionOf } from '../windows/answers.ts';
import { noSuchPart } from '../windows/errors.ts';
import {
  executionFlowId,
  partKey,
  windowExecutionFlowKind,
  windowExecutions,
  windows,
  windowTargets,
  windowTasks,
  type WindowTask,
} from '../windows/kept.ts';

const hourMs = 3_600_000;

/** The house's own, told by a window that its time has come. */
export const openWindow: Handler<{ readonly windowId: string; readonly due: number }, object> = (
  { windowId, due },
  call,
) => {
  const window = windows.get(call.tx, call, windowId);
  if (!window) return {};
  const executionId = derivedUuid(windowId, due);
  const { Duration, Cutoff } = window.settings;
  // AWS: SKIPPED_OVERLAPPING: what was begun the last time is not over.
  const isOpen = windowExecutions
    .list(call.tx, call, { prefix: partKey(windowId, '') })
    .some((each) => !isOver(executionOf(call, each.executionId).status));
  const status = isOpen ? 'SKIPPED_OVERLAPPING' : 'PENDING';
  const tasks = windowTasks
    .list(call.tx, call, { prefix: partKey(windowId, '') })
    .sort((a, b) => a.Priority - b.Priority);
  const state: WindowExecution = {
    account: call.account,
    region: call.region,
    windowId,
    executionId,
    startedAt: call.now,
    cutoffAt: due + (Duration - Cutoff) * hourMs,
    status,
    details: status,
    tasks: isOpen ? [] : tasks.map((task) => runOf(call, executionId, task)),
    isCancelled: false,
    stopping: [],
  };
  windowExecutions.put(call.tx, call, partKey(windowId, executionId), { windowId, executionId });
  call.flows.start(windowExecutionFlowKind, executionFlowId(call, executionId), state);
  return {};
};

interface Forgotten {
  readonly windowId: string;
  readonly executionId: string;
}

/** The house's own: forgets what was done while a window was open. */
export const forgetWindowExecution: Handler<Forgotten, object> = ({ windowId, executionId }, call) => {
  windowExecutions.delete(call.tx, call, partKey(windowId, executionId));
  call.flows.remove(executionFlowId(call, executionId));
  return {};
};

function runOf(call: Call, executionId: string, task: WindowTask): TaskRun {
  const id = derivedUuid(executionId, task.WindowTaskId);
  const pending = { status: 'PENDING' as const, details: 'PENDING' };
  const invocations = meant(call, task).map((each, index): InvocationRun => ({
    id: derivedUuid(id, index),
    ...each,
    ...pending,
  }));
  return { id, task, invocations, ...pending };
}

/** A command goes to each of the window's targets by itself, anything else is done once. */
function meant(call: Call, task: WindowTask): Pick<InvocationRun, 'targets' | 'windowTargetId' | 'owner'>[] {
  if (task.TaskType !== 'RUN_COMMAND') return [{ targets: [] }];
  const own = task.Targets.filter(({ Key }) => Key !== 'WindowTargetIds');
  const ids = task.Targets.filter(({ Key }) => Key === 'WindowTargetIds').flatMap(({ Values }) => Values);
  const registered = ids.flatMap((id) => {
    // One may be gone by now.
    const target = windowTargets.get(call.tx, call, partKey(task.WindowId, id));
    return target ? [{ targets: target.Targets, windowTargetId: id, owner: target.OwnerInformation }] : [];
  });
  return [...registered, ...(own.length > 0 ? [{ targets: own }] : [])];
}

/** AWS: unverified: how many there are on a page, unless it is said. */
const pageMax = 50;

interface Paged {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

const page = <T>(all: readonly T[], idOf: (item: T) => string, { MaxResults = pageMax, NextToken }: Paged) =>
  pageOf(all, idOf, { token: NextToken, limit: MaxResults, invalid: invalidNextToken });

/** Newest first. */
export const describeExecutions: Handler<
  Given<sdk.DescribeMaintenanceWindowExecutionsCommandInput>,
  Answered<sdk.DescribeMaintenanceWindowExecutionsCommandOutput>
> = (input, call) => {
  const { WindowId, Filters = [] } = input;
  const all = windowExecutions
    .list(call.tx, call, { prefix: partKey(WindowId, '') })
    .map(({ executionId }) => executionOf(call, executionId))
    .filter(({ startedAt }) =>
      Filters.every(({ Key, Values: [value = ''] = [] }) =>
        Key === 'ExecutedBefore' ? startedAt < instantOf(value) : startedAt > instantOf(value),
      ),
    )
    .sort((a, b) => b.startedAt - a.startedAt);
  const { items, next } = page(all, ({ executionId }) => executionId, input);
  const WindowExecutions = items.map((each) => ({
    WindowId,
    WindowExecutionId: each.executionId,
    ...courseOf(each),
  }));
  return { WindowExecutions, NextToken: next };
};

export const getExecution: Handler<
  Given<sdk.GetMaintenanceWindowExecutionCommandInput>,
  Answered<sdk.GetMaintenanceWindowExecutionCommandOutput>
> = ({ WindowExecutionId }, call) => {
  const state = executionOf(call, WindowExecutionId);
  return { WindowExecutionId, TaskIds: state.tasks.map(({ id }) => id), ...courseOf(state) };
};

export const describeExecutionTasks: Handler<
  Given<sdk.DescribeMaintenanceWindowExecutionTasksCommandInput>,
  Answered<sdk.DescribeMaintenanceWindowExecutionTasksCommandOutput>
> = (input, call) => {
  const { WindowExecutionId } = input;
  const { items, next } = page(executionOf(call, WindowExecutionId).tasks, ({ id }) => id, input);
  const WindowExecutionTaskIdentities = items.map((run) => ({
    WindowExecutionId,
    TaskExecutionId: run.id,
    ...courseOf(run),
    TaskArn: run.task.TaskArn,
    TaskType: run.task.TaskType,
  }));
  return { WindowExecutionTaskIdentities, NextToken: next };
};

export const describeExecutionTaskInvocations: Handler<
  Given<sdk.DescribeMaintenanceWindowExecutionTaskInvocationsCommandInput>,
  Answered<sdk.DescribeMaintenanceWindowExecutionTaskInvocationsCommandOutput>
> = (input, call) => {
  const { WindowExecutionId, TaskId } = input;
  const run =
    executionOf(call, WindowExecutionId).tasks.find(({ id }) => id === TaskId) ?? noSuchPart('task', TaskId);
  const { items, next } = page(run.invocations, ({ id }) => id, input);
  const WindowExecutionTaskInvocationIdentities = items.map((each) => ({
    WindowExecutionId,
    TaskExecutionId: run.id,
    InvocationId: each.id,
    ExecutionId: each.executionId,
    TaskType: run.task.TaskType,
    ...courseOf(each),
    OwnerInformation: each.owner,
    WindowTargetId: each.windowTargetId,
  }));
  return { WindowExecutionTaskInvocationIdentities, NextToken: next };
};

export const cancelExecution: Handler<
  Given<sdk.CancelMaintenanceWindowExecutionCommandInput>,
  Answered<sdk.CancelMaintenanceWindowExecutionCommandOutput>
> = ({ WindowExecutionId }, call) => {
  executionOf(call, WindowExecutionId);
  const fact: WindowExecutionFact = { type: 'CancelAsked' };
  call.flows.tell(executionFlowId(call, WindowExecutionId), fact);
  return { WindowExecutionId };
};
