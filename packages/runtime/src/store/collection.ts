import type { Scope } from '../base/scope.ts';
import type { Range, Tx } from './store.ts';

/** Records of one kind, kept by account and region. Keys of a scope sort by the record's own key. */
export interface Collection<T> {
  readonly name: string;
  get(tx: Tx, scope: Scope, key: string): T | undefined;
  put(tx: Tx, scope: Scope, key: string, value: T): void;
  delete(tx: Tx, scope: Scope, key: string): void;
  /** Where a record is, or would be. */
  at(scope: Scope, key: string): Place<T>;
  /** In the order of their keys. `prefix` and `after` are of the record's own key. */
  list(tx: Tx, scope: Scope, range?: Range): T[];
}

/**
 * A record's place. For who comes to the same ones again and again: to make a long key, and to find a row by one that
 * was made anew, takes longer than most of what is done with it.
 */
export class Place<T> {
  readonly #collection: string;
  readonly #row: string;

  constructor(collection: string, row: string) {
    this.#collection = collection;
    this.#row = row;
  }

  get(tx: Tx): T | undefined {
    return tx.get<T>(this.#collection, this.#row);
  }

  put(tx: Tx, value: T): void {
    tx.put(this.#collection, this.#row, value);
  }
}

/** `name` is `<service>.<plural noun>`: `codebuild.projects`. */
export function collection<T>(name: string): Collection<T> {
  const path = (scope: Scope, key: string) => `${scope.account}|${scope.region}|${key}`;
  return {
    name,
    get: (tx, scope, key) => tx.get<T>(name, path(scope, key)),
    put: (tx, scope, key, value) => tx.put(name, path(scope, key), value),
    delete: (tx, scope, key) => tx.delete(name, path(scope, key)),
    at: (scope, key) => new Place(name, path(scope, key)),
    list: (tx, scope, { prefix = '', after, ...range } = {}) =>
      tx
        .list<T>(name, {
          ...range,
          prefix: path(scope, prefix),
          ...(after !== undefined && { after: path(scope, after) }),
        })
        .map((row) => row.value),
  };
}
