import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-ecr';
import { parseArn } from '../../../base/arn.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { repositories, type RepositoryRecord } from '../records.ts';
import { repositoryOf } from './repositories.ts';

export const tagResource: Handler<TagResourceRequest, object> = (input, call) => {
  const owner = ownerOf(call, input.resourceArn!);
  const added = Object.fromEntries(input.tags!.map(({ Key, Value }) => [Key!, Value!]));
  repositories.put(call.tx, call, owner.name, { ...owner, tags: { ...owner.tags, ...added } });
  return {};
};

export const untagResource: Handler<UntagResourceRequest, object> = (input, call) => {
  const owner = ownerOf(call, input.resourceArn!);
  const gone = new Set(input.tagKeys);
  const tags = Object.fromEntries(Object.entries(owner.tags).filter(([key]) => !gone.has(key)));
  repositories.put(call.tx, call, owner.name, { ...owner, tags });
  return {};
};

export const listTagsForResource: Handler<ListTagsForResourceRequest, ListTagsForResourceResponse> = (
  input,
  call,
) => {
  const { tags } = ownerOf(call, input.resourceArn!);
  return { tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};

function ownerOf(call: Call, arn: string): RepositoryRecord {
  const { account, resource = '' } = parseArn(arn) ?? {};
  return repositoryOf(call, { registryId: account, repositoryName: resource.replace(/^repository\//, '') });
}
