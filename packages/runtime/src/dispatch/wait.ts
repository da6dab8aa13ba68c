import jmespath from 'jmespath';
import type { Range, Store, Touched, Tx } from '../store/store.ts';

/**
 * Asks a question of the store until the answer satisfies a JMESPath condition. Between two askings it waits
 * for a
 * commit that touched something the last answer was read from: no interval, and no change missed.
 */
export function askUntil(
  store: Store,
  ask: (tx: Tx) => unknown,
  until: string,
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let read = new ReadSet();
    let done = false;
    const finish = (how: () => void) => {
      done = true;
      unwatch();
      how();
    };
    const askAgain = () => {
      if (done) return;
      try {
        read = new ReadSet();
        const answer = store.transaction((tx) => ask(read.watching(tx)));
        if (isTrue(jmespath.search(answer, until))) finish(() => resolve(answer));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const unwatch = store.watch((touched) => {
      if (touched.some((row) => read.has(row))) queueMicrotask(askAgain);
    });
    signal.addEventListener('abort', () => finish(() => undefined), { once: true });
    askAgain();
  });
}

/** JMESPath's truth: null, false and what is empty are not true. */
function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** What a transaction has read: rows, and ranges of rows. */
class ReadSet {
  readonly #rows = new Set<string>();
  readonly #ranges: { readonly collection: string; readonly prefix: string }[] = [];

  /** The same transaction, with everything it reads noted. */
  watching(tx: Tx): Tx {
    return {
      ...tx,
      get: <T>(collection: string, key: string) => {
        this.#rows.add(`${collection}\n${key}`);
        return tx.get<T>(collection, key);
      },
      list: <T>(collection: string, range: Range = {}) => {
        this.#ranges.push({ collection, prefix: range.prefix ?? '' });
        return tx.list<T>(collection, range);
      },
    };
  }

  has({ collection, key }: Touched): boolean {
    if (this.#rows.has(`${collection}\n${key}`)) return true;
    return this.#ranges.some((range) => range.collection === collection && key.startsWith(range.prefix));
  }
}
