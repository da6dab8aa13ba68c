import type {
  ListQueueTagsCommandInput,
  ListQueueTagsResult,
  TagQueueCommandInput,
  UntagQueueCommandInput,
} from '@aws-sdk/client-sqs';
import type { Handler } from '../../../dispatch/service.ts';
import { findQueue, queues } from '../records.ts';

export const listQueueTags: Handler<ListQueueTagsCommandInput, ListQueueTagsResult> = (input, call) => {
  const { tags } = findQueue(call, input.QueueUrl);
  return Object.keys(tags).length > 0 ? { Tags: { ...tags } } : {};
};

export const tagQueue: Handler<TagQueueCommandInput, object> = (input, call) => {
  const queue = findQueue(call, input.QueueUrl);
  queues.put(call.tx, call, queue.name, { ...queue, tags: { ...queue.tags, ...input.Tags } });
  return {};
};

export const untagQueue: Handler<UntagQueueCommandInput, object> = (input, call) => {
  const queue = findQueue(call, input.QueueUrl);
  const gone = new Set(input.TagKeys);
  const tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !gone.has(key)));
  queues.put(call.tx, call, queue.name, { ...queue, tags });
  return {};
};
