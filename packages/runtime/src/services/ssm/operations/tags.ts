import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidResourceId, invalidResourceType, tooManyTags } from '../errors.ts';
import { named } from '../finding.ts';
import { referenceOf } from '../names.ts';
import { parameters, type Parameter } from '../records.ts';

const tagsMax = 50;

export const addTagsToResource: Handler<Given<sdk.AddTagsToResourceCommandInput>, object> = (input, call) => {
  const parameter = tagged(call, input);
  const tags = checkTags(parameter.tags, input.Tags);
  parameters.put(call.tx, call, parameter.name, { ...parameter, tags });
  return {};
};

export const removeTagsFromResource: Handler<Given<sdk.RemoveTagsFromResourceCommandInput>, object> = (
  input,
  call,
) => {
  const parameter = tagged(call, input);
  const left = Object.entries(parameter.tags).filter(([key]) => !input.TagKeys.includes(key));
  parameters.put(call.tx, call, parameter.name, { ...parameter, tags: Object.fromEntries(left) });
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

/** Of what Systems Manager tags, only parameters are served. */
function tagged(
  call: Call,
  { ResourceType, ResourceId }: { readonly ResourceType: string; readonly ResourceId: string },
): Parameter {
  if (ResourceType !== 'Parameter') invalidResourceType(ResourceType);
  return named(call, referenceOf(ResourceId, call).names) ?? invalidResourceId();
}
