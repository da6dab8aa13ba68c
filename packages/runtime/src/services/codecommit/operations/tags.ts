import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-codecommit';
import { parseArn } from '../../../base/arn.ts';
import type { Given } from '../../../base/given.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Handler } from '../../../dispatch/service.ts';
import type { Tx } from '../../../store/store.ts';
import { invalidResourceArn } from '../errors.ts';
import { repositories, repositoryOf, type Repository } from '../records.ts';

export const tagResource: Handler<Given<TagResourceInput>, object> = ({ resourceArn, tags }, { tx }) => {
  const { scope, repository } = tagged(tx, resourceArn);
  const all = { ...repository.tags, ...tags };
  repositories.put(tx, scope, repository.repositoryName, { ...repository, tags: all });
  return {};
};

export const untagResource: Handler<Given<UntagResourceInput>, object> = (
  { resourceArn, tagKeys },
  { tx },
) => {
  const { scope, repository } = tagged(tx, resourceArn);
  const kept = Object.entries(repository.tags).filter(([key]) => !tagKeys.includes(key));
  repositories.put(tx, scope, repository.repositoryName, { ...repository, tags: Object.fromEntries(kept) });
  return {};
};

export const listTagsForResource: Handler<Given<ListTagsForResourceInput>, ListTagsForResourceOutput> = (
  { resourceArn },
  { tx },
) => ({ tags: { ...tagged(tx, resourceArn).repository.tags } });

function tagged(tx: Tx, arn: string): { scope: Scope; repository: Repository } {
  const scope = parseArn(arn) ?? invalidResourceArn(arn);
  return { scope, repository: repositoryOf(tx, scope, scope.resource) };
}
