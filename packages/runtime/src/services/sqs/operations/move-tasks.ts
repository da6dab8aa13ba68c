import type {
  CancelMessageMoveTaskCommandInput,
  CancelMessageMoveTaskResult,
  ListMessageMoveTasksCommandInput,
  ListMessageMoveTasksResult,
  ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommandInput,
  StartMessageMoveTaskResult,
} from '@aws-sdk/client-sqs';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { activityOf } from '../activity.ts';
import {
  invalidParameter,
  invalidValue,
  queueDoesNotExist,
  resourceNotFound,
  unsupported,
} from '../errors.ts';
import { moveTaskFlow, type Moving } from '../flow/move-task.ts';
import { isFifo, moveTasks, queueOfArn, sortable, type MoveTask, type Queue } from '../records.ts';
import { nextReady, shelfOf, type Message } from '../shelf.ts';
import { move } from './dying.ts';
import { sourcesOf } from './queues.ts';

const tasksMax = 10;

// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
export const startMessageMoveTask: Handler<StartMessageMoveTaskCommandInput, StartMessageMoveTaskResult> = (
  input,
  call,
) => {
  const source = sourceOf(call, input.SourceArn!);
  const { DestinationArn: destinationArn, MaxNumberOfMessagesPerSecond: perSecond } = input;
  const destination = destinationArn === undefined ? undefined : queueOfArn(call.tx, call, destinationArn);
  if (destinationArn !== undefined && !destination)
    resourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
  if (destination && isFifo(destination) !== isFifo(source))
    invalidParameter('Source and destination queues must be of the same type.');
  if (perSecond !== undefined && (perSecond < 1 || perSecond > 500))
    invalidValue(perSecond, 'MaxNumberOfMessagesPerSecond', 'Must be between 1 and 500, if provided.');
  if (sourcesOf(call, source).length === 0)
    invalidParameter('Source queue must be configured as a Dead Letter Queue.');
  if (tasksOf(call, source).some((task) => movingOf(call, task).status === 'RUNNING'))
    unsupported(
      'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
    );
  return { TaskHandle: handleOf(begin(call, source, input)) };
};

function begin(call: Call, source: Queue, input: StartMessageMoveTaskCommandInput): MoveTask {
  const { account, region } = call;
  const id = `${sortable(call.now)}-${call.ids.uuid()}`;
  const task: MoveTask = {
    id,
    sourceArn: input.SourceArn!,
    ...(input.DestinationArn !== undefined && { destinationArn: input.DestinationArn }),
    ...(input.MaxNumberOfMessagesPerSecond !== undefined && {
      perSecond: input.MaxNumberOfMessagesPerSecond,
    }),
    startedAt: call.now,
    toMove: activityOf(call, source).messages,
    flow: flowId(moveTaskFlow.kind, call, `${source.name}:${id}`),
  };
  moveTasks.put(call.tx, call, `${source.name}|${id}`, task);
  const { sourceArn, destinationArn, perSecond, toMove } = task;
  const moving: Moving = {
    account,
    region,
    sourceArn,
    destinationArn,
    perSecond,
    toMove,
    moved: 0,
    status: 'RUNNING',
  };
  call.flows.start(moveTaskFlow.kind, task.flow, moving);
  forgetOldest(call, source);
  return task;
}

function forgetOldest(call: Call, source: Queue): void {
  for (const { id, flow } of tasksOf(call, source).slice(tasksMax)) {
    call.flows.remove(flow);
    moveTasks.delete(call.tx, call, `${source.name}|${id}`);
  }
}

function sourceOf(call: Call, arn: string): Queue {
  return (
    queueOfArn(call.tx, call, arn) ??
    resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.")
  );
}

/** The newest first. */
const tasksOf = (call: Call, { name }: Queue): MoveTask[] =>
  moveTasks.list(call.tx, call, { prefix: `${name}|`, reverse: true });

const movingOf = (call: Call, { flow }: MoveTask): Moving => call.flows.state<Moving>(flow)!;

const handleOf = ({ id, sourceArn }: MoveTask): string =>
  Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString('base64');

export const listMessageMoveTasks: Handler<ListMessageMoveTasksCommandInput, ListMessageMoveTasksResult> = (
  input,
  call,
) => {
  const { SourceArn, MaxResults = 1 } = input;
  const source = sourceOf(call, SourceArn!);
  if (MaxResults < 1 || MaxResults > tasksMax)
    invalidValue(MaxResults, 'MaxResults', 'Must be between 1 and 10, if provided.');
  return {
    Results: tasksOf(call, source)
      .slice(0, MaxResults)
      .map((task) => told(task, movingOf(call, task))),
  };
};

function told(task: MoveTask, { status, moved, failure }: Moving): ListMessageMoveTasksResultEntry {
  return {
    // AWS: the handle is told only of a task that can be cancelled.
    ...(status === 'RUNNING' && { TaskHandle: handleOf(task) }),
    Status: status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: failure,
    StartedTimestamp: task.startedAt,
  };
}

export const cancelMessageMoveTask: Handler<
  CancelMessageMoveTaskCommandInput,
  CancelMessageMoveTaskResult
> = (input, call) => {
  const task = taskOf(call, input.TaskHandle!);
  const { status, moved } = movingOf(call, task);
  if (status !== 'RUNNING') unsupported('Only active tasks can be cancelled.');
  call.flows.tell(task.flow, { type: 'CancelRequested' });
  return { ApproximateNumberOfMessagesMoved: moved };
};

function taskOf(call: Call, handle: string): MoveTask {
  const [, id, arn] =
    /^\{"taskId":"([^"]+)","sourceArn":"([^"]+)"\}$/.exec(Buffer.from(handle, 'base64').toString('latin1')) ??
    [];
  if (id === undefined || arn === undefined)
    return invalidValue(handle, 'TaskHandle', 'Invalid task handle.');
  const task = moveTasks.get(call.tx, call, `${sourceOf(call, arn).name}|${id}`);
  return task ?? resourceNotFound('Task does not exist.');
}

interface Move {
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly limit: number;
}

/** The house's own, asked by a task: moves some messages on. */
export const moveMessages: Handler<Move, { readonly moved: number }> = (input, call) => {
  const source = queueOfArn(call.tx, call, input.sourceArn) ?? queueDoesNotExist();
  const shelf = shelfOf(call.tx, call, source, call.now);
  let moved = 0;
  while (moved < input.limit) {
    const next = nextReady(shelf, input.limit - moved);
    if (next.length === 0) break;
    for (const message of next) {
      const to =
        queueOfArn(call.tx, call, input.destinationArn ?? message.deadIn ?? '') ?? queueDoesNotExist();
      move(call, { from: source, to }, message, asNew(call, message));
      moved++;
    }
  }
  return { moved };
};

/** A message as if it were sent now. */
// AWS: developer guide, "dead-letter queue redrive": "All redriven messages are considered new messages with a new
// messageID and enqueueTime".
function asNew({ ids, now }: Call, message: Message): Message {
  const { firstReceivedAt: _first, receivedAt: _last, deadIn: _source, ...kept } = message;
  return { ...kept, id: ids.uuid(), sentAt: now, receives: 0 };
}
