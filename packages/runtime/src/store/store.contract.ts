import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { collection } from './collection.ts';
import { allIsSeen } from './looking.contract.ts';
import type { Range, Store, Touched, Tx } from './store.ts';

/** What every store promises. `open` makes an empty one. */
export function storeContract(name: string, open: () => Store): void {
  describe(name, () => {
    rowsArePutAndRead(open);
    rangesAreListed(open);
    transactionsAreWhole(open);
    attemptsAreUndone(open);
    watchersAreTold(open);
    allIsSeen(open);
    agreesWithModel(open);
  });
}

function rowsArePutAndRead(open: () => Store): void {
  test('a row is read as it was put, by the same transaction, the next one, and after it is durable', async () => {
    const store = open();
    const value = { a: [1, null, 'ü\u0000😀'], b: { c: true } };
    store.transaction((tx) => {
      tx.put('thing', 'k', value);
      assert.deepEqual(tx.get('thing', 'k'), value);
    });
    assert.deepEqual(
      store.transaction((tx) => tx.get('thing', 'k')),
      value,
    );
    await store.durable();
    assert.deepEqual(
      store.transaction((tx) => tx.get('thing', 'k')),
      value,
    );
    assert.equal(
      store.transaction((tx) => tx.get('other', 'k')),
      undefined,
    );
    store.close();
  });

  test('a value that was put is the store’s own, and nobody changes what was read', () => {
    const store = open();
    const value = { list: [1] };
    store.transaction((tx) => tx.put('thing', 'k', value));
    value.list.push(2);
    const read = store.transaction((tx) => tx.get<{ list: number[] }>('thing', 'k')!);
    assert.throws(() => read.list.push(3), TypeError);
    assert.deepEqual(read, { list: [1] });
    store.close();
  });

  test('a value that JSON does not keep, and an empty key, are bugs', () => {
    const store = open();
    assert.throws(() => store.transaction((tx) => tx.put('thing', 'k', undefined)), /what JSON keeps/);
    assert.throws(() => store.transaction((tx) => tx.put('thing', '', 1)), /not empty/);
    store.close();
  });

  test('a sequence counts from 1, each by itself, and goes on after it is durable', async () => {
    const store = open();
    assert.deepEqual(
      store.transaction((tx) => [tx.next('a'), tx.next('a'), tx.next('b')]),
      [1, 2, 1],
    );
    await store.durable();
    assert.deepEqual(
      store.transaction((tx) => [tx.next('a'), tx.next('b')]),
      [3, 2],
    );
    store.close();
  });

  test('a reset forgets everything, sequences too', async () => {
    const store = open();
    store.transaction((tx) => tx.put('thing', 'old', tx.next('a')));
    await store.durable();
    store.transaction((tx) => tx.put('thing', 'fresh', 1));
    store.reset();
    assert.deepEqual(
      store.transaction((tx) => [tx.list('thing'), tx.get('thing', 'old'), tx.next('a')]),
      [[], undefined, 1],
    );
    await store.durable();
    store.close();
  });
}

