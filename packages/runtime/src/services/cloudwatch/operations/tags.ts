import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceOutput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { resourceNotFound } from '../errors.ts';
import type { Collection } from '../../../store/collection.ts';
import { dashboards, muteRules } from '../records.ts';
import { declaredAlarm } from './kinds.ts';

export const listTagsForResource: Handler<ListTagsForResourceCommandInput, ListTagsForResourceOutput> = (
  input,
  call,
) => ({
  Tags: Object.entries(tagged(call, input.ResourceARN!).tags).map(([Key, Value]) => ({ Key, Value })),
});

export const tagResource: Handler<TagResourceCommandInput, object> = (input, call) => {
  const { tags, keep } = tagged(call, input.ResourceARN!);
  keep({ ...tags, ...Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!])) });
  return {};
};

export const untagResource: Handler<UntagResourceCommandInput, object> = (input, call) => {
  const { tags, keep } = tagged(call, input.ResourceARN!);
  const gone = new Set(input.TagKeys);
  keep(Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key))));
  return {};
};

type Tags = Readonly<Record<string, string>>;

interface Tagged {
  readonly tags: Tags;
  readonly keep: (tags: Tags) => void;
}

/** Alarms of all kinds, mute rules and dashboards can be tagged. */
function tagged(call: Call, arn: string): Tagged {
  const [, kind, name = ''] =
    /^(alarm|alarm-mute-rule|dashboard)[:/](.+)$/.exec(parseArn(arn)?.resource ?? '') ?? [];
  // A dashboard is of no region: all are kept in one place.
  const found =
    kind === 'dashboard'
      ? taggedIn({ ...call, region: 'us-east-1' }, dashboards, name)
      : kind === 'alarm-mute-rule'
        ? taggedIn(call, muteRules, name)
        : taggedAlarm(call, name);
  return found ?? resourceNotFound(arn);
}

function taggedAlarm(call: Call, name: string): Tagged | undefined {
  const alarm = declaredAlarm(call, name);
  return alarm && taggedIn(call, alarm.kind.records, name);
}

function taggedIn<T extends { readonly tags: Tags }>(
  call: Call,
  collection: Collection<T>,
  name: string,
): Tagged | undefined {
  const record = collection.get(call.tx, call, name);
  return (
    record && { tags: record.tags, keep: (tags) => collection.put(call.tx, call, name, { ...record, tags }) }
  );
}
