import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-codepipeline';
import { parseArn } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Handler } from '../../../dispatch/service.ts';
import type { Tx } from '../../../store/store.ts';
import { invalidArn, resourceNotFound, systemTag, tooManyTags } from '../errors.ts';
import { pipelines, type PipelineRecord } from '../records.ts';

/** AWS: quotas, "Maximum number of tags in a resource: 50". */
const tagsMax = 50;

type Tags = Readonly<Record<string, string>>;
type TagGiven = { readonly key: string; readonly value: string };

export const tagResource: Handler<Given<TagResourceInput>, object> = ({ resourceArn, tags }, { tx }) => {
  const { scope, pipeline } = tagged(tx, resourceArn);
  const all = checkedTags(resourceArn, pipeline.tags, tags);
  pipelines.put(tx, scope, pipeline.name, { ...pipeline, tags: all });
  return {};
};

export const untagResource: Handler<Given<UntagResourceInput>, object> = (
  { resourceArn, tagKeys },
  { tx },
) => {
  const { scope, pipeline } = tagged(tx, resourceArn);
  const kept = Object.entries(pipeline.tags).filter(([key]) => !tagKeys.includes(key));
  pipelines.put(tx, scope, pipeline.name, { ...pipeline, tags: Object.fromEntries(kept) });
  return {};
};

export const listTagsForResource: Handler<Given<ListTagsForResourceInput>, ListTagsForResourceOutput> = (
  { resourceArn },
  { tx },
) => ({ tags: tagList(tagged(tx, resourceArn).pipeline.tags) });

/** The tags there were with those that are added. */
export function checkedTags(arn: string, before: Tags, added: readonly TagGiven[]): Tags {
  const system = added.find(({ key }) => key.startsWith('aws:'));
  if (system) systemTag(system.key);
  const all = { ...before, ...Object.fromEntries(added.map(({ key, value }) => [key, value])) };
  return Object.keys(all).length > tagsMax ? tooManyTags(arn) : all;
}

export const tagList = (tags: Tags): { key: string; value: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

function tagged(tx: Tx, arn: string): { readonly scope: Scope; readonly pipeline: PipelineRecord } {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'codepipeline') return invalidArn();
  const pipeline = pipelines.get(tx, parsed, parsed.resource);
  return { scope: parsed, pipeline: pipeline ?? resourceNotFound(parsed, parsed.resource) };
}
