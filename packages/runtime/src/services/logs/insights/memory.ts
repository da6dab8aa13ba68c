import { derivedUuid } from '../../../base/ids.ts';

/** What a query has to keep is more than it may: it fails. */
export class QueryTooLarge extends Error {}

/** How many values a query may have to remember; a long text is several. */
// AWS: unverified that there is a bound; ours keeps one query from filling the house's memory.
const rememberedMax = 5_000_000;
const valueLength = 64;
/** How much its rows may hold that are put in order, or answered. Letters. */
const heldMax = 256 * 1024 ** 2;
/** AWS: PutLogEvents: the longest event is a megabyte. No text that is made of it may be longer. */
const textMax = 1024 ** 2;

/** What all groups of a query may remember together. */
export class Memory {
  #left = rememberedMax;

  take(length = 0): void {
    this.#left -= 1 + Math.floor(length / valueLength);
    if (this.#left < 0)
      throw new QueryTooLarge('the query has more groups or distinct values than can be kept');
  }
}

/** From here on V8 looks for texts in a map by their lengths alone. */
const keyLengthMax = 4096;

/** A text as the key of a map, which may hold many that are long, and as long as each other. */
export const keyOfText = (text: string): string =>
  text.length > keyLengthMax ? `#${derivedUuid(text)}` : `=${text}`;

/** What a list of rows may hold. */
export function requireRoom(held: number): void {
  if (held > heldMax) throw new QueryTooLarge('the query has longer rows than can be kept');
}

export const isFull = (held: number): boolean => held > heldMax;

/** A text that a function is about to make. */
export function requireShort(length: number): void {
  if (length > textMax) throw new QueryTooLarge('a function of the query makes too long a text');
}
