import { assert } from '../base/assert.ts';
import {
  gone,
  Overlay,
  scan,
  write,
  type Beneath,
  type KeyAndValue,
  type Layer,
  type Write,
} from './overlay.ts';
import { SqliteRows } from './rows.sqlite.ts';
import type { Range, Store, Touched, Tx } from './store.ts';

export interface SqliteStoreOptions {
  /** The disk has failed: nothing more is taken, and the process has to end. Called once. */
  readonly fatal?: (error: Error) => void;
}

/** Opens the store of a data folder, which the caller has locked; `:memory:` keeps nothing. */
export function openSqliteStore(folder: string, options: SqliteStoreOptions = {}): Store {
  return new SqliteStore(new SqliteRows(folder), options.fatal ?? (() => {}));
}

/** Turns that a commit waits for at most. */
const turnsMax = 2;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Transactions take effect in memory at once; what all those of a turn of the event loop wrote (of a few turns, where
 * each brings more) is committed together, and brought to disk by another thread: then `durable` settles. What is
 * written meanwhile waits, and is committed together after that.
 */
class SqliteStore implements Store {
  readonly #rows: SqliteRows;
  readonly #fatal: (error: Error) => void;
  /** What transactions lie over. */
  readonly #beneath: Beneath = {
    get: (collection, key) => this.#get(collection, key),
    scan: (collection, range) => this.#scan(collection, range),
  };
  readonly #listeners = new Set<(touched: readonly Touched[]) => void>();
  /** Written since the last commit. */
  #batch: Layer = new Map();
  /** Who waits for that to be on disk. */
  #waiters: Waiter[] = [];
  #flush: NodeJS.Immediate | undefined;
  /** How many turns have gone by since the first of it was written. */
  #turns = 0;
  /** What had been written when the last of them ended. */
  #seen = 0;
  #written = 0;
  /** Who waits for the last commit to be on disk, while it is being brought there. */
  #syncing: Waiter[] | undefined;
  #busy = false;
  #failure: Error | undefined;

  constructor(rows: SqliteRows, fatal: (error: Error) => void) {
    this.#rows = rows;
    this.#fatal = fatal;
  }

  transaction<R>(body: (tx: Tx) => R): R {
    if (this.#failure) throw this.#failure;
    assert(!this.#busy, 'a transaction does not begin inside another');
    const overlay = new Overlay(this.#beneath);
    this.#busy = true;
    let result: R;
    try {
      result = overlay.run(body);
    } finally {
      this.#busy = false;
    }
    const touched = overlay.writes();
    if (touched.length === 0) return result;
    for (const each of touched) write(this.#batch, each);
    this.#written++;
    this.#flushSoon();
    for (const listener of [...this.#listeners]) listener(touched);
    return result;
  }

  durable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    const waiters = this.#batch.size > 0 ? this.#waiters : this.#syncing;
    if (!waiters) return Promise.resolve();
    return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
  }

  watch(listener: (touched: readonly Touched[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  reset(): void {
    if (this.#failure) throw this.#failure;
    this.#batch = new Map();
    this.#writeNow(() => this.#rows.clear());
  }

  close(): void {
    this.#writeNow(() => void this.#rows.write(everyWrite(this.#batch)));
    this.#batch = new Map();
    this.#listeners.clear();
    this.#rows.close();
  }

  #get(collection: string, key: string): unknown {
    const value = this.#batch.get(collection)?.get(key);
    if (value === undefined) return this.#rows.get(collection, key);
    return value === gone ? undefined : value;
  }

  #scan(collection: string, range: Range): Iterable<KeyAndValue> {
    return scan(this.#rows.scan(collection, range), [this.#batch.get(collection)], range);
  }

  #flushSoon(): void {
    if (!this.#syncing && this.#batch.size > 0) this.#flush ??= setImmediate(() => this.#turnOver());
  }

  /** As long as each turn brings more, a commit waits for some of them: what it costs is for all alike. */
  #turnOver(): void {
    const isGrowing = this.#written > this.#seen;
    this.#seen = this.#written;
    if (!isGrowing || ++this.#turns >= turnsMax) return this.#writeBatch();
    this.#flush = setImmediate(() => this.#turnOver());
  }

  #writeBatch(): void {
    const waiters = this.#takeWaiters();
    if (this.#failure) return;
    try {
      const written = this.#rows.write(everyWrite(this.#batch));
      this.#batch = new Map();
      if (!written) return settle(waiters);
      this.#syncing = waiters;
      this.#rows.sync((error) => this.#synced(error));
    } catch (error) {
      this.#fail(error, waiters);
    }
  }

  #synced(error: Error | null): void {
    const waiters = this.#syncing ?? [];
    this.#syncing = undefined;
    if (error) return this.#fail(error, waiters);
    settle(waiters);
    this.#flushSoon();
  }

  /** Writes, and waits for the disk here. */
  #writeNow(write: () => void): void {
    const waiters = [...(this.#syncing ?? []), ...this.#takeWaiters()];
    if (this.#syncing) this.#syncing = [];
    if (this.#failure) return;
    try {
      write();
      this.#rows.syncNow();
      settle(waiters);
    } catch (error) {
      this.#fail(error, waiters);
    }
  }

  #takeWaiters(): Waiter[] {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    this.#turns = 0;
    const waiters = this.#waiters;
    this.#waiters = [];
    return waiters;
  }

  /** Never tried again: after a failed fsync nobody knows what is on disk. */
  #fail(error: unknown, waiters: readonly Waiter[]): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#failure = new Error(`the store cannot write: ${reason}`, { cause: error });
    for (const waiter of [...waiters, ...this.#takeWaiters()]) waiter.reject(this.#failure);
    this.#fatal(this.#failure);
  }
}

function settle(waiters: readonly Waiter[]): void {
  for (const waiter of waiters) waiter.resolve();
}

function* everyWrite(batch: Layer): Generator<Write> {
  for (const [collection, rows] of batch) {
    for (const [key, value] of rows.entries()) yield { collection, key, value };
  }
}
