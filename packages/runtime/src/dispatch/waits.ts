import jmespath from 'jmespath';
import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Range, Store, Touched, Tx } from '../store/store.ts';

/** A question, put inside a transaction that only reads. */
export type Ask<Answer = unknown> = (tx: Tx) => Answer;

/** What a question hears: its answer, or nothing yet, and perhaps when (house time) time alone may bring one. */
export type Reply<Answer> = { readonly answer: Answer } | { readonly againAt?: number | undefined };

/**
 * Questions that are asked of the store until their answer satisfies a JMESPath condition. Between two
 * askings each waits for a commit that touched something its last answer was read from: no interval, and no
 * change missed. docs/decisions/0005.
 */
export class Waits {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #readers = new Readers();
  readonly #stopWatching: () => void;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#stopWatching = store.watch((touched) => this.#readers.stir(touched));
  }

  /** Rejects with what the question throws. Never settles once the signal has aborted. */
  until(ask: Ask, condition: string, signal: AbortSignal): Promise<unknown> {
    const question = (tx: Tx): Reply<unknown> => {
      const answer = ask(tx);
      return isTrue(jmespath.search(answer, condition)) ? { answer } : {};
    };
    return this.answer(question, signal);
  }

  /** The same of a question that says itself what answers it, and when to put it again though nothing changed. */
  answer<Answer>(question: Ask<Reply<Answer>>, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return;
      const reader: Reader = { reads: new Reads(), stir: () => {} };
      let callOff = () => {};
      const finish = () => {
        signal.removeEventListener('abort', finish);
        callOff();
        this.#readers.remove(reader);
        reader.stir = () => {};
      };
      const askNow = () => {
        callOff();
        try {
          const reply = this.#ask(question, reader);
          if ('answer' in reply) {
            finish();
            resolve(reply.answer);
          } else if (reply.againAt !== undefined)
            callOff = this.#clock.at(reply.againAt, () => reader.stir());
        } catch (error) {
          finish();
          reject(error);
        }
      };
      reader.stir = onceInATurn(askNow, () => signal.aborted);
      signal.addEventListener('abort', finish, { once: true });
      askNow();
    });
  }

  close(): void {
    this.#stopWatching();
  }

  #ask<Answer>(ask: Ask<Answer>, reader: Reader): Answer {
    this.#readers.remove(reader);
    reader.reads = new Reads();
    const answer = this.#store.transaction((tx) => ask(reader.reads.of(tx)));
    this.#readers.add(reader);
    return answer;
  }
}

/** Many commits in a row are one reason to ask again. */
function onceInATurn(run: () => void, isOver: () => boolean): () => void {
  let soon = false;
  return () => {
    if (soon) return;
    soon = true;
    queueMicrotask(() => {
      soon = false;
      if (!isOver()) run();
    });
  };
}

/** JMESPath's truth: null, false and what is empty are not true. */
function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

interface Reader {
  reads: Reads;
  stir: () => void;
}

/** What a transaction has read: rows, and ranges of rows, by collection. */
class Reads {
  readonly rows = new Map<string, Set<string>>();
  readonly prefixes = new Map<string, Set<string>>();

  /** The same transaction, with everything it reads noted, and without a way to write. */
  of(tx: Tx): Tx {
    return {
      get: <T>(collection: string, key: string) => {
        setOf(this.rows, collection).add(key);
        return tx.get<T>(collection, key);
      },
      list: <T>(collection: string, range: Range = {}) => {
        setOf(this.prefixes, collection).add(range.prefix ?? '');
        return tx.list<T>(collection, range);
      },
      attempt: (body) => tx.attempt(body),
      put: readsOnly,
      delete: readsOnly,
      next: readsOnly,
    };
  }
}

function readsOnly(): never {
  assert(false, 'a call that is waited for only reads');
  throw new Error();
}

/** Who has read what. */
class Readers {
  readonly #ofRow = new Map<string, Map<string, Set<Reader>>>();
  readonly #ofCollection = new Map<string, Set<Reader>>();

  add(reader: Reader): void {
    for (const [collection, keys] of reader.reads.rows) {
      const ofKey = mapOf(this.#ofRow, collection);
      for (const key of keys) setOf(ofKey, key).add(reader);
    }
    for (const collection of reader.reads.prefixes.keys()) setOf(this.#ofCollection, collection).add(reader);
  }

  remove(reader: Reader): void {
    for (const [collection, keys] of reader.reads.rows) {
      const ofKey = this.#ofRow.get(collection);
      for (const key of keys)
        if (ofKey?.get(key)?.delete(reader) && ofKey.get(key)!.size === 0) ofKey.delete(key);
      if (ofKey?.size === 0) this.#ofRow.delete(collection);
    }
    for (const collection of reader.reads.prefixes.keys()) {
      const readers = this.#ofCollection.get(collection);
      if (readers?.delete(reader) && readers.size === 0) this.#ofCollection.delete(collection);
    }
  }

  stir(touched: readonly Touched[]): void {
    if (this.#ofRow.size === 0 && this.#ofCollection.size === 0) return;
    for (const { collection, key } of touched) {
      for (const reader of this.#ofRow.get(collection)?.get(key) ?? []) reader.stir();
      for (const reader of this.#ofCollection.get(collection) ?? []) {
        for (const prefix of reader.reads.prefixes.get(collection)!)
          if (key.startsWith(prefix)) reader.stir();
      }
    }
  }
}

function setOf<K, V>(sets: Map<K, Set<V>>, key: K): Set<V> {
  let set = sets.get(key);
  if (!set) sets.set(key, (set = new Set()));
  return set;
}

function mapOf<K, L, V>(maps: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let map = maps.get(key);
  if (!map) maps.set(key, (map = new Map()));
  return map;
}
