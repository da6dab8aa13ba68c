import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceOutput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { resourceNotFound } from '../errors.ts';
import { alarms, type AlarmConfiguration } from '../records.ts';

export const listTagsForResource: Handler<ListTagsForResourceCommandInput, ListTagsForResourceOutput> = (
  input,
  call,
) => ({
  Tags: Object.entries(tagged(call, input.ResourceARN!).tags).map(([Key, Value]) => ({ Key, Value })),
});

export const tagResource: Handler<TagResourceCommandInput, object> = (input, call) => {
  const alarm = tagged(call, input.ResourceARN!);
  const more = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  alarms.put(call.tx, call, alarm.name, { ...alarm, tags: { ...alarm.tags, ...more } });
  return {};
};

export const untagResource: Handler<UntagResourceCommandInput, object> = (input, call) => {
  const alarm = tagged(call, input.ResourceARN!);
  const gone = new Set(input.TagKeys);
  const tags = Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !gone.has(key)));
  alarms.put(call.tx, call, alarm.name, { ...alarm, tags });
  return {};
};

function tagged(call: Call, arn: string): AlarmConfiguration {
  const resource = parseArn(arn)?.resource ?? '';
  const name = /^alarm:(.+)$/.exec(resource)?.[1];
  return (name === undefined ? undefined : alarms.get(call.tx, call, name)) ?? resourceNotFound(arn);
}
