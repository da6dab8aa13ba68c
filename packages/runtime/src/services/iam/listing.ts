import { pageOf } from '../../base/pagination.ts';
import { invalidMarker } from './errors.ts';

export interface Paged {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** One page as IAM cuts it: 100 items unless asked, `IsTruncated` and the next `Marker`. */
export function listed<T>(items: readonly T[], keyOf: (item: T) => string, asked: Paged) {
  const page = pageOf(items, keyOf, {
    token: asked.Marker,
    limit: asked.MaxItems ?? 100,
    invalid: invalidMarker,
  });
  return { items: page.items, paging: { IsTruncated: page.next !== undefined, Marker: page.next } };
}
