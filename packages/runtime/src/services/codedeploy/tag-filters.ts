import type { Tag } from './records.ts';

/** A filter of either kind: AWS has one for EC2's tags and one for those of on-premises instances. */
export interface Filter {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
  readonly Type?: string | undefined;
}

/** AWS: KEY_ONLY, VALUE_ONLY, KEY_AND_VALUE. Without a type, what is given has to be there: unverified. */
function isMet({ Key, Value, Type }: Filter, tags: readonly Tag[]): boolean {
  return tags.some(
    (tag) =>
      (Type === 'VALUE_ONLY' || Key === undefined || tag.Key === Key) &&
      (Type === 'KEY_ONLY' || Value === undefined || tag.Value === Value),
  );
}

/** AWS: of a list of filters, one that is met is enough. */
export const isFound = (filters: readonly Filter[], tags: readonly Tag[]): boolean =>
  filters.some((filter) => isMet(filter, tags));

/** AWS: of a set of lists, each has to find it. */
export const isFoundByAll = (lists: readonly (readonly Filter[])[], tags: readonly Tag[]): boolean =>
  lists.length > 0 && lists.every((filters) => isFound(filters, tags));

const types = new Set(['KEY_ONLY', 'VALUE_ONLY', 'KEY_AND_VALUE']);

/** Whether a filter says what its type needs. */
export const isFilter = ({ Key, Value, Type }: Filter): boolean =>
  (Type === undefined ? Key !== undefined || Value !== undefined : types.has(Type)) &&
  (Type !== 'KEY_ONLY' || Key !== undefined) &&
  (Type !== 'VALUE_ONLY' || Value !== undefined) &&
  (Type !== 'KEY_AND_VALUE' || (Key !== undefined && Value !== undefined));
