import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
  Tag,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-eventbridge';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid } from '../errors.ts';
import { buses, defaultBus, findBus, findRule, type Tags } from '../records.ts';
import { keepRule } from '../rule-index.ts';

export const tagsGiven = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key!, Value!]));

/** What an ARN names, by its tags. */
interface Tagged {
  readonly tags: Tags;
  keep(tags: Tags): void;
}

function tagged(call: Call, arn: string | undefined): Tagged {
  const [kind, ...names] = parseArn(arn ?? '')?.resource.split('/') ?? [];
  if (kind === 'event-bus' && names.length === 1) {
    const bus = findBus(call, names[0]);
    return { tags: bus.tags, keep: (tags) => buses.put(call.tx, call, bus.name, { ...bus, tags }) };
  }
  if (kind !== 'rule' || names.length < 1 || names.length > 2)
    return invalid('Parameter ResourceARN is not valid.');
  const rule = findRule(call, names.at(-1)!, names.length === 2 ? names[0] : defaultBus);
  return {
    tags: rule.tags,
    keep: (tags) => keepRule(call.tx, call, { ...rule, tags }),
  };
}

export const listTagsForResource: Handler<ListTagsForResourceCommandInput, ListTagsForResourceResponse> = (
  input,
  call,
) => ({ Tags: Object.entries(tagged(call, input.ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })) });

export const tagResource: Handler<TagResourceCommandInput, object> = (input, call) => {
  const { tags, keep } = tagged(call, input.ResourceARN);
  keep({ ...tags, ...tagsGiven(input.Tags) });
  return {};
};

export const untagResource: Handler<UntagResourceCommandInput, object> = (input, call) => {
  const { tags, keep } = tagged(call, input.ResourceARN);
  const gone = new Set(input.TagKeys);
  keep(Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key))));
  return {};
};
