import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { afterEveryKey, decodeKey, encodeKey } from './key-code.ts';
import { LogSync } from './log-sync.ts';
import { migrate } from './migration.ts';
import { valueOf } from './kept-value.ts';
import { gone, type Beneath, type KeyAndValue, type Write } from './layer.ts';
import { Looks, type LyingRow, type See } from './looking.ts';
import { absent, RowCache } from './row-cache.ts';
import type { SortedRows } from './sorted-rows.ts';
import { SmallCollections, type ReadRow } from './small-collections.ts';
import type { Range } from './store.ts';

/** What is looked through in one turn: more rows, or longer ones, wait for the next. */
const pageRowsMax = 128;
const pageCharactersMax = 256 * 1024;

/** Rows in SQLite's file: read one by one or in ranges, written in batches, and brought to disk when it is said. */
export class SqliteRows implements Beneath {
  readonly #database: DatabaseSync;
  readonly #cache = new RowCache();
  readonly #small = new SmallCollections(valueOf);
  readonly #looks = new Looks();
  /**
   * No row on disk has a greater key, by collection: what counts upwards is known to be new without asking.
   */
  readonly #bounds = new Map<string, string>();
  readonly #statements: Statements;
  /** None where nothing is kept. */
  readonly #log: LogSync | undefined;

  /** `folder` is made where it is missing; `:memory:` keeps nothing. */
  constructor(folder: string) {
    this.#database = open(folder);
    this.#statements = prepare(this.#database);
    if (folder !== inMemory) this.#log = new LogSync(folder);
  }

  get(collection: string, key: string): unknown {
    const known = this.#small.of(collection);
    if (known) return known.get(key);
    const cached = this.#cache.get(collection, key);
    if (cached === absent) return undefined;
    if (cached !== undefined || this.#isBeyond(collection, key)) return cached;
    const whole = this.#takeWhole(collection);
    if (whole) return whole.get(key);
    const row = this.#statements.get.get(collection, encodeKey(key)) as unknown as [string] | undefined;
    if (!row) return void this.#cache.setAbsent(collection, key);
    const value = valueOf(row[0]);
    this.#cache.set(collection, key, value, row[0].length);
    return value;
  }

  scan(collection: string, range: Range): Iterable<KeyAndValue> {
    const whole = this.#small.of(collection) ?? this.#takeWhole(collection);
    return whole ? whole.scan(range) : this.#scan(collection, range);
  }

  #takeWhole(collection: string): SortedRows<unknown> | undefined {
    const whole = this.#small.take(collection, () => this.#everyRow(collection));
    if (whole) this.#cache.forget(collection);
    return whole;
  }

