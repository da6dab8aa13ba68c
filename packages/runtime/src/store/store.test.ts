import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeKey, encodeKey } from './key-code.ts';
import { keptValue } from './kept-value.ts';
import { migrate } from './migration.ts';
import { rowTable } from './migrations/0001.ts';
import { byCodeUnits } from './sorted-rows.ts';
import { storeContract } from './store.contract.ts';
import { MemoryStore } from './store.memory.ts';
import { openSqliteStore } from './store.sqlite.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-store-'));
after(() => rmSync(root, { recursive: true }));
let folders = 0;
const freshFolder = (): string => path.join(root, String(++folders));

storeContract('the memory store', () => new MemoryStore());
storeContract('the SQLite store', () => openSqliteStore(':memory:'));

test('for any key SQLite’s order of bytes is the order of code units', () => {
  const unit = fc.constantFrom('', 'a', '\u07FF', '\uD7FE', '\uD7FF', '\uD800', '\uDFFF', '\uE000', '\uFFFF');
  const key = fc.string({ unit, maxLength: 4 });
  fc.assert(
    fc.property(key, key, (a, b) => {
      const bytes = Buffer.compare(Buffer.from(encodeKey(a)), Buffer.from(encodeKey(b)));
      assert.equal(bytes, byCodeUnits(a, b));
      assert.equal(decodeKey(encodeKey(a)), a);
      assert.equal(encodeKey(b).startsWith(encodeKey(a)), b.startsWith(a));
    }),
  );
});

test('for any value what is kept is what JSON keeps', () => {
  const odd = fc.constantFrom(
    undefined,
    NaN,
    Infinity,
    -0,
    new Date(7),
    new Uint8Array([1]),
    () => 1,
    new Map(),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      odd,
      fc.jsonValue(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('any'), { maxKeys: 4 }),
    ),
  })).any;
  const keptByJson = (each: unknown): unknown => {
    const text = JSON.stringify(each) as string | undefined;
    return text === undefined ? undefined : JSON.parse(text);
  };
  fc.assert(
    fc.property(value, (each) => {
      const kept = keptValue(each);
      assert.deepStrictEqual(kept, keptByJson(each));
      assert.equal(JSON.stringify(kept), JSON.stringify(keptByJson(each)));
      assert.equal(keptValue(kept), kept);
    }),
  );
});

test('what is kept is read by its own user alone, in the log as in the file', async () => {
  const folder = freshFolder();
  const store = openSqliteStore(folder);
  store.transaction((tx) => tx.put('secrets', 'token', 'word'));
  await store.durable();
  const modes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).mode & 0o077);
  assert.deepEqual(modes, [0, 0]);
  store.close();
});

test('a collection that is small, and one that outgrows memory, are read alike', async () => {
  const store = openSqliteStore(freshFolder());
  const keys = Array.from({ length: 300 }, (_, index) => String(index).padStart(3, '0'));
  const seen = (): string[] => store.transaction((tx) => tx.list<string>('thing').map(({ value }) => value));
  store.transaction((tx) => tx.put('thing', '000', 'first'));
  await store.durable();
  assert.deepEqual([store.transaction((tx) => tx.get('thing', '000')), seen()], ['first', ['first']]);
  for (const key of keys) {
    store.transaction((tx) => tx.put('thing', key, key));
    if (Number(key) % 50 === 0) await store.durable();
  }
  await store.durable();
  assert.deepEqual(seen(), keys);
  assert.equal(
    store.transaction((tx) => tx.get('thing', '000')),
    '000',
  );
  store.transaction((tx) => tx.delete('thing', '000'));
  await store.durable();
  assert.deepEqual(seen(), keys.slice(1));
  assert.equal(
    store.transaction((tx) => tx.get('thing', '000')),
    undefined,
  );
  store.close();
});

describe('the SQLite store on disk', () => {
  test('what was committed is there when the folder is opened again', async () => {
    const folder = freshFolder();
    const first = openSqliteStore(folder);
    first.transaction((tx) => tx.put('thing', 'a', 1));
    await first.durable();
    first.transaction((tx) => tx.put('thing', 'b', 2)); // Closed before the end of the turn.
    first.close();
    const second = openSqliteStore(folder);
    assert.deepEqual(
      second.transaction((tx) => tx.list('thing')),
      [
        { key: 'a', value: 1 },
        { key: 'b', value: 2 },
      ],
    );
    second.close();
  });

  test('what comes and goes within a turn is not written at all', async () => {
    const folder = freshFolder();
    const store = openSqliteStore(folder);
    const written = (): number => statSync(path.join(folder, 'store.sqlite-wal')).size;
    const put = (key: string) => store.transaction((tx) => tx.put('thing', key, 'x'));
    put('a');
    await store.durable();
    const before = written();
    put('b');
    store.transaction((tx) => tx.delete('thing', 'b'));
    await store.durable();
    assert.equal(written(), before);
    put('b');
    await store.durable();
    assert.notEqual(written(), before);
    store.close();
  });

  test('a folder is not opened by two stores at once', () => {
    const folder = freshFolder();
    const store = openSqliteStore(folder);
    assert.throws(() => openSqliteStore(folder), /database is locked/);
    store.close();
  });

  test('rows that an earlier version kept in the order of their keys are there', () => {
    const folder = freshFolder();
    mkdirSync(folder);
    const database = new DatabaseSync(path.join(folder, 'store.sqlite'));
    migrate(database, [rowTable]);
    database.exec(`INSERT INTO row VALUES ('thing', 'b', '2'), ('thing', 'a', '{"first":true}')`);
    database.close();
    const store = openSqliteStore(folder);
    const kept = store.transaction((tx) => tx.list('thing'));
    assert.deepEqual(kept, [
      { key: 'a', value: { first: true } },
      { key: 'b', value: 2 },
    ]);
    store.close();
  });

  test('a store written by a newer version is refused with a sentence', () => {
    const folder = freshFolder();
    openSqliteStore(folder).close();
    const database = new DatabaseSync(path.join(folder, 'store.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    assert.throws(() => openSqliteStore(folder), /written by a newer Penstock \(schema 99; .* up to 2\)/);
    assert.throws(() => openSqliteStore(folder), /newer/); // And it was let go of.
  });
});