function rangesAreListed(open: () => Store): void {
  const keys = ['a', 'a/1', 'a/2', 'a/3', 'b', 'c\u{1F600}', 'c\uFFFD', 'c\uD800'];
  const rows: readonly { range: Range; listed: readonly string[] }[] = [
    { range: {}, listed: ['a', 'a/1', 'a/2', 'a/3', 'b', 'c\uD800', 'c\u{1F600}', 'c\uFFFD'] },
    { range: { prefix: 'a/' }, listed: ['a/1', 'a/2', 'a/3'] },
    { range: { prefix: 'a/', after: 'a/1' }, listed: ['a/2', 'a/3'] },
    { range: { prefix: 'a/', after: 'a/15' }, listed: ['a/2', 'a/3'] },
    { range: { prefix: 'a/', after: 'a' }, listed: ['a/1', 'a/2', 'a/3'] },
    { range: { prefix: 'a/', after: 'b' }, listed: [] },
    { range: { prefix: 'a/', reverse: true }, listed: ['a/3', 'a/2', 'a/1'] },
    { range: { prefix: 'a/', after: 'a/3', reverse: true }, listed: ['a/2', 'a/1'] },
    { range: { prefix: 'a/', after: 'z', reverse: true, limit: 2 }, listed: ['a/3', 'a/2'] },
    { range: { limit: 2 }, listed: ['a', 'a/1'] },
    { range: { limit: 0 }, listed: [] },
    { range: { reverse: true, limit: 1 }, listed: ['c\uFFFD'] },
    { range: { prefix: 'c\uD83D' }, listed: ['c\u{1F600}'] },
    { range: { after: 'c\u{1F600}' }, listed: ['c\uFFFD'] },
  ];
  const listOf = (tx: Tx, range: Range): string[] => tx.list('thing', range).map(({ key }) => key);

  for (const when of ['on disk', 'in the same turn', 'in the same transaction', 'partly on disk'] as const) {
    test(`rows are listed in the order of their keys’ code units, ${when}`, async () => {
      const store = open();
      const put = (tx: Tx, some: readonly string[]) => some.forEach((key) => tx.put('thing', key, key));
      store.transaction((tx) => tx.put('thinf', 'z', 0));
      store.transaction((tx) => tx.put('thing ', 'a', 0));
      const early = when === 'partly on disk' ? [...keys.slice(0, 4), 'a/4'] : keys;
      if (when !== 'in the same transaction') store.transaction((tx) => put(tx, early));
      if (when !== 'in the same turn') await store.durable();
      store.transaction((tx) => {
        if (when === 'in the same transaction') put(tx, keys);
        if (when === 'partly on disk') tx.delete('thing', 'a/4');
        if (when === 'partly on disk') put(tx, keys.slice(3));
        for (const { range, listed } of rows)
          assert.deepEqual(listOf(tx, range), listed, JSON.stringify(range));
      });
      store.close();
    });
  }

  test('a collection keeps scopes apart, and lists by the record’s own key', () => {
    const store = open();
    const things = collection<number>('test.things');
    const here = { account: '000000000000', region: 'us-east-1' };
    const there = { account: '000000000000', region: 'us-east-12' };
    store.transaction((tx) => {
      for (const [index, key] of ['a', 'b', 'c'].entries()) things.put(tx, here, key, index);
      things.put(tx, there, 'a', 9);
      assert.deepEqual(things.list(tx, here), [0, 1, 2]);
      assert.deepEqual(things.list(tx, here, { after: 'a', limit: 1 }), [1]);
      assert.deepEqual(things.list(tx, here, { reverse: true, after: 'c' }), [1, 0]);
      assert.equal(things.get(tx, there, 'a'), 9);
    });
    store.close();
  });
}

function transactionsAreWhole(open: () => Store): void {
  test('a transaction that throws leaves no trace, and its error goes on', async () => {
    const store = open();
    store.transaction((tx) => tx.put('thing', 'k', 1));
    const failing = (tx: Tx) => {
      tx.put('thing', 'k', 2);
      tx.delete('thing', 'k');
      tx.next('a');
      throw new Error('no');
    };
    assert.throws(() => store.transaction(failing), /^Error: no$/);
    await store.durable();
    assert.deepEqual(
      store.transaction((tx) => [tx.get('thing', 'k'), tx.next('a')]),
      [1, 1],
    );
    store.close();
  });

  test('a transaction inside another, one that waits, and a tx kept for later are bugs', () => {
    const store = open();
    assert.throws(() => store.transaction(() => store.transaction(() => 1)), /inside another/);
    assert.throws(() => store.transaction(async () => 1), /synchronous/);
    const kept = store.transaction((tx) => tx);
    assert.throws(() => kept.get('thing', 'k'), /inside its transaction/);
    assert.throws(() => kept.put('thing', 'k', 1), /inside its transaction/);
    assert.equal(
      store.transaction(() => 'fine'),
      'fine',
    );
    store.close();
  });
}

function attemptsAreUndone(open: () => Store): void {
  test('an attempt that throws is undone, what came before and after is not', () => {
    const store = open();
    store.transaction((tx) => {
      tx.put('thing', 'before', 1);
      assert.throws(() =>
        tx.attempt(() => {
          tx.put('thing', 'before', 2);
          tx.attempt(() => tx.put('thing', 'inner', 1));
          assert.equal(tx.get('thing', 'inner'), 1);
          throw new Error('no');
        }),
      );
      assert.deepEqual([tx.get('thing', 'before'), tx.get('thing', 'inner')], [1, undefined]);
      assert.equal(
        tx.attempt(() => tx.next('a')),
        1,
      );
    });
    assert.deepEqual(
      store.transaction((tx) => tx.list('thing')),
      [{ key: 'before', value: 1 }],
    );
    store.close();
  });
}