  *#everyRow(collection: string): Generator<ReadRow, undefined> {
    const found = this.#statements.ascending.iterate(collection, '', afterEveryKey);
    for (const [key, text] of found as Iterable<unknown> as Iterable<[string, string]>)
      yield { key: decodeKey(key), text };
  }

  *#scan(collection: string, range: Range): Generator<KeyAndValue, undefined> {
    const { from, to } = boundsOf(range);
    const statement = range.reverse ? this.#statements.descending : this.#statements.ascending;
    const found = statement.iterate(collection, from, to);
    for (const [key, text] of found as Iterable<unknown> as Iterable<[string, string]>) {
      const own = decodeKey(key);
      yield [own, this.#cache.get(collection, own) ?? JSON.parse(text)];
    }
  }

  /** Sees all that lies here, a page after the other, and what is written meanwhile. */
  look(see: See): Promise<void> {
    return this.#looks.through((after) => this.#page(after), see);
  }

  #page(after: number): readonly LyingRow[] {
    const rows: LyingRow[] = [];
    let characters = 0;
    const found = this.#statements.lying.iterate(after);
    for (const [place, key, text] of found as Iterable<unknown> as Iterable<[number, string, string]>) {
      rows.push({ place, key: decodeKey(key), text });
      characters += text.length;
      if (rows.length === pageRowsMax || characters > pageCharactersMax) break;
    }
    return rows;
  }

  /** All of it or nothing. Answers false where there was nothing: what was never there is not deleted. */
  write(batch: Iterable<Write>): boolean {
    let begun = false;
    try {
      for (const each of batch) {
        if (each.value === gone && this.#isBeyond(each.collection, each.key)) continue;
        if (!begun) this.#statements.begin.run();
        begun = true;
        this.#writeOne(each);
      }
      if (begun) this.#statements.commit.run();
      return begun;
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  /** Calls back when what was written before would survive a power cut. */
  sync(done: (error: Error | null) => void): void {
    if (this.#log) this.#log.begin(done);
    else done(null);
  }

  syncNow(): void {
    this.#log?.now();
  }

  clear(): void {
    this.#forget();
    this.#bounds.clear();
    this.#database.exec('DELETE FROM row');
  }

  close(): void {
    this.#log?.close();
    this.#database.close();
  }

  #forget(): void {
    this.#cache.clear();
    this.#small.clear();
  }

  #writeOne({ collection, key, value }: Write): void {
    if (value === gone) {
      this.#statements.delete.run(collection, encodeKey(key));
      this.#small.delete(collection, key);
      this.#cache.delete(collection, key);
      return;
    }
    const text = JSON.stringify(value);
    this.#statements.put.run(collection, encodeKey(key), text);
    this.#looks.wrote(key, text);
    if (!this.#small.set(collection, key, value, text.length))
      this.#cache.set(collection, key, value, text.length);
    if (this.#isBeyond(collection, key)) this.#bounds.set(collection, key);
  }

  #isBeyond(collection: string, key: string): boolean {
    let bound = this.#bounds.get(collection);
    if (bound === undefined) {
      const row = this.#statements.greatest.get(collection) as unknown as [string | null];
      // Keys are not empty, so the empty one bounds a collection without rows.
      bound = row[0] === null ? '' : decodeKey(row[0]);
      this.#bounds.set(collection, bound);
    }
    return key > bound;
  }
}

type Statements = Readonly<
  Record<
    'get' | 'ascending' | 'descending' | 'greatest' | 'lying' | 'put' | 'delete' | 'begin' | 'commit',
    StatementSync
  >
>;

/** The least key of a range, and the least one beyond it, as SQLite has them. */
function boundsOf({ prefix = '', after, reverse }: Range): { from: string; to: string } {
  const from = encodeKey(prefix);
  const to = from + afterEveryKey;
  if (after === undefined) return { from, to };
  const other = encodeKey(after);
  if (reverse) return { from, to: other < to ? other : to };
  const successor = `${other}\0`;
  return { from: successor > from ? successor : from, to };
}

const inMemory = ':memory:';

function open(folder: string): DatabaseSync {
  const database = new DatabaseSync(folder === inMemory ? folder : privateFile(folder));
  // The folder has one process: taking SQLite's locks once, for good, halves the price of a read. NORMAL syncs the log
  // before a checkpoint and the database after it; syncing the log after a commit is `LogSync`'s.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA cache_size = -16000;
    PRAGMA temp_store = MEMORY`);
  try {
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Nobody else reads it: keys and tokens are in it. SQLite's log has the permissions of the file that it belongs to. */
function privateFile(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'store.sqlite');
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 });
  return file;
}

function prepare(database: DatabaseSync): Statements {
  const statement = (sql: string): StatementSync => {
    const prepared = database.prepare(sql);
    prepared.setReturnArrays(true);
    return prepared;
  };
  const range = 'SELECT key, value FROM row WHERE collection = ? AND key >= ? AND key < ?';
  return {
    get: statement('SELECT value FROM row WHERE collection = ? AND key = ?'),
    ascending: statement(`${range} ORDER BY key`),
    descending: statement(`${range} ORDER BY key DESC`),
    greatest: statement('SELECT max(key) FROM row WHERE collection = ?'),
    lying: statement('SELECT rowid, key, value FROM row WHERE rowid > ? ORDER BY rowid'),
    put: statement(
      'INSERT INTO row VALUES (?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value',
    ),
    delete: statement('DELETE FROM row WHERE collection = ? AND key = ?'),
    begin: statement('BEGIN IMMEDIATE'),
    commit: statement('COMMIT'),
  };
}
