import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-sns';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { resourceNotFound } from '../errors.ts';
import { topicOf, topics, type Topic } from '../records.ts';

export const listTagsForResource: Handler<ListTagsForResourceCommandInput, ListTagsForResourceResponse> = (
  input,
  call,
) => ({
  Tags: Object.entries(tagged(call, input.ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
});

export const tagResource: Handler<TagResourceCommandInput, object> = (input, call) => {
  const topic = tagged(call, input.ResourceArn);
  const more = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  topics.put(call.tx, call, topic.name, { ...topic, tags: { ...topic.tags, ...more } });
  return {};
};

export const untagResource: Handler<UntagResourceCommandInput, object> = (input, call) => {
  const topic = tagged(call, input.ResourceArn);
  const gone = new Set(input.TagKeys);
  const tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !gone.has(key)));
  topics.put(call.tx, call, topic.name, { ...topic, tags });
  return {};
};

function tagged(call: Call, arn: string | undefined): Topic {
  return topics.get(call.tx, call, topicOf(arn).name) ?? resourceNotFound();
}
