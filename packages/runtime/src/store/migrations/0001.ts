import type { Migration } from '../migration.ts';

/** One table for everything: rows lie in the order of their keys, so that a range is one walk. */
export const rowTable: Migration = {
  version: 1,
  sql: `
    CREATE TABLE row (
      collection TEXT NOT NULL,
      key        TEXT NOT NULL,
      value      TEXT NOT NULL,
      PRIMARY KEY (collection, key)
    ) WITHOUT ROWID, STRICT`,
};
