import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-sns';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { enter, type Entered } from '../access.ts';
import { resourceNotFound } from '../errors.ts';
import { topicOf, topics } from '../records.ts';

export const listTagsForResource: Handler<ListTagsForResourceCommandInput, ListTagsForResourceResponse> = (
  input,
  call,
) => ({
  Tags: Object.entries(tagged(call, input.ResourceArn, 'ListTagsForResource').topic.tags).map(
    ([Key, Value]) => ({ Key, Value }),
  ),
});

export const tagResource: Handler<TagResourceCommandInput, object> = (input, asked) => {
  const { topic, call } = tagged(asked, input.ResourceArn, 'TagResource');
  const more = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  topics.put(call.tx, call, topic.name, { ...topic, tags: { ...topic.tags, ...more } });
  return {};
};

export const untagResource: Handler<UntagResourceCommandInput, object> = (input, asked) => {
  const { topic, call } = tagged(asked, input.ResourceArn, 'UntagResource');
  const gone = new Set(input.TagKeys);
  const tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !gone.has(key)));
  topics.put(call.tx, call, topic.name, { ...topic, tags });
  return {};
};

/** The topic with such tags; what is asked of tags has an error of its own where there is none. */
function tagged(call: Call, arn: string | undefined, action: string): Entered {
  const { scope, name } = topicOf(arn);
  if (scope.account === call.account && !topics.get(call.tx, call, name)) resourceNotFound();
  return enter(call, arn, { action });
}
