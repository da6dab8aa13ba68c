import type {
  ListQueueTagsCommandInput,
  ListQueueTagsResult,
  TagQueueCommandInput,
  UntagQueueCommandInput,
} from '@aws-sdk/client-sqs';
import type { Handler } from '../../../dispatch/service.ts';
import { enter } from '../access.ts';
import { queues } from '../records.ts';

export const listQueueTags: Handler<ListQueueTagsCommandInput, ListQueueTagsResult> = (input, call) => {
  const { tags } = enter(call, input.QueueUrl, 'ListQueueTags').queue;
  return Object.keys(tags).length > 0 ? { Tags: { ...tags } } : {};
};

export const tagQueue: Handler<TagQueueCommandInput, object> = (input, call) => {
  const { queue } = enter(call, input.QueueUrl, 'TagQueue');
  queues.put(call.tx, call, queue.name, { ...queue, tags: { ...queue.tags, ...input.Tags } });
  return {};
};

export const untagQueue: Handler<UntagQueueCommandInput, object> = (input, call) => {
  const { queue } = enter(call, input.QueueUrl, 'UntagQueue');
  const gone = new Set(input.TagKeys);
  const tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !gone.has(key)));
  queues.put(call.tx, call, queue.name, { ...queue, tags });
  return {};
};
