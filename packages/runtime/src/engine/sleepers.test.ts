import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store, Tx } from '../store/store.ts';
import type { Flow, Sleep } from './flow.ts';
import { house, scripted, turns, type Heard } from './scripted.contract.ts';

const nothing = async () => ({});

/** A flow that wants to be told every 100 ms, and need not be while its level is low. */
function watching() {
  const asked: string[] = [];
  const sleep = (level: number, now: number): Sleep | undefined =>
    level > 10
      ? undefined
      : {
          until: now + 100,
          reads: [{ collection: 'x.levels', prefix: 'f|' }],
          again(tx, then, isTouched) {
            asked.push(`${then}${isTouched ? ' touched' : ''}`);
            return sleep(isTouched ? levelOf(tx) : level, then);
          },
        };
  const flow: Flow<Heard, never> = {
    ...scripted('x.watching', (_, fact, now) => ({
      wakeAt: (fact.type as string) === 'Nudged' ? now + 50 : now + 100,
    })),
    sleepsOn: (tx, _, now) => sleep(levelOf(tx), now),
  };
  return { flow, asked };
}

const levelOf = (tx: Tx): number => tx.get<number>('x.levels', 'f|level') ?? 0;
const setLevel = (store: Store, level: number) =>
  store.transaction((tx) => {
    tx.put('x.levels', 'f|level', level);
    tx.put('x.levels', 'other|level', 100);
  });

test('a flow that sleeps on is told nothing, and nothing is written, until it has to decide', async () => {
  const { flow, asked } = watching();
  const { start, heard, store, clock } = house([flow], nothing);
  start('x.watching');
  await turns();
  clock.advance(100);
  await turns();
  const written: string[] = [];
  store.watch((touched) => written.push(...touched.map(({ collection }) => collection)));
  for (let passed = 0; passed < 300; passed += 50) {
    clock.advance(50);
    await turns();
  }
  assert.deepEqual([heard('f'), written, asked], [['Started'], [], ['200', '300', '400']]);
  setLevel(store, 11);
  await turns();
  assert.deepEqual(heard('f'), ['Started'], 'what was written is looked at in its time');
  clock.advance(100);
  await turns();
  assert.deepEqual([heard('f'), asked.at(-1)], [['Started', 'WakeTime'], '500 touched']);
  setLevel(store, 0);
  clock.advance(100);
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'WakeTime'], 'and so it sleeps on again');
});

test('a flow that slept on is asked anew after a restart', async () => {
  const { flow } = watching();
  const world = house([flow], nothing);
  world.start('x.watching');
  await turns();
  world.clock.advance(100);
  await turns();
  world.restart();
  await turns();
  world.clock.advance(1000);
  await turns();
  assert.deepEqual(world.heard('f'), ['Started']);
  world.engine.close();
  setLevel(world.store, 11);
  world.restart();
  world.clock.advance(0);
  await turns();
  assert.deepEqual(world.heard('f'), ['Started', 'WakeTime'], 'what it missed is not lost');
});

test('a flow that sleeps on hears of all else, and what it decides is what counts', async () => {
  const { flow, asked } = watching();
  const { start, tell, heard, clock } = house([flow], nothing);
  start('x.watching');
  await turns();
  clock.advance(150);
  await turns();
  tell('Nudged');
  await turns();
  clock.advance(49);
  await turns();
  assert.deepEqual([heard('f'), asked], [['Started', 'Nudged'], []]);
  clock.advance(1);
  await turns();
  clock.advance(100);
  await turns();
  assert.deepEqual([heard('f'), asked], [['Started', 'Nudged'], ['300']], 'it was found asleep at 200');
});

test('two thousand that sleep on are asked in turns, and removed with their flows', async () => {
  const { flow, asked } = watching();
  const { store, engine, clock } = house([flow], nothing);
  const ids = Array.from({ length: 2000 }, (_, index) => `f${index}`);
  store.transaction((tx) => {
    for (const id of ids) engine.start(tx, 'x.watching', id, { facts: [] });
  });
  await turns(20);
  clock.advance(100);
  await turns(20);
  store.transaction((tx) => {
    for (const id of ids.slice(1000)) engine.remove(tx, id);
  });
  await turns(20);
  clock.advance(100);
  await turns(20);
  assert.equal(asked.length, 1000);
});
