import type { Handler } from '../../../dispatch/service.ts';
import { limitExceeded } from '../errors.ts';
import { findRule, rules } from '../records.ts';

type Tags = Readonly<Record<string, string>>;

/** AWS: API reference: at most 50 tags. */
const tagsMax = 50;

export const tagResource: Handler<{ readonly Arn: string; readonly Tags: Tags }, { Tags: Tags }> = (
  { Arn, Tags },
  call,
) => {
  const rule = findRule(call, Arn);
  const tags = { ...rule.tags, ...Tags };
  if (Object.keys(tags).length > tagsMax) limitExceeded(`A resource can have at most ${tagsMax} tags.`);
  rules.put(call.tx, call, rule.id, { ...rule, tags });
  return { Tags: tags };
};

export const untagResource: Handler<{ readonly Arn: string; readonly TagKeys: readonly string[] }, object> = (
  { Arn, TagKeys },
  call,
) => {
  const rule = findRule(call, Arn);
  const kept = Object.entries(rule.tags).filter(([key]) => !TagKeys.includes(key));
  rules.put(call.tx, call, rule.id, { ...rule, tags: Object.fromEntries(kept) });
  return {};
};

export const listTagsForResource: Handler<{ readonly Arn: string }, { Tags: Tags }> = ({ Arn }, call) => ({
  Tags: findRule(call, Arn).tags,
});
