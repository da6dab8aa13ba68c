import type * as sdk from '@aws-sdk/client-ecs';
import { alphabets } from '../../../base/ids.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { clientError, invalidParameter } from '../errors.ts';
import { taskFlow } from '../flow/task.ts';
import { beginTask, type TaskFact, type TaskState } from '../flow/task-state.ts';
import { listed } from '../listing.ts';
import { meter } from '../metering.ts';
import {
  clusterOf,
  findTaskDefinition,
  loneTasks,
  nameIn,
  taskArn,
  taskFlowId,
  tags,
  type Answer,
  type ClusterRecord,
  type TaskDefinitionRecord,
} from '../records.ts';
import { checkNetwork } from '../service-rules.ts';
import { putTags, tagsOf } from '../tags.ts';
import { taskAnswer, taskNamed, tasksIn } from '../tasks.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
export const runTask: Handler<sdk.RunTaskCommandInput, Answer<sdk.RunTaskCommandOutput>> = (input, call) => {
  const cluster = clusterOf(call.tx, call, input.cluster);
  const definition = definitionToRun(call, input.taskDefinition!);
  checkNetwork(definition, input.networkConfiguration);
  const count = input.count ?? 1;
  if (count < 1 || count > 10) invalidParameter('Count must be between 1 and 10.'); // AWS: unverified.
  const unknown = input.overrides?.containerOverrides?.find(
    ({ name }) => !definition.containerDefinitions.some((each) => each.name === name),
  );
  if (unknown)
    invalidParameter(
      `Override for container named ${unknown.name} is not a container in the TaskDefinition.`,
    );
  meter(call, cluster.name);
  const tasks = Array.from({ length: count }, () => runOne(call, { input, cluster, definition }));
  return { tasks: tasks.map((task) => taskAnswer(call, task)), failures: [] };
};

export const stopTask: Handler<sdk.StopTaskCommandInput, Answer<sdk.StopTaskCommandOutput>> = (
  input,
  call,
) => {
  const cluster = clusterOf(call.tx, call, input.cluster);
  const id = nameIn(input.task!);
  const task = taskNamed(call, cluster.name, id) ?? invalidParameter('The referenced task was not found.');
  const reason = input.reason ?? 'Task stopped by user';
  const told: TaskFact = { type: 'StopRequested', code: 'UserInitiated', reason };
  call.flows.tell(taskFlowId(call, cluster.name, id), told);
  const asked: TaskState =
    task.desiredStatus === 'STOPPED'
      ? task
      : {
          ...task,
          desiredStatus: 'STOPPED',
          stopCode: told.code,
          stoppedReason: reason,
          stoppingAt: call.now,
        };
  return { task: taskAnswer(call, asked) };
};

export const describeTasks: Handler<sdk.DescribeTasksCommandInput, Answer<sdk.DescribeTasksCommandOutput>> = (
  input,
  call,
) => {
  const cluster = clusterOf(call.tx, call, input.cluster);
  const found = input.tasks!.map((each) => taskNamed(call, cluster.name, nameIn(each)));
  return {
    tasks: found.flatMap((task) =>
      task ? [{ ...taskAnswer(call, task), ...tagged(call, input, task) }] : [],
    ),
    failures: input.tasks!.flatMap((each, index) =>
      found[index] ? [] : [{ arn: taskArn(call, cluster.name, nameIn(each)), reason: 'MISSING' }],
    ),
  };
};

export const listTasks: Handler<sdk.ListTasksCommandInput, Answer<sdk.ListTasksCommandOutput>> = (
  input,
  call,
) => {
  const cluster = clusterOf(call.tx, call, input.cluster);
  const { desiredStatus = 'RUNNING', family, startedBy, launchType } = input;
  const group = input.serviceName === undefined ? undefined : `service:${nameIn(input.serviceName)}`;
  if (input.containerInstance !== undefined) return { taskArns: [] };
  const found = tasksIn(call, cluster.name).filter(
    (task) =>
      task.desiredStatus === desiredStatus &&
      (family === undefined || task.definition.family === family) &&
      (startedBy === undefined || task.startedBy === startedBy) &&
      (launchType === undefined || task.launchType === launchType) &&
      (group === undefined || task.group === group),
  );
  const arns = found.map((task) => taskArn(call, cluster.name, task.taskId));
  const { items, nextToken } = listed(arns, input);
  return { taskArns: items, nextToken };
};

/** The house's own, told by a task's flow: nobody can describe it any more. */
export const forgetTask: Handler<{ readonly cluster: string; readonly taskId: string }, object> = (
  input,
  call,
) => {
  const arn = taskArn(call, input.cluster, input.taskId);
  loneTasks.delete(call.tx, call, `${input.cluster}|${input.taskId}`);
  tags.delete(call.tx, call, arn);
  call.flows.remove(taskFlowId(call, input.cluster, input.taskId));
  return {};
};

/** A task definition that new tasks may have. */
export function definitionToRun(call: Call, asked: string): TaskDefinitionRecord {
  const definition = findTaskDefinition(call.tx, call, asked) ?? clientError('TaskDefinition not found.');
  return definition.status === 'ACTIVE' ? definition : clientError('TaskDefinition is inactive');
}

function runOne(
  call: Call,
  {
    input,
    cluster,
    definition,
  }: { input: sdk.RunTaskRequest; cluster: ClusterRecord; definition: TaskDefinitionRecord },
): TaskState {
  const taskId = call.ids.word(32, alphabets.hex);
  const task = beginTask({
    scope: { account: call.account, region: call.region },
    endpoint: call.endpoint,
    cluster: cluster.name,
    taskId,
    group: input.group ?? `family:${definition.family}`,
    startedBy: input.startedBy,
    launchType: input.launchType ?? 'EC2',
    platformVersion: input.platformVersion,
    definition,
    overrides: input.overrides ?? {},
    targets: [],
    createdAt: call.now,
  });
  loneTasks.put(call.tx, call, `${cluster.name}|${taskId}`, { taskId });
  putTags(call, taskArn(call, cluster.name, taskId), input.tags);
  call.flows.start(taskFlow.kind, taskFlowId(call, cluster.name, taskId), task);
  return task;
}

function tagged(call: Call, { include }: sdk.DescribeTasksRequest, task: TaskState): { tags?: sdk.Tag[] } {
  return include?.includes('TAGS') ? { tags: tagsOf(call, taskArn(call, task.cluster, task.taskId)) } : {};
}
