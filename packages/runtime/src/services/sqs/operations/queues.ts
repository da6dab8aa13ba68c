import type {
  CreateQueueCommandInput,
  CreateQueueResult,
  DeleteQueueCommandInput,
  GetQueueUrlCommandInput,
  GetQueueUrlResult,
  ListDeadLetterSourceQueuesCommandInput,
  ListDeadLetterSourceQueuesResult,
  ListQueuesCommandInput,
  ListQueuesResult,
  PurgeQueueCommandInput,
} from '@aws-sdk/client-sqs';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { enter, enterNamed } from '../access.ts';
import { activities } from '../activity.ts';
import { attributesOf, redriveOf, withAttributes } from '../attributes.ts';
import {
  invalidParameter,
  invalidValue,
  purgeInProgress,
  queueDeletedRecently,
  queueNameExists,
} from '../errors.ts';
import { clearingFlow } from '../flow/clearing.ts';
import { queueFlow } from '../flow/queue.ts';
import { deletions, moveTasks, queueArn, queueUrl, queues, type Queue } from '../records.ts';

/** AWS: "You must wait at least 60 seconds" after deleting a queue, and between two purges. */
const waitMs = 60_000;

// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
export const createQueue: Handler<CreateQueueCommandInput, CreateQueueResult> = (input, call) => {
  const name = input.QueueName!;
  const given = input.Attributes ?? {};
  const fifo = given['FifoQueue'] === 'true';
  requireName(name, fifo);
  const setting = { tx: call.tx, scope: call, name, fifo, creating: true };
  const attributes = withAttributes({}, given as Record<string, string>, setting);
  const known = queues.get(call.tx, call, name);
  if (known) return existing(call, known, attributes);
  const deletedAt = deletions.get(call.tx, call, name);
  if (deletedAt !== undefined && call.now < deletedAt + waitMs) queueDeletedRecently();
  deletions.delete(call.tx, call, name);
  const queue: Queue = {
    name,
    createdAt: call.now,
    modifiedAt: call.now,
    attributes,
    tags: { ...input.tags },
    shelf: newShelf(call),
  };
  queues.put(call.tx, call, name, queue);
  const { account, region } = call;
  const watch = { account, region, name, awake: false };
  call.flows.start(queueFlow.kind, flowId(queueFlow.kind, call, name), watch);
  return { QueueUrl: queueUrl(call, name) };
};

const newShelf = (call: Call): string => String(call.tx.next('sqs.shelf'));

function requireName(name: string, fifo: boolean): void {
  const stem = fifo ? name.replace(/\.fifo$/, '') : name;
  if (/^[\w-]+$/.test(stem) && name.length <= 80 && (!fifo || stem !== name)) return;
  invalidParameter(
    fifo
      ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with ' +
          '.fifo suffix and be 1 to 80 in length.'
      : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
}

/** AWS: a queue that is there is answered, unless it is asked for with another value of an attribute. */
function existing(call: Call, queue: Queue, attributes: Queue['attributes']): CreateQueueResult {
  const current = attributesOf(call, queue);
  for (const [name, value] of Object.entries(attributes)) if (current[name] !== value) queueNameExists(name);
  return { QueueUrl: queueUrl(call, queue.name) };
}

export const deleteQueue: Handler<DeleteQueueCommandInput, object> = (input, call) => {
  const { queue } = enter(call, input.QueueUrl, 'DeleteQueue');
  queues.delete(call.tx, call, queue.name);
  deletions.put(call.tx, call, queue.name, call.now);
  call.flows.remove(flowId(queueFlow.kind, call, queue.name));
  for (const task of moveTasks.list(call.tx, call, { prefix: `${queue.name}|` })) {
    call.flows.remove(task.flow);
    moveTasks.delete(call.tx, call, `${queue.name}|${task.id}`);
  }
  abandon(call, queue);
  return {};
};

// AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
export const purgeQueue: Handler<PurgeQueueCommandInput, object> = (input, asked) => {
  const { queue, call } = enter(asked, input.QueueUrl, 'PurgeQueue');
  if (queue.purgedAt !== undefined && call.now < queue.purgedAt + waitMs) purgeInProgress(queue.name);
  abandon(call, queue);
  queues.put(call.tx, call, queue.name, { ...queue, shelf: newShelf(call), purgedAt: call.now });
  return {};
};

/** Nobody reads this shelf any more: what lies there is cleared away. */
function abandon(call: Call, { shelf }: Queue): void {
  const { account, region } = call;
  activities.delete(call.tx, call, shelf);
  call.flows.start(clearingFlow.kind, flowId(clearingFlow.kind, call, shelf), { account, region, shelf });
}

export const getQueueUrl: Handler<GetQueueUrlCommandInput, GetQueueUrlResult> = (input, call) => {
  const { QueueOwnerAWSAccountId: account = call.account, QueueName } = input;
  const { queue } = enterNamed(call, { account, name: QueueName! }, 'GetQueueUrl');
  return { QueueUrl: queueUrl({ endpoint: call.endpoint, account }, queue.name) };
};

const listMax = 1000;

export const listQueues: Handler<ListQueuesCommandInput, ListQueuesResult> = (input, call) => {
  const { urls, next } = page(
    call,
    queues.list(call.tx, call, { prefix: input.QueueNamePrefix ?? '' }),
    input,
  );
  return { ...(urls.length > 0 && { QueueUrls: urls }), ...(next !== undefined && { NextToken: next }) };
};

export const listDeadLetterSourceQueues: Handler<
  ListDeadLetterSourceQueuesCommandInput,
  ListDeadLetterSourceQueuesResult
> = (input, asked) => {
  const { queue, call } = enter(asked, input.QueueUrl, 'ListDeadLetterSourceQueues');
  const sources = sourcesOf(call, queue);
  const { urls, next } = page(call, sources, input);
  return { queueUrls: urls, ...(next !== undefined && { NextToken: next }) };
};

/** The queues whose dead messages go to this one. */
export function sourcesOf(call: Call, dead: Queue): Queue[] {
  const arn = queueArn(call, dead.name);
  return queues.list(call.tx, call).filter((queue) => redriveOf(queue)?.deadLetterTargetArn === arn);
}

function page(
  call: Call,
  all: readonly Queue[],
  {
    NextToken,
    MaxResults,
  }: { readonly NextToken?: string | undefined; readonly MaxResults?: number | undefined },
): { readonly urls: string[]; readonly next: string | undefined } {
  if (MaxResults !== undefined && (MaxResults < 1 || MaxResults > listMax))
    invalidValue(MaxResults, 'MaxResults', 'MaxResults must be an integer between 1 and 1000');
  const { items, next } = pageOf(all, ({ name }) => name, {
    token: NextToken,
    limit: MaxResults ?? listMax,
    invalid: () => invalidParameter('Invalid or expired next token.'),
  });
  // AWS: "You must set MaxResults in the request to receive a value for NextToken in the response."
  return {
    urls: items.map(({ name }) => queueUrl(call, name)),
    next: MaxResults === undefined ? undefined : next,
  };
}
