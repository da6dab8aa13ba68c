import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../base/aws-error.ts';
import { EffectRefusal, type Effect } from '../base/effects/effect.ts';
import { MemoryStore } from '../store/store.memory.ts';
import type { Store, Tx } from '../store/store.ts';
import { call, house, post, scripted, turns, urlOf } from './scripted.contract.ts';

const asks = (effects: Record<string, Effect>) =>
  scripted('x.y', (_, fact) => (fact.type === 'Started' ? { effects } : {}));

const neverAnswers = () => new Promise<never>(() => {});

test('a type at its limit holds up no other, and costs nothing while it waits', async () => {
  const flow = asks({ a: post('a'), b: post('b'), c: post('c'), d: call('d') });
  const within = (_tx: Tx, _id: string, effect: Effect) =>
    effect.type === 'aws.call' ? { output: {} } : undefined;
  const { start, heard, engine } = house([flow], neverAnswers, { within });
  start('x.y');
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'EffectSucceeded d']);
  assert.equal(engine.quiet, true);
  const { moves } = engine;
  await turns(20);
  assert.equal(engine.moves, moves);
});

test('effects that wait for their turn are begun in the order they came up', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const begun: string[] = [];
  const { start } = house(
    [asks(Object.fromEntries(names.map((name) => [name, post(name)])))],
    (_id, effect) => {
      begun.push(urlOf(effect));
      return Promise.resolve({});
    },
  );
  start('x.y');
  await turns(10);
  assert.deepEqual(begun, names);
});

test('nothing is done outside before what asks for it is durable', async () => {
  const memory = new MemoryStore();
  let onDisk = () => {};
  const store: Store = {
    transaction: (body) => memory.transaction(body),
    watch: (listener) => memory.watch(listener),
    look: (see) => memory.look(see),
    reset: () => memory.reset(),
    close: () => memory.close(),
    durable: () => new Promise((resolve) => (onDisk = resolve)),
  };
  const performed: string[] = [];
  const perform = async (_id: string, effect: Effect) => performed.push(urlOf(effect));
  const there = house([asks({ a: post('a') })], perform, { store });
  there.start('x.y');
  await turns();
  assert.deepEqual(performed, []);
  onDisk();
  await turns();
  assert.deepEqual(performed, ['a']);
});

test('an engine that was left begins nothing more', async () => {
  const memory = new MemoryStore();
  let onDisk = () => {};
  const durable = () => new Promise<void>((resolve) => (onDisk = resolve));
  const store: Store = Object.assign(Object.create(memory) as MemoryStore, {
    durable,
    transaction: <R>(body: (tx: Tx) => R) => memory.transaction(body),
    watch: memory.watch.bind(memory),
  });
  const performed: string[] = [];
  const perform = async (_id: string, effect: Effect) => performed.push(urlOf(effect));
  const there = house([asks({ a: post('a') })], perform, { store });
  there.start('x.y');
  await turns();
  there.engine.close();
  onDisk();
  await turns();
  assert.deepEqual(performed, []);
});

test('what an engine that was left had under way does not enter the next one', async () => {
  const answers: (() => void)[] = [];
  const flow = asks({ a: post('a') });
  const aborted: boolean[] = [];
  const there = house([flow], (_id, _effect, signal) => {
    signal.addEventListener('abort', () => aborted.push(true));
    return new Promise((resolve) => answers.push(() => resolve({})));
  });
  there.start('x.y');
  await turns();
  there.engine.close();
  there.store.reset();
  there.restart();
  there.start('x.y');
  await turns();
  answers[0]!();
  await turns();
  assert.deepEqual(there.heard('f'), ['Started']);
  assert.deepEqual(aborted, [true]);
  answers[1]!();
  await turns();
  assert.deepEqual(there.heard('f'), ['Started', 'EffectSucceeded a']);
});

test('calls that came before an engine begins make it miss nothing that was there', async () => {
  const flow = scripted('x.y', () => ({}));
  const there = house([flow], neverAnswers);
  there.start('x.y', 'old');
  there.restart();
  there.engine.close();
  there.tell('A', 'old');
  const { store } = there;
  const late = house([flow], neverAnswers, { store });
  late.tell('B', 'old');
  await turns();
  assert.deepEqual(late.heard('old'), ['Started', 'A', 'B']);
});

