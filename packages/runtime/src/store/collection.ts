import type { Scope } from '../base/scope.ts';
import type { Range, Tx } from './store.ts';

/** Records of one kind, kept by account and region. Keys of a scope sort by the record's own key. */
export interface Collection<T> {
  readonly name: string;
  get(tx: Tx, scope: Scope, key: string): T | undefined;
  put(tx: Tx, scope: Scope, key: string, value: T): void;
  /** Puts what becomes of the record there is, if there is one. */
  change(tx: Tx, scope: Scope, key: string, change: (before: T | undefined) => T): void;
  delete(tx: Tx, scope: Scope, key: string): void;
  /** In the order of their keys. `prefix` and `after` are of the record's own key. */
  list(tx: Tx, scope: Scope, range?: Range): T[];
}

/** `name` is `<service>.<plural noun>`: `codebuild.projects`. */
export function collection<T>(name: string): Collection<T> {
  const path = (scope: Scope, key: string) => `${scope.account}|${scope.region}|${key}`;
  return {
    name,
    get: (tx, scope, key) => tx.get<T>(name, path(scope, key)),
    put: (tx, scope, key, value) => tx.put(name, path(scope, key), value),
    change(tx, scope, key, change) {
      const row = path(scope, key);
      tx.put(name, row, change(tx.get<T>(name, row)));
    },
    delete: (tx, scope, key) => tx.delete(name, path(scope, key)),
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
