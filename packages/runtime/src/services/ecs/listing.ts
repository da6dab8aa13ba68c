import { pageOf } from '../../base/pagination.ts';
import { invalidParameter } from './errors.ts';

interface Asked {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

/** One page of ARNs or names. */
export function listed(items: readonly string[], asked: Asked, limit = 100) {
  const page = pageOf(items, (item) => item, {
    token: asked.nextToken,
    limit: asked.maxResults ?? limit,
    invalid: () => invalidParameter('Invalid token'),
  });
  return { items: [...page.items], nextToken: page.next };
}
