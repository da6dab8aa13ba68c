import type {
  ListTagsCommandInput,
  ListTagsResponse,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-lambda';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { findFunction, referenceOf } from '../references.ts';
import { functions } from '../records.ts';

export const listTags: Handler<ListTagsCommandInput, ListTagsResponse> = (input, call) => ({
  Tags: { ...ownerOf(call, input.Resource!).tags },
});

export const tagResource: Handler<TagResourceCommandInput, object> = (input, call) => {
  const owner = ownerOf(call, input.Resource!);
  functions.put(call.tx, call, owner.name, { ...owner, tags: { ...owner.tags, ...input.Tags } });
  return {};
};

export const untagResource: Handler<UntagResourceCommandInput, object> = (input, call) => {
  const owner = ownerOf(call, input.Resource!);
  const gone = new Set(input.TagKeys);
  const tags = Object.fromEntries(Object.entries(owner.tags).filter(([key]) => !gone.has(key)));
  functions.put(call.tx, call, owner.name, { ...owner, tags });
  return {};
};

const ownerOf = (call: Call, arn: string) => findFunction(call.tx, call, referenceOf(arn).name);
