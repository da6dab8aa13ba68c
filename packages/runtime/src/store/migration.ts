import type { DatabaseSync } from 'node:sqlite';
import { rowTable } from './migrations/0001.ts';
import { rowsAsTheyCame } from './migrations/0002.ts';

/** One step of the schema. A step that has been released is never changed; a new one is added. */
export interface Migration {
  /** Counts from 1 without gaps. SQLite keeps the last one made as `user_version`. */
  readonly version: number;
  readonly sql: string;
}

const migrations: readonly Migration[] = [rowTable, rowsAsTheyCame];

/** Brings a database to this version of the schema, each step in a transaction of its own. */
export function migrate(database: DatabaseSync, steps: readonly Migration[] = migrations): void {
  const version = versionOf(database);
  const newest = steps.at(-1)!.version;
  if (version > newest) throw new NewerStore(version, newest);
  for (const step of steps.filter((each) => each.version > version)) {
    database.exec(`BEGIN IMMEDIATE; ${step.sql}; PRAGMA user_version = ${step.version}; COMMIT`);
  }
}

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()!['user_version']);
}

/** The data were written by a later Penstock, whose schema this one does not know. */
export class NewerStore extends Error {
  constructor(version: number, newest: number) {
    super(
      `The data folder was written by a newer Penstock (schema ${version}; this one knows up to ${newest}). ` +
        'Start that version, or give this one another folder with --data.',
    );
  }
}
