import { pageOf } from '../../base/pagination.ts';
import { invalidToken } from './errors.ts';
import type { TargetKey } from './records.ts';

/** What a handler answers: the SDK's output without the client's own bookkeeping. */
export type Answer<Output> = Omit<Output, '$metadata'>;

export interface Keyed {
  readonly ServiceNamespace: string;
  readonly ResourceId: string;
  readonly ScalableDimension: string;
}

export const keyOf = ({ ServiceNamespace, ResourceId, ScalableDimension }: Keyed): TargetKey => ({
  namespace: ServiceNamespace,
  resourceId: ResourceId,
  dimension: ScalableDimension,
});

/** AWS: at most 50 at once; MaxResults is between 1 and 50. */
const pageMax = 50;

export function paged<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  {
    NextToken,
    MaxResults = pageMax,
  }: { readonly NextToken?: string | undefined; readonly MaxResults?: number | undefined },
): { readonly items: readonly Item[]; readonly NextToken: string | undefined } {
  const limit = Math.min(Math.max(MaxResults, 1), pageMax);
  const page = pageOf(items, nameOf, { token: NextToken, limit, invalid: invalidToken });
  return { items: page.items, NextToken: page.next };
}
