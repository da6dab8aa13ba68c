/** A row as it was put. Values are plain data: what JSON keeps, and nothing else. */
export interface Row<T> {
  readonly key: string;
  readonly value: T;
}

export interface Range {
  readonly prefix?: string;
  /** Only rows whose key comes after this one (before it, when `reverse`). */
  readonly after?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** What a transaction can do. Synchronous on purpose: nothing can interleave inside one. */
export interface Tx {
  get<T>(collection: string, key: string): T | undefined;
  put(collection: string, key: string, value: unknown): void;
  delete(collection: string, key: string): void;
  /** Rows in the order of their keys' UTF-16 code units. */
  list<T>(collection: string, range?: Range): Row<T>[];
  /** The next number of a named sequence, starting at 1. */
  next(sequence: string): number;
  /** Runs a body whose writes are undone if it throws; the error goes on to the caller. */
  attempt<R>(body: () => R): R;
}

/** One row that a commit touched. */
export interface Touched {
  readonly collection: string;
  readonly key: string;
}

export interface Store {
  /**
   * Runs the body and commits, or throws and leaves the store as it was. What it answers may be told to
   * nobody before `durable`.
   */
  transaction<R>(body: (tx: Tx) => R): R;
  /** Settles when every transaction so far is on disk and would survive a power cut. */
  durable(): Promise<void>;
  /**
   * Shows the keys and the values, as JSON text, of all rows: of those that are there from its beginning to its end,
   * and of all that were written meanwhile; in no order, some of them twice. Others have their turns in between.
   * Rejects where the store is closed meanwhile.
   */
  look(see: (text: string) => void): Promise<void>;
  /** Calls the listener after each transaction that wrote, with what it wrote. Answers how to stop. */
  watch(listener: (touched: readonly Touched[]) => void): () => void;
  /** Forgets everything. */
  reset(): void;
  close(): void;
}
