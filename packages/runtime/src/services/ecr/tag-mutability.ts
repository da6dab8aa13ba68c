import { regularExpressionOf } from '../../base/regular-expression.ts';
import type { RepositoryRecord } from './records.ts';

/** Whether a tag that is there may be moved to another image. */
export function isMutable(
  { tagMutability, mutabilityExclusions }: Pick<RepositoryRecord, 'tagMutability' | 'mutabilityExclusions'>,
  tag: string,
): boolean {
  const excluded = mutabilityExclusions.some((pattern) => matchesWildcard(pattern, tag));
  switch (tagMutability) {
    case 'IMMUTABLE':
      return false;
    case 'IMMUTABLE_WITH_EXCLUSION':
      return excluded;
    case 'MUTABLE_WITH_EXCLUSION':
      return !excluded;
    default:
      return true;
  }
}

/** `*` stands for any characters, none included. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return regularExpressionOf(`^${literal.join('.*')}$`)!.test(text);
}