function watchersAreTold(open: () => Store): void {
  test('a watcher is told of each commit that wrote, write by write, until it stops', () => {
    const store = open();
    const told: (readonly Touched[])[] = [];
    const stop = store.watch((touched) =>
      told.push(touched.map(({ collection, key }) => ({ collection, key }))),
    );
    store.transaction((tx) => {
      tx.put('thing', 'a', 1);
      tx.put('thing', 'a', 2);
      tx.delete('thing', 'b');
    });
    store.transaction((tx) => tx.get('thing', 'a'));
    assert.throws(() =>
      store.transaction((tx) => {
        tx.put('thing', 'c', 1);
        throw new Error('no');
      }),
    );
    stop();
    store.transaction((tx) => tx.put('thing', 'd', 1));
    assert.deepEqual(told, [
      [
        { collection: 'thing', key: 'a' },
        { collection: 'thing', key: 'a' },
        { collection: 'thing', key: 'b' },
      ],
    ]);
    store.close();
  });

  test('a watcher may begin a transaction of its own', () => {
    const store = open();
    store.watch((touched) => {
      if (touched[0]!.key === 'a') store.transaction((tx) => tx.put('thing', 'b', tx.get('thing', 'a')));
    });
    store.transaction((tx) => tx.put('thing', 'a', 7));
    assert.equal(
      store.transaction((tx) => tx.get('thing', 'b')),
      7,
    );
    store.close();
  });
}

type Model = Map<string, number>;
type Step =
  | { readonly does: 'put'; readonly key: string; readonly value: number }
  | { readonly does: 'delete'; readonly key: string }
  | { readonly does: 'list'; readonly range: Range }
  | { readonly does: 'attempt'; readonly steps: readonly Step[]; readonly fails: boolean };
interface Transaction {
  readonly steps: readonly Step[];
  readonly fails: boolean;
  /** Whether the turn ends after it. */
  readonly settles: boolean;
}

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '~', '\u00E9', '\uD7FF', '\u{1F600}', '\uD83D', '\uE000', '\uFFFF'),
  minLength: 1,
  maxLength: 3,
});
const range: fc.Arbitrary<Range> = fc.record(
  { prefix: fc.oneof(fc.constant(''), key), after: key, limit: fc.nat(5), reverse: fc.boolean() },
  { requiredKeys: [] },
);
const { step } = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 2 },
    fc.record({ does: fc.constant('put' as const), key, value: fc.nat() }),
    fc.record({ does: fc.constant('delete' as const), key }),
    fc.record({ does: fc.constant('list' as const), range }),
    fc.record({
      does: fc.constant('attempt' as const),
      steps: fc.array(tie('step'), { maxLength: 4 }),
      fails: fc.boolean(),
    }),
  ),
}));
const transactions: fc.Arbitrary<Transaction[]> = fc.array(
  fc.record({ steps: fc.array(step, { maxLength: 8 }), fails: fc.boolean(), settles: fc.boolean() }),
  { maxLength: 8 },
);

class Undone extends Error {}

function agreesWithModel(open: () => Store): void {
  test('for any transactions the store holds what a plain map would', async () => {
    const play = async (all: readonly Transaction[]) => {
      const store = open();
      let model: Model = new Map();
      for (const { steps, fails, settles } of all) {
        const trial: Model = new Map(model);
        undoable(() =>
          store.transaction((tx) => {
            for (const each of steps) follow(tx, trial, each);
            if (fails) throw new Undone();
          }),
        );
        if (!fails) model = trial;
        if (settles) await store.durable();
        store.transaction((tx) => assert.deepEqual(tx.list('thing'), listed(model, {})));
      }
      store.close();
    };
    await fc.assert(fc.asyncProperty(transactions, play), { numRuns: 150 });
  });
}

function follow(tx: Tx, model: Model, step: Step): void {
  switch (step.does) {
    case 'put':
      tx.put('thing', step.key, step.value);
      model.set(step.key, step.value);
      return assert.equal(tx.get('thing', step.key), step.value);
    case 'delete':
      tx.delete('thing', step.key);
      model.delete(step.key);
      return assert.equal(tx.get('thing', step.key), undefined);
    case 'list':
      return assert.deepEqual(tx.list('thing', step.range), listed(model, step.range));
    case 'attempt':
      return attempted(tx, model, step);
  }
}

function attempted(tx: Tx, model: Model, { steps, fails }: Extract<Step, { does: 'attempt' }>): void {
  const trial: Model = new Map(model);
  undoable(() =>
    tx.attempt(() => {
      for (const each of steps) follow(tx, trial, each);
      if (fails) throw new Undone();
    }),
  );
  if (fails) return;
  model.clear();
  for (const [each, value] of trial) model.set(each, value);
}

function undoable(body: () => void): void {
  try {
    body();
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}

function listed(
  model: Model,
  { prefix = '', after, limit, reverse }: Range,
): { key: string; value: number }[] {
  const rows = [...model].map(([each, value]) => ({ key: each, value }));
  rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  const within = rows.filter(
    (row) =>
      row.key.startsWith(prefix) && (after === undefined || (reverse ? row.key < after : row.key > after)),
  );
  return (reverse ? within.reverse() : within).slice(0, limit);
}
