import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceOutput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-codedeploy';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { arnInvalid } from '../errors.ts';
import { assertGuardable } from '../guard-tag.ts';
import { applications, deploymentGroups, groupKey } from '../records.ts';
import { findApplication } from './applications.ts';
import { findGroup } from './deployment-groups.ts';

type Tags = Readonly<Record<string, string>>;

export const listTagsForResource: Handler<ListTagsForResourceCommandInput, ListTagsForResourceOutput> = (
  input,
  call,
) => ({
  Tags: Object.entries(tagged(call, input.ResourceArn!).tags).map(([Key, Value]) => ({ Key, Value })),
});

export const tagResource: Handler<TagResourceCommandInput, object> = (input, call) => {
  const { tags, keep } = tagged(call, input.ResourceArn!);
  keep({ ...tags, ...Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value ?? ''])) });
  return {};
};

export const untagResource: Handler<UntagResourceCommandInput, object> = (input, call) => {
  const { tags, keep } = tagged(call, input.ResourceArn!);
  const gone = new Set(input.TagKeys);
  keep(Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key))));
  return {};
};

/** Applications and deployment groups can be tagged. */
function tagged(call: Call, arn: string): { readonly tags: Tags; readonly keep: (tags: Tags) => void } {
  const [kind, name = ''] = parseArn(arn)?.resource.split(':') ?? [];
  if (kind === 'application') {
    const application = findApplication(call, name);
    const keep = (tags: Tags) => applications.put(call.tx, call, name, { ...application, tags });
    return { tags: application.tags, keep };
  }
  if (kind !== 'deploymentgroup') arnInvalid(arn);
  const slash = name.indexOf('/');
  const [application, group] = [name.slice(0, slash), name.slice(slash + 1)];
  const found = findGroup(call, application, group);
  const key = groupKey(application, group);
  const keep = (tags: Tags) => {
    assertGuardable(found.computePlatform, tags);
    deploymentGroups.put(call.tx, call, key, { ...found, tags });
  };
  return { tags: found.tags, keep };
}
