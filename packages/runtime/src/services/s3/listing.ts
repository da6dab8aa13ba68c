/** What a listing shows: a key, or a prefix that stands for all keys below it. */
export type Listed<T> =
  { readonly entry: T; readonly name: string } | { readonly commonPrefix: string; readonly name: string };

export interface ListingRequest {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  /** Only names that come after this one. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface Listing<T> {
  readonly items: readonly Listed<T>[];
  readonly truncated: boolean;
}

/** Answers entries in order, from the first whose key comes after the given one. */
export type EntriesAfter<T> = (after: string | undefined, limit: number) => readonly T[];

/** How many rows are read at once. */
const chunk = 1000;

/** Rolls keys up to common prefixes and cuts a page. `keyOf` must rise, or stay, from entry to entry. */
export function listing<T>(
  entriesAfter: EntriesAfter<T>,
  keyOf: (entry: T) => string,
  positionOf: (entry: T) => string,
  request: ListingRequest,
): Listing<T> {
  const items: Listed<T>[] = [];
  if (request.limit === 0) return { items, truncated: false };
  let position: string | undefined;
  for (;;) {
    const entries = entriesAfter(position, chunk);
    for (const entry of entries) {
      const commonPrefix = commonPrefixOf(keyOf(entry), request);
      if (commonPrefix !== undefined && isListed(commonPrefix, items.at(-1), request)) continue;
      if (items.length === request.limit) return { items, truncated: true };
      items.push(
        commonPrefix === undefined ? { entry, name: keyOf(entry) } : { commonPrefix, name: commonPrefix },
      );
    }
    if (entries.length < chunk) return { items, truncated: false };
    position = positionOf(entries.at(-1)!);
  }
}

export function commonPrefixOf(
  key: string,
  { prefix, delimiter }: Pick<ListingRequest, 'prefix' | 'delimiter'>,
): string | undefined {
  if (!delimiter) return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** A prefix is shown once, and not again on the page after the one that ended with it. */
function isListed<T>(commonPrefix: string, last: Listed<T> | undefined, request: ListingRequest): boolean {
  return last ? last.name === commonPrefix : request.after === commonPrefix;
}

/** S3's `encoding-type=url`: everything percent-encoded but slashes. */
export function encoded(text: string, encodingType: string | undefined): string {
  if (encodingType !== 'url') return text;
  return encodeURIComponent(text.toWellFormed()).replaceAll('%2F', '/');
}
