import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../base/aws-error.ts';
import { VirtualClock } from '../base/clock.virtual.ts';
import { MemoryStore } from '../store/store.memory.ts';
import type { Tx } from '../store/store.ts';
import { tinyHouse, tinyWait } from './tiny-house.contract.ts';
import { Waits } from './waits.ts';

const turns = async (count = 8): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Questions about one store, which count how often they are asked. */
function questions() {
  const store = new MemoryStore();
  const waits = new Waits(store, new VirtualClock(0));
  const put = (collection: string, key: string, value: unknown) =>
    store.transaction((tx) => tx.put(collection, key, value));
  const until = (read: (tx: Tx) => unknown, condition: string, signal = new AbortController().signal) => {
    const question = { asked: 0, answer: undefined as unknown, error: undefined as unknown };
    const ask = (tx: Tx) => {
      question.asked++;
      return read(tx);
    };
    waits.until(ask, condition, signal).then(
      (answer) => (question.answer = answer),
      (error: unknown) => (question.error = error),
    );
    return question;
  };
  return { store, waits, put, until };
}

test('what is true already is answered at once', async () => {
  const { put, until } = questions();
  put('c', 'k', 'here');
  const question = until((tx) => tx.get('c', 'k'), '@');
  await turns();
  assert.deepEqual(question, { asked: 1, answer: 'here', error: undefined });
});

test('it is asked again when the time it named has come, and not while it named none', async () => {
  const clock = new VirtualClock(0);
  const waits = new Waits(new MemoryStore(), clock);
  let asked = 0;
  const answer = waits.answer(() => {
    asked++;
    return clock.now() >= 20 ? { answer: clock.now() } : { againAt: asked === 1 ? 10 : 20 };
  }, new AbortController().signal);
  clock.advance(9);
  await turns();
  assert.equal(asked, 1);
  clock.advance(1);
  await turns();
  assert.equal(asked, 2);
  clock.advance(10);
  assert.equal(await answer, 20);
  assert.equal(clock.nextAlarm(), undefined);
});

test('it is asked again when a row it read changes, and for no other', async () => {
  const { store, put, until } = questions();
  const question = until((tx) => ({ state: tx.get('c', 'k') }), "state == 'done'");
  put('c', 'other', 1);
  put('other', 'k', 1);
  await turns();
  assert.equal(question.asked, 1);
  put('c', 'k', 'begun');
  await turns();
  assert.equal(question.asked, 2);
  store.transaction((tx) => tx.delete('c', 'k'));
  await turns();
  assert.equal(question.asked, 3);
  put('c', 'k', 'done');
  await turns();
  assert.deepEqual(question, { asked: 4, answer: { state: 'done' }, error: undefined });
  put('c', 'k', 'again');
  await turns();
  assert.equal(question.asked, 4);
});

test('it is asked again when a range it read grows; only what the last answer was read from counts', async () => {
  const { put, until } = questions();
  put('c', 'which', 'a/');
  const question = until(
    (tx) => tx.list('d', { prefix: tx.get<string>('c', 'which')! }).map(({ key }) => key),
    'length(@) > `1`',
  );
  put('d', 'b/1', 1);
  await turns();
  assert.equal(question.asked, 1);
  put('d', 'a/1', 1);
  put('c', 'which', 'b/');
  await turns();
  put('d', 'a/2', 1);
  await turns();
  assert.equal(question.answer, undefined);
  put('d', 'b/2', 1);
  await turns();
  assert.deepEqual(question.answer, ['b/1', 'b/2']);
});

test('a change while it is being answered for another is not missed; many in a row are one', async () => {
  const { put, until } = questions();
  const question = until((tx) => tx.get('c', 'k'), '@ == `100`');
  for (let value = 1; value <= 50; value++) put('c', 'k', value);
  await turns();
  assert.equal(question.asked, 2);
  put('c', 'k', 99);
  queueMicrotask(() => put('c', 'k', 100));
  await turns();
  assert.equal(question.answer, 100);
});

test('given up, it is not asked again; given up before, it is not asked at all', async () => {
  const { put, until } = questions();
  const abort = new AbortController();
  const question = until((tx) => tx.get('c', 'k'), '@', abort.signal);
  put('c', 'k', 'here');
  abort.abort();
  await turns();
  assert.deepEqual(question, { asked: 1, answer: undefined, error: undefined });
  const late = until((tx) => tx.get('c', 'k'), '@', abort.signal);
  await turns();
  assert.equal(late.asked, 0);
});

test('an error ends it, whenever it comes; so does a condition that is none', async () => {
  const { put, until } = questions();
  const gone = until((tx) => {
    if (tx.get('c', 'k')) throw new AwsError('Gone', 'gone');
    return {};
  }, 'never');
  assert.equal(gone.error, undefined);
  put('c', 'k', true);
  await turns();
  assert.match(String(gone.error), /gone/);
  const senseless = until(() => ({}), '][');
  await turns();
  assert.match(String(senseless.error), /Error/);
});

test('of many questions only those are asked that a commit concerns', async () => {
  const { put, until } = questions();
  const all = Array.from({ length: 100 }, (_, i) => until((tx) => tx.get('c', `k${i}`), '@'));
  put('c', 'k7', 'here');
  await turns();
  assert.equal(
    all.reduce((sum, { asked }) => sum + asked, 0),
    101,
  );
  assert.equal(all[7]!.answer, 'here');
});

test('a flow waits until what it waits for is true, also over a restart', async () => {
  const store = new MemoryStore();
  const first = tinyHouse({ store });
  const effects = [
    tinyWait('GetSum', { of: 'a' }, 'sum > `1`'),
    tinyWait('ListSums', { prefix: 'b' }, 'sums'),
  ];
  await first.call('RunErrand', { id: 'f', effects });
  await first.call('Add', { to: 'a' });
  await turns();
  assert.deepEqual(first.came('f'), []);
  first.engine.close();
  first.dispatch.close();
  const second = tinyHouse({ store });
  await turns();
  await second.call('Add', { to: 'a' });
  await turns();
  assert.deepEqual(second.came('f'), [{ sum: 2 }]);
  await second.call('Add', { to: 'b' });
  await turns();
  assert.deepEqual(second.came('f'), [{ sum: 2 }, { sums: ['b'] }]);
  assert.deepEqual(second.parked(), []);
});

test('what waits by itself, writes, or has a bug is not to be waited for: the flow is parked', async () => {
  const { call, parked, sums } = tinyHouse({ store: new MemoryStore() });
  const waits = { AddSlowly: {}, Add: { to: 'a' }, Break: { to: 'a' } };
  for (const [operation, input] of Object.entries(waits))
    await call('RunErrand', { id: operation, effects: [tinyWait(operation, input, 'sum')] });
  await turns();
  assert.equal(parked().length, 3);
  assert.deepEqual(sums(), {});
});

test('what is refused while it is waited for is told', async () => {
  const store = new MemoryStore();
  let allowed = true;
  const authorize = () => {
    if (!allowed) throw new AwsError('AccessDenied', 'not any more');
  };
  const { call, came, engine } = tinyHouse({ store, authorize });
  await call('RunErrand', { id: 'f', effects: [tinyWait('GetSum', { of: 'a' }, 'sum > `1`')] });
  await turns();
  allowed = false;
  store.transaction((tx) => tx.put('tiny.sums', 'a', 1));
  await turns();
  assert.deepEqual(came('f'), ['AccessDenied']);
  assert.equal(engine.quiet, true);
});
