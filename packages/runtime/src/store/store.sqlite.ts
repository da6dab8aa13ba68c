import { assert } from '../base/assert.ts';
import { gone, Layer } from './layer.ts';
import { show, type See } from './looking.ts';
import { SqliteRows } from './rows.sqlite.ts';
import type { Store, Touched, Tx } from './store.ts';
import { Transaction } from './transaction.ts';

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

/** What all who wait for one commit wait for. Made for the first of them; without one, nobody waits. */
type Awaited = PromiseWithResolvers<void> | undefined;

/**
 * Transactions take effect in memory at once; what all those of a turn of the event loop wrote (of a few turns, where
 * each brings more) is committed together, and brought to disk by another thread: then `durable` settles. What is
 * written meanwhile waits, and is committed together after that.
 */
class SqliteStore implements Store {
  readonly #rows: SqliteRows;
  readonly #fatal: (error: Error) => void;
  readonly #listeners = new Set<(touched: readonly Touched[]) => void>();
  /** Written since the last commit. */
  #batch: Layer;
  /** Waited for until that is on disk. */
  #awaited: Awaited;
  #flush: NodeJS.Immediate | undefined;
  /** How many transactions wrote it; in how many turns, and how many when the last of them ended. */
  #written = 0;
  #turns = 0;
  #seen = 0;
  /** Whether the last commit is being brought to disk; and what is waited for until it is there. */
  #isSyncing = false;
  #synced: Awaited;
  #busy = false;
  #failure: Error | undefined;

  constructor(rows: SqliteRows, fatal: (error: Error) => void) {
    this.#rows = rows;
    this.#batch = new Layer(rows);
    this.#fatal = fatal;
  }

  transaction<R>(body: (tx: Tx) => R): R {
    if (this.#failure) throw this.#failure;
    assert(!this.#busy, 'a transaction does not begin inside another');
    const transaction = new Transaction(this.#batch);
    this.#busy = true;
    let result: R;
    try {
      result = transaction.run(body);
    } finally {
      this.#busy = false;
    }
    const { touched } = transaction;
    if (touched.length === 0) return result;
    this.#written++;
    // They come first: what they do because of it later in this turn is committed with it.
    for (const listener of [...this.#listeners]) listener(touched);
    this.#flushSoon();
    return result;
  }

  durable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (!this.#batch.isEmpty) return (this.#awaited ??= Promise.withResolvers()).promise;
    if (this.#isSyncing) return (this.#synced ??= Promise.withResolvers()).promise;
    return isDurable;
  }

  watch(listener: (touched: readonly Touched[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async look(see: See): Promise<void> {
    await this.#rows.look(see);
    for (const { key, value } of this.#batch.writes())
      if (value !== gone) show(see, key, JSON.stringify(value));
  }

  reset(): void {
    if (this.#failure) throw this.#failure;
    this.#batch = new Layer(this.#rows);
    this.#writeNow(() => this.#rows.clear());
  }

  close(): void {
    this.#writeNow(() => void this.#rows.write(this.#batch.writes()));
    this.#batch = new Layer(this.#rows);
    this.#listeners.clear();
    this.#rows.close();
  }

  #flushSoon(): void {
    if (!this.#isSyncing && !this.#batch.isEmpty) this.#flush ??= setImmediate(() => this.#turnOver());
  }

  /** While each turn brings more, a commit waits for some of them: what it costs is for all alike. One is alone. */
  #turnOver(): void {
    const isGrowing = this.#written > Math.max(this.#seen, 1);
    this.#seen = this.#written;
    if (!isGrowing || ++this.#turns >= turnsMax) return this.#writeBatch();
    this.#flush = setImmediate(() => this.#turnOver());
  }

  #writeBatch(): void {
    const awaited = this.#takeAwaited();
    if (this.#failure) return;
    try {
      const written = this.#rows.write(this.#batch.writes());
      this.#batch = new Layer(this.#rows);
      if (!written) return awaited?.resolve();
      this.#isSyncing = true;
      this.#synced = awaited;
      this.#rows.sync((error) => this.#syncEnded(error));
    } catch (error) {
      this.#fail(error, [awaited]);
    }
  }

  #syncEnded(error: Error | null): void {
    const awaited = this.#synced;
    this.#isSyncing = false;
    this.#synced = undefined;
    if (error) return this.#fail(error, [awaited]);
    awaited?.resolve();
    this.#flushSoon();
  }

  /** Writes, and waits for the disk here. */
  #writeNow(write: () => void): void {
    const awaited = [this.#synced, this.#takeAwaited()];
    this.#synced = undefined;
    if (this.#failure) return;
    try {
      write();
      this.#rows.syncNow();
      for (const each of awaited) each?.resolve();
    } catch (error) {
      this.#fail(error, awaited);
    }
  }

  #takeAwaited(): Awaited {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    this.#written = this.#turns = this.#seen = 0;
    const awaited = this.#awaited;
    this.#awaited = undefined;
    return awaited;
  }

  /** Never tried again: after a failed fsync nobody knows what is on disk. */
  #fail(error: unknown, awaited: readonly Awaited[]): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#failure = new Error(`the store cannot write: ${reason}`, { cause: error });
    for (const each of [...awaited, this.#takeAwaited()]) each?.reject(this.#failure);
    this.#fatal(this.#failure);
  }
}

const isDurable = Promise.resolve();
