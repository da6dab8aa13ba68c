import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { associations } from '../associations/kept.ts';
import { documents } from '../documents/kept.ts';
import { invalidResourceId, invalidResourceType, tooManyTags } from '../errors.ts';
import { named } from '../finding.ts';
import { referenceOf } from '../names.ts';
import { opsItems } from '../ops-items.ts';
import { windows } from '../windows/kept.ts';
import { parameters } from '../records.ts';

const tagsMax = 50;

export const addTagsToResource: Handler<Given<sdk.AddTagsToResourceCommandInput>, object> = (input, call) => {
  const { tags, put } = tagged(call, input);
  put(checkTags(tags, input.Tags));
  return {};
};

export const removeTagsFromResource: Handler<Given<sdk.RemoveTagsFromResourceCommandInput>, object> = (
  input,
  call,
) => {
  const { tags, put } = tagged(call, input);
  put(Object.fromEntries(Object.entries(tags).filter(([key]) => !input.TagKeys.includes(key))));
  return {};
};

export const listTagsForResource: Handler<
  Given<sdk.ListTagsForResourceCommandInput>,
  Answered<sdk.ListTagsForResourceCommandOutput>
> = (input, call) => ({
  TagList: Object.entries(tagged(call, input).tags).map(([Key, Value]) => ({ Key, Value })),
});

/** Tags with others added to them. */
export function checkTags(
  tags: Readonly<Record<string, string>>,
  added: readonly Given<sdk.Tag>[] = [],
): Readonly<Record<string, string>> {
  const all = { ...tags, ...Object.fromEntries(added.map(({ Key, Value }) => [Key, Value])) };
  return Object.keys(all).length > tagsMax ? tooManyTags() : all;
}

interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
  readonly put: (tags: Readonly<Record<string, string>>) => void;
}

/** Of what Systems Manager tags, these are served. */
function tagged(
  call: Call,
  { ResourceType, ResourceId }: { readonly ResourceType: string; readonly ResourceId: string },
): Tagged {
  if (ResourceType === 'OpsItem') {
    const item = opsItems.get(call.tx, call, ResourceId) ?? invalidResourceId();
    return { tags: item.tags, put: (tags) => opsItems.put(call.tx, call, item.id, { ...item, tags }) };
  }
  if (ResourceType === 'Association') {
    const record = associations.get(call.tx, call, ResourceId) ?? invalidResourceId();
    return {
      tags: record.tags,
      put: (tags) => associations.put(call.tx, call, ResourceId, { ...record, tags }),
    };
  }
  if (ResourceType === 'MaintenanceWindow') {
    const record = windows.get(call.tx, call, ResourceId) ?? invalidResourceId();
    return { tags: record.tags, put: (tags) => windows.put(call.tx, call, ResourceId, { ...record, tags }) };
  }
  if (ResourceType === 'Document') {
    const document = documents.get(call.tx, call, ResourceId) ?? invalidResourceId();
    const { name } = document;
    return { tags: document.tags, put: (tags) => documents.put(call.tx, call, name, { ...document, tags }) };
  }
  if (ResourceType !== 'Parameter') invalidResourceType(ResourceType);
  const parameter = named(call, referenceOf(ResourceId, call).names) ?? invalidResourceId();
  const put: Tagged['put'] = (tags) => parameters.put(call.tx, call, parameter.name, { ...parameter, tags });
  return { tags: parameter.tags, put };
}
