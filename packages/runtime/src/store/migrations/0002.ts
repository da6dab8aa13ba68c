import type { Migration } from '../migration.ts';

/**
 * Rows lie in the order they came, and an index finds them by their keys. In the order of keys, most of which are
 * random, each row that came changed pages of its own, and what was not there was looked for among values.
 */
export const rowsAsTheyCame: Migration = {
  version: 2,
  sql: `
    ALTER TABLE row RENAME TO row_by_key;
    CREATE TABLE row (
      collection TEXT NOT NULL,
      key        TEXT NOT NULL,
      value      TEXT NOT NULL,
      UNIQUE (collection, key)
    ) STRICT;
    INSERT INTO row SELECT collection, key, value FROM row_by_key ORDER BY collection, key;
    DROP TABLE row_by_key`,
};
