import type {
  ListTagsCommandInput,
  ListTagsResponse,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-lambda';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { noSuchResource } from '../errors.ts';
import { findFunction, referenceOf } from '../references.ts';
import { codeSigningConfigs, functions, mappings } from '../records.ts';
import { configOf } from './code-signing.ts';

type Tags = Readonly<Record<string, string>>;

/** Something that has tags: a function, an event source mapping, or a code signing configuration. */
interface Owner {
  readonly tags: Tags;
  keep(tags: Tags): void;
}

export const listTags: Handler<ListTagsCommandInput, ListTagsResponse> = (input, call) => ({
  Tags: { ...ownerOf(call, input.Resource!).tags },
});

export const tagResource: Handler<TagResourceCommandInput, object> = (input, call) => {
  const owner = ownerOf(call, input.Resource!);
  owner.keep({ ...owner.tags, ...input.Tags });
  return {};
};

export const untagResource: Handler<UntagResourceCommandInput, object> = (input, call) => {
  const owner = ownerOf(call, input.Resource!);
  const gone = new Set(input.TagKeys);
  owner.keep(Object.fromEntries(Object.entries(owner.tags).filter(([key]) => !gone.has(key))));
  return {};
};

function ownerOf(call: Call, arn: string): Owner {
  const [kind, id = ''] = parseArn(arn)?.resource.split(':') ?? [];
  if (kind === 'code-signing-config') {
    const config = configOf(call, arn);
    return {
      tags: config.tags,
      keep: (tags) => codeSigningConfigs.put(call.tx, call, arn, { ...config, tags }),
    };
  }
  if (kind !== 'event-source-mapping') {
    const owner = findFunction(call.tx, call, referenceOf(arn).name);
    return { tags: owner.tags, keep: (tags) => functions.put(call.tx, call, owner.name, { ...owner, tags }) };
  }
  const mapping = mappings.get(call.tx, call, id) ?? noSuchResource();
  return { tags: mapping.tags, keep: (tags) => mappings.put(call.tx, call, id, { ...mapping, tags }) };
}
