import assert from 'node:assert/strict';
import { test } from 'node:test';
import { house, scripted, turns } from './scripted.contract.ts';

const nothing = async () => ({});

test('a wake that another fact has overtaken is not heard', async () => {
  const flow = scripted('x.y', (_, fact) => {
    if (fact.type === 'WakeTime') return {};
    return { wakeAt: fact.type === 'Started' ? 100 : 1000 };
  });
  const { start, tell, heard, clock } = house([flow], nothing);
  start('x.y');
  await turns();
  tell('Approved');
  clock.advance(100);
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'Approved']);
  clock.advance(899);
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'Approved']);
  clock.advance(1);
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'Approved', 'WakeTime']);
});

test('a wake that is asked for again while it rings is heard once', async () => {
  const flow = scripted('x.y', (_, fact) => (fact.type === 'WakeTime' ? {} : { wakeAt: 100 }));
  const { start, tell, heard, clock } = house([flow], nothing);
  start('x.y');
  await turns();
  tell('Nudged');
  clock.advance(100);
  await turns(10);
  assert.deepEqual(heard('f'), ['Started', 'Nudged', 'WakeTime']);
});

test('wakes are told in the order of their times, however many fall due at once', async () => {
  const order: string[] = [];
  const flow = scripted('x.y', ({ facts }, fact, now) => {
    if (fact.type === 'WakeTime') order.push(facts[0]!);
    return fact.type === 'Started' ? { wakeAt: now + Number(facts[0]) } : {};
  });
  const { store, engine, clock } = house([flow], nothing);
  const delays = Array.from({ length: 1500 }, (_, i) => 1 + ((i * 7919) % 1500));
  store.transaction((tx) => {
    for (const delay of delays) engine.start(tx, 'x.y', `f${delay}`, { facts: [String(delay)] });
  });
  await turns(10);
  clock.advance(2000);
  await turns(10);
  assert.deepEqual(
    order.map(Number),
    delays.toSorted((a, b) => a - b),
  );
});

test('a wake beyond all time holds up no other', async () => {
  const never = scripted('x.never', () => ({ wakeAt: 1e300 }));
  const soon = scripted('x.soon', (_, fact) => (fact.type === 'Started' ? { wakeAt: 100 } : {}));
  const { start, heard, clock } = house([never, soon], nothing);
  start('x.never', 'n');
  start('x.soon', 's');
  await turns();
  clock.advance(100);
  await turns();
  assert.deepEqual(heard('s'), ['Started', 'WakeTime']);
  assert.deepEqual(heard('n'), ['Started']);
});

test('an earlier wake rings earlier, whoever asked first', async () => {
  const flow = scripted('x.y', (_, fact) => {
    if (fact.type === 'Started') return { wakeAt: 100 };
    return (fact.type as string) === 'Sooner' ? { wakeAt: 50 } : {};
  });
  const { start, tell, heard, clock } = house([flow], nothing);
  start('x.y', 'f');
  start('x.y', 'g');
  await turns();
  tell('Sooner', 'g');
  await turns();
  clock.advance(50);
  await turns();
  assert.deepEqual([heard('f'), heard('g')], [['Started'], ['Started', 'Sooner', 'WakeTime']]);
  clock.advance(50);
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'WakeTime']);
});

test('a wake in the past rings at once; one at no time is a bug', async () => {
  const past = scripted('x.past', (_, fact) => (fact.type === 'Started' ? { wakeAt: -5.5 } : {}));
  const never = scripted('x.never', () => ({ wakeAt: NaN }));
  const { start, heard, parked } = house([past, never], nothing);
  start('x.past');
  start('x.never', 'n');
  await turns(10);
  assert.deepEqual(heard('f'), ['Started', 'WakeTime']);
  assert.deepEqual(parked(), ['n']);
});

test('wakes that fell due while nobody was there ring at the next start', async () => {
  const flow = scripted('x.y', (_, fact) => (fact.type === 'Started' ? { wakeAt: 100 } : {}));
  const there = house([flow], nothing);
  there.start('x.y');
  await turns();
  there.engine.close();
  there.clock.advance(1000);
  there.restart();
  await turns(10);
  assert.deepEqual(there.heard('f'), ['Started', 'WakeTime']);
});

test('a flow hears nothing of what an earlier one of its name was told, or waited for', async () => {
  const flow = scripted('x.y', (_, fact) =>
    fact.type === 'Started' ? { wakeAt: 100, awaits: ['other'] } : {},
  );
  const quiet = scripted('x.quiet', () => ({}));
  const { store, engine, start, tell, heard, clock } = house([flow, quiet], nothing);
  start('x.y');
  await turns();
  store.transaction((tx) => {
    engine.tell(tx, 'f', { type: 'Old' });
    engine.remove(tx, 'f');
    engine.start(tx, 'x.quiet', 'f', { facts: [] });
    engine.start(tx, 'x.quiet', 'other', { facts: [] });
  });
  clock.advance(100);
  store.transaction((tx) => engine.remove(tx, 'other'));
  tell('New');
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'New']);
});

test('who listens to a flow that is removed hears of its end', async () => {
  const parent = scripted('x.parent', (_, fact) => (fact.type === 'Started' ? { awaits: ['c'] } : {}));
  const child = scripted('x.child', () => ({}));
  const { store, engine, start, heard } = house([parent, child], nothing);
  start('x.child', 'c');
  start('x.parent', 'p');
  await turns();
  store.transaction((tx) => engine.remove(tx, 'c'));
  await turns();
  assert.deepEqual(heard('p'), ['Started', 'FlowEnded']);
});