test('a flow removed by a transaction that fails goes on, with what it has under way', async () => {
  const aborted: string[] = [];
  const { store, engine, start, heard } = house([asks({ a: post('a') })], (_id, _effect, signal) => {
    signal.addEventListener('abort', () => aborted.push('a'));
    return new Promise((resolve) => (answer = () => resolve({})));
  });
  let answer = () => {};
  start('x.y');
  await turns();
  assert.throws(() =>
    store.transaction((tx) => {
      engine.remove(tx, 'f');
      throw new Error('on second thoughts');
    }),
  );
  answer();
  await turns();
  assert.deepEqual(aborted, []);
  assert.deepEqual(heard('f'), ['Started', 'EffectSucceeded a']);
});

test('a flow that is removed has its effects given up, and its place is free', async () => {
  const aborted: string[] = [];
  const { store, engine, start } = house(
    [asks({ a: post('a'), b: post('b'), c: post('c') })],
    (_, effect, signal) => {
      signal.addEventListener('abort', () => aborted.push(urlOf(effect)));
      return neverAnswers();
    },
  );
  start('x.y');
  await turns();
  store.transaction((tx) => engine.remove(tx, 'f'));
  start('x.y', 'g');
  await turns();
  assert.deepEqual(aborted, ['a', 'b']);
  store.transaction((tx) => engine.remove(tx, 'g'));
  assert.deepEqual(aborted, ['a', 'b', 'a', 'b']);
});

test('what an effect wrote in the store is undone when it is refused, or meets a bug', async () => {
  const flow = asks({ refused: call('refused'), broken: call('broken'), good: call('good') });
  const within = (tx: Tx, _id: string, effect: Effect) => {
    const what = effect.type === 'aws.call' ? effect.operation : '';
    tx.put('done', what, true);
    if (what === 'refused') throw new AwsError('NotNow', 'not now');
    if (what === 'broken') throw new TypeError('ours');
    return { output: {} };
  };
  const { start, heard, store, parked } = house([flow], neverAnswers, { within });
  start('x.y');
  await turns();
  assert.deepEqual(parked(), ['f']);
  assert.deepEqual(heard('f'), ['Started', 'EffectFailed refused']);
  const done = store.transaction((tx) => tx.list('done').map(({ key }) => key));
  assert.deepEqual(done, []);
});

test('a performer that throws instead of rejecting parks the flow, and nothing else happens', async () => {
  const { start, parked } = house([asks({ a: post('a') })], () => {
    throw new TypeError('ours');
  });
  start('x.y');
  await turns();
  assert.deepEqual(parked(), ['f']);
});

test('where the disk is full an effect waits for room, and whoever merely speaks of one does not', async () => {
  let room = false;
  const flow = asks({ a: post('a'), b: post('b') });
  const { start, heard, parked, clock } = house([flow], async (_id, effect) => {
    if (urlOf(effect) === 'b') throw new EffectRefusal('ExitCode', 'npm ERR! ENOSPC');
    if (!room) throw new Error('the host met a bug: Error: ENOSPC: no space left on device, write');
    return {};
  });
  start('x.y');
  await turns();
  clock.advance(30_000);
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'EffectFailed b']);
  room = true;
  clock.advance(30_000);
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'EffectFailed b', 'EffectSucceeded a']);
  assert.deepEqual(parked(), []);
});

test('that the disk was full takes no attempt away from an effect that may fail a few times', async () => {
  const full = () => new Error('ENOSPC: no space left on device, write');
  const errors = [full(), full(), new EffectRefusal('Unreachable', 'not now', true)];
  const flow = asks({ a: post('a', { attemptsMax: 2, backoffMs: 1000 }) });
  const { start, heard, clock } = house([flow], async () => {
    const error = errors.shift();
    if (error) throw error;
    return {};
  });
  start('x.y');
  await turns();
  for (const ms of [30_000, 30_000, 1000]) {
    assert.deepEqual(heard('f'), ['Started']);
    clock.advance(ms);
    await turns();
  }
  assert.deepEqual(heard('f'), ['Started', 'EffectSucceeded a']);
});

test('a flow that ends and asks for effects has a bug, and is parked', async () => {
  const flow = scripted('x.y', () => ({ ended: true, effects: { a: post('a') } }));
  const { start, parked } = house([flow], neverAnswers);
  start('x.y');
  await turns();
  assert.deepEqual(parked(), ['f']);
});

test('flows that tell each other without end leave their turn to effects, and to the process', async () => {
  const chatty = scripted('x.chatty', () => ({ tells: [{ flow: 'c', fact: { type: 'Again' } }] }));
  const performed: string[] = [];
  const perform = async (_id: string, effect: Effect) => performed.push(urlOf(effect));
  const { start, engine } = house([chatty, asks({ a: post('a') })], perform);
  start('x.chatty', 'c');
  start('x.y');
  await turns();
  engine.close();
  assert.deepEqual(performed, ['a']);
});
