import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-sfn';
import type { Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidArn, resourceNotFound } from '../errors.ts';
import { activities, stateMachines } from '../records.ts';

export const tagResource: Handler<Given<TagResourceInput>, object> = ({ resourceArn, tags }, call) => {
  const { tags: before, keep } = taggedOf(call, resourceArn);
  keep({ ...before, ...Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value])) });
  return {};
};

export const untagResource: Handler<Given<UntagResourceInput>, object> = ({ resourceArn, tagKeys }, call) => {
  const { tags, keep } = taggedOf(call, resourceArn);
  keep(Object.fromEntries(Object.entries(tags).filter(([key]) => !tagKeys.includes(key))));
  return {};
};

export const listTagsForResource: Handler<Given<ListTagsForResourceInput>, ListTagsForResourceOutput> = (
  input,
  call,
) => ({
  tags: Object.entries(taggedOf(call, input.resourceArn).tags).map(([key, value]) => ({ key, value })),
});

type Tags = Readonly<Record<string, string>>;

function taggedOf(call: Call, arn: string): { readonly tags: Tags; keep(tags: Tags): void } {
  const [, kind, name] =
    /^arn:[^:]+:states:[^:]+:\d{12}:(stateMachine|activity):([^:]+)$/.exec(arn) ?? invalidArn(arn);
  if (kind === 'activity') {
    const found = activities.get(call.tx, call, name!) ?? resourceNotFound(arn);
    return { tags: found.tags, keep: (tags) => activities.put(call.tx, call, name!, { ...found, tags }) };
  }
  const found = stateMachines.get(call.tx, call, name!) ?? resourceNotFound(arn);
  return { tags: found.tags, keep: (tags) => stateMachines.put(call.tx, call, name!, { ...found, tags }) };
}
