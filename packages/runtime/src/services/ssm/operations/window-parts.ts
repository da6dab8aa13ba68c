import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidNextToken, validation } from '../errors.ts';
import type { Target } from '../flow/command-state.ts';
import { parametersAnswer, targetAnswer, taskAnswer } from '../windows/answers.ts';
import { targetInUse, tooMany } from '../windows/errors.ts';
import {
  partKey,
  targetOf,
  taskOf,
  windowOf,
  windowTargets,
  windowTasks,
  type TaskParameters,
  type WindowTarget,
  type WindowTask,
} from '../windows/kept.ts';
import { targetKeys } from './nodes.ts';

/** AWS: quotas: targets and tasks of a window. */
const partsMax = 100;

type GivenTargets = readonly Given<sdk.Target>[];

const targetsIn = (given: GivenTargets): Target[] =>
  given.map(({ Key = '', Values = [] }) => ({ Key, Values }));

function nodesOnly(targets: readonly Target[]): readonly Target[] {
  const other = targets.find(({ Key }) => !targetKeys.test(Key));
  return other ? validation(`Targets of ${other.Key} are not served by Penstock.`) : targets;
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RegisterTargetWithMaintenanceWindow.html */
export const registerTarget: Handler<
  Given<sdk.RegisterTargetWithMaintenanceWindowCommandInput>,
  Answered<sdk.RegisterTargetWithMaintenanceWindowCommandOutput>
> = ({ ClientToken: _, Targets, ...asked }, call) => {
  const { id } = windowOf(call, asked.WindowId);
  if (asked.ResourceType !== 'INSTANCE') validation('Resource groups are not served by Penstock.');
  if (windowTargets.list(call.tx, call, { prefix: partKey(id, '') }).length >= partsMax) tooMany('targets');
  const WindowTargetId = call.ids.uuid();
  const target: WindowTarget = { ...asked, WindowTargetId, Targets: nodesOnly(targetsIn(Targets)) };
  windowTargets.put(call.tx, call, partKey(id, WindowTargetId), target);
  return { WindowTargetId };
};

export const updateTarget: Handler<
  Given<sdk.UpdateMaintenanceWindowTargetCommandInput>,
  Answered<sdk.UpdateMaintenanceWindowTargetCommandOutput>
> = ({ Replace = false, Targets, ...asked }, call) => {
  const { WindowId, WindowTargetId } = asked;
  const before = targetOf(call, WindowId, WindowTargetId);
  const { ResourceType } = before;
  const kept = Replace ? { WindowId, WindowTargetId, ResourceType, Targets: before.Targets } : before;
  const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const target: WindowTarget = {
    ...kept,
    ...said,
    ...(Targets && { Targets: nodesOnly(targetsIn(Targets)) }),
  };
  windowTargets.put(call.tx, call, partKey(WindowId, WindowTargetId), target);
  return targetAnswer(target);
};

export const deregisterTarget: Handler<
  Given<sdk.DeregisterTargetFromMaintenanceWindowCommandInput>,
  Answered<sdk.DeregisterTargetFromMaintenanceWindowCommandOutput>
> = ({ WindowId, WindowTargetId, Safe = false }, call) => {
  targetOf(call, WindowId, WindowTargetId);
  const tasks = windowTasks.list(call.tx, call, { prefix: partKey(WindowId, '') });
  const isUsed = tasks.some(({ Targets }) => Targets.some(({ Values }) => Values.includes(WindowTargetId)));
  if (Safe && isUsed) targetInUse(WindowTargetId);
  windowTargets.delete(call.tx, call, partKey(WindowId, WindowTargetId));
  return { WindowId, WindowTargetId };
};

export const describeTargets: Handler<
  Given<sdk.DescribeMaintenanceWindowTargetsCommandInput>,
  Answered<sdk.DescribeMaintenanceWindowTargetsCommandOutput>
> = (input, call) => {
  const { items, next } = partsOf(call, input, windowTargets.list(call.tx, call, prefixOf(input)), {
    idOf: ({ WindowTargetId }) => WindowTargetId,
    filters: { WindowTargetId: 'WindowTargetId', OwnerInformation: 'OwnerInformation' },
  });
  return { Targets: items.map(targetAnswer), NextToken: next };
};

const prefixOf = ({ WindowId }: { readonly WindowId: string }) => ({ prefix: partKey(WindowId, '') });

interface Listed {
  readonly WindowId: string;
  readonly Filters?: readonly Given<sdk.MaintenanceWindowFilter>[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** A page of what a window has, by filters that name its members. */
function partsOf<Part extends object>(
  call: Call,
  { WindowId, Filters = [], MaxResults = 50, NextToken }: Listed,
  all: readonly Part[],
  by: {
    readonly idOf: (part: Part) => string;
    readonly filters: Readonly<Record<string, keyof Part>>;
  },
) {
  windowOf(call, WindowId);
  const wanted = all.filter((part) =>
    Filters.every(({ Key = '', Values = [] }) => {
      const member = Object.hasOwn(by.filters, Key)
        ? by.filters[Key]!
        : validation(`The filter key is not valid: ${Key}`);
      return Values.includes(String(part[member]));
    }),
  );
  return pageOf(wanted, by.idOf, { token: NextToken, limit: MaxResults, invalid: invalidNextToken });
}

type AskedTask = Given<Omit<sdk.RegisterTaskWithMaintenanceWindowCommandInput, 'ClientToken'>>;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RegisterTaskWithMaintenanceWindow.html */
export const registerTask: Handler<
  Given<sdk.RegisterTaskWithMaintenanceWindowCommandInput>,
  Answered<sdk.RegisterTaskWithMaintenanceWindowCommandOutput>
> = ({ ClientToken: _, ...asked }, call) => {
  const { id } = windowOf(call, asked.WindowId);
  if (windowTasks.list(call.tx, call, { prefix: partKey(id, '') }).length >= partsMax) tooMany('tasks');
  const WindowTaskId = call.ids.uuid();
  windowTasks.put(call.tx, call, partKey(id, WindowTaskId), taskIn(call, asked, WindowTaskId));
  return { WindowTaskId };
};

function taskIn(call: Call, asked: AskedTask, WindowTaskId: string): WindowTask {
  const { TaskType, TaskInvocationParameters, Targets = [], Priority = 0, ...rest } = asked;
  for (const name of ['AlarmConfiguration', 'LoggingInfo', 'TaskParameters'] as const) {
    if (rest[name] && Object.keys(rest[name]).length > 0)
      validation(`${name} of maintenance windows' tasks is not served by Penstock.`);
  }
  if (TaskType === 'AUTOMATION') return validation('Tasks of type AUTOMATION are not served by Penstock.');
  const targets = targetsIn(Targets);
  for (const { Key, Values } of targets) {
    if (Key === 'WindowTargetIds') for (const id of Values) targetOf(call, asked.WindowId, id);
    else nodesOnly([{ Key, Values }]);
  }
  if (TaskType === 'RUN_COMMAND' && targets.length === 0)
    validation('A task of type RUN_COMMAND has targets.');
  const { WindowId, TaskArn, ServiceRoleArn, MaxConcurrency, MaxErrors, Name, Description, CutoffBehavior } =
    rest;
  return {
    WindowId,
    WindowTaskId,
    Targets: targets,
    TaskArn,
    TaskType,
    ServiceRoleArn,
    parameters: parametersIn(TaskInvocationParameters),
    Priority,
    MaxConcurrency,
    MaxErrors,
    Name,
    Description,
    CutoffBehavior,
  };
}

function parametersIn(given: AskedTask['TaskInvocationParameters']): TaskParameters {
  const { RunCommand, Lambda, StepFunctions } = given ?? {};
  const { Payload, ...lambda } = Lambda ?? {};
  return {
    ...(RunCommand && { runCommand: RunCommand }),
    ...(Lambda && { lambda: { ...lambda, ...(Payload && { payload: Buffer.from(Payload).toString() }) } }),
    ...(StepFunctions && { stepFunctions: StepFunctions }),
  };
}

export const updateTask: Handler<
  Given<sdk.UpdateMaintenanceWindowTaskCommandInput>,
  Answered<sdk.UpdateMaintenanceWindowTaskCommandOutput>
> = ({ Replace = false, WindowTaskId, ...asked }, call) => {
  const before = taskOf(call, asked.WindowId, WindowTaskId);
  const { parameters: _, ...kept } = before;
  const { TaskArn, TaskType, Targets, Priority } = before;
  const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const base = Replace
    ? { TaskArn, TaskType, Targets, Priority }
    : { ...kept, TaskInvocationParameters: parametersAnswer(before) };
  const task = taskIn(call, { ...base, ...said, WindowId: asked.WindowId } as AskedTask, WindowTaskId);
  windowTasks.put(call.tx, call, partKey(asked.WindowId, WindowTaskId), task);
  const { TaskType: _type, ...answer } = taskAnswer(task);
  return { ...answer, TaskInvocationParameters: parametersAnswer(task) };
};

export const getTask: Handler<
  Given<sdk.GetMaintenanceWindowTaskCommandInput>,
  Answered<sdk.GetMaintenanceWindowTaskCommandOutput>
> = ({ WindowId, WindowTaskId }, call) => {
  const task = taskOf(call, WindowId, WindowTaskId);
  return { ...taskAnswer(task), TaskInvocationParameters: parametersAnswer(task) };
};

export const deregisterTask: Handler<
  Given<sdk.DeregisterTaskFromMaintenanceWindowCommandInput>,
  Answered<sdk.DeregisterTaskFromMaintenanceWindowCommandOutput>
> = ({ WindowId, WindowTaskId }, call) => {
  taskOf(call, WindowId, WindowTaskId);
  windowTasks.delete(call.tx, call, partKey(WindowId, WindowTaskId));
  return { WindowId, WindowTaskId };
};

export const describeTasks: Handler<
  Given<sdk.DescribeMaintenanceWindowTasksCommandInput>,
  Answered<sdk.DescribeMaintenanceWindowTasksCommandOutput>
> = (input, call) => {
  const { items, next } = partsOf(call, input, windowTasks.list(call.tx, call, prefixOf(input)), {
    idOf: ({ WindowTaskId }) => WindowTaskId,
    filters: { WindowTaskId: 'WindowTaskId', TaskArn: 'TaskArn', Priority: 'Priority', TaskType: 'TaskType' },
  });
  const Tasks = items.map((task) => {
    const { TaskType: Type, ...answer } = taskAnswer(task);
    return { ...answer, Type };
  });
  return { Tasks, NextToken: next };
};
