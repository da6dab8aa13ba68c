import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, house, post, scripted, turns } from './scripted.contract.ts';

/** A flow that meets a bug at every fact but its first, until it is mended. */
function buggy(effects: Parameters<typeof scripted>[1] = () => ({})) {
  const bug = { mended: false };
  const flow = scripted('x.y', (heard, fact, now) => {
    if (fact.type !== 'Started' && !bug.mended) throw new Error('a bug');
    return effects(heard, fact, now);
  });
  return { bug, flow };
}

test('a parked flow hears everything when it goes on, in the order it was told', async () => {
  const { bug, flow } = buggy();
  const { start, tell, heard, engine } = house([flow], async () => ({}));
  start('x.y');
  await turns();
  for (const fact of ['A', 'B', 'C']) tell(fact);
  await turns();
  bug.mended = true;
  tell('D');
  engine.resume('f');
  tell('E');
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'A', 'B', 'C', 'D', 'E']);
});

test('a parked flow is parked after a restart, and can be resumed then', async () => {
  const { bug, flow } = buggy();
  const there = house([flow], async () => ({}));
  there.start('x.y');
  await turns();
  there.tell('A');
  await turns();
  there.restart();
  there.tell('B');
  await turns();
  assert.deepEqual(there.parked(), ['f']);
  assert.deepEqual(there.heard('f'), ['Started']);
  bug.mended = true;
  there.restart();
  assert.equal(there.engine.resume('f'), true);
  there.tell('C');
  await turns();
  assert.deepEqual(there.heard('f'), ['Started', 'A', 'B', 'C']);
  assert.deepEqual(there.parked(), []);
});

test('a flow that meets the bug again is parked again, and has lost nothing', async () => {
  const { bug, flow } = buggy();
  const { start, tell, heard, engine, parked } = house([flow], async () => ({}));
  start('x.y');
  await turns();
  for (const fact of ['A', 'B']) tell(fact);
  await turns();
  engine.resume('f');
  await turns();
  assert.deepEqual(parked(), ['f']);
  bug.mended = true;
  engine.resume('f');
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'A', 'B']);
});

test('two effects that meet bugs lose nothing that the flow was told between', async () => {
  const rejects: ((error: Error) => void)[] = [];
  let mended = false;
  const flow = scripted('x.y', (_, fact) =>
    fact.type === 'Started' ? { effects: { one: post('1'), two: post('2') } } : {},
  );
  const perform = () =>
    mended ? Promise.resolve({}) : new Promise((_, reject: (error: Error) => void) => rejects.push(reject));
  const { start, tell, heard, engine, store } = house([flow], perform);
  start('x.y');
  await turns();
  rejects[0]!(new TypeError('the first'));
  await turns();
  tell('Between');
  await turns();
  rejects[1]!(new TypeError('the second'));
  await turns();
  const [parked] = store.transaction((tx) => engine.parked(tx));
  assert.match(parked!.parked.reason, /effect one: TypeError: the first/);
  mended = true;
  engine.resume('f');
  await turns();
  assert.deepEqual([...heard('f')!].sort(), [
    'Between',
    'EffectSucceeded one',
    'EffectSucceeded two',
    'Started',
  ]);
});

/** Asks for three effects, and has a bug at the first outcome it hears. */
function threeEffects() {
  const { bug, flow } = buggy((_, fact) =>
    fact.type === 'Started' ? { effects: { a: post('a'), b: post('b'), c: call('c') } } : {},
  );
  const answers = new Map<string, () => void>();
  const performed: string[] = [];
  const within = (_tx: unknown, _id: string, effect: { type: string }) =>
    effect.type === 'aws.call' ? { output: {} } : undefined;
  const perform = (_id: string, effect: { type: string; url?: string }) => {
    performed.push(effect.url!);
    return new Promise((resolve) => answers.set(effect.url!, () => resolve({})));
  };
  return { bug, flow, answers, performed, within, perform };
}

const threeOutcomes = ['EffectSucceeded a', 'EffectSucceeded b', 'EffectSucceeded c', 'Started'];

test('an outcome that comes while the flow is parked is heard; what is under way is not done twice', async () => {
  const { bug, flow, answers, performed, within, perform } = threeEffects();
  const { start, heard, engine, parked } = house([flow], perform, { within });
  start('x.y');
  await turns();
  assert.deepEqual(parked(), ['f']);
  answers.get('a')!();
  await turns();
  bug.mended = true;
  engine.resume('f');
  await turns();
  answers.get('b')!();
  await turns();
  assert.deepEqual([...heard('f')!].sort(), threeOutcomes);
  assert.deepEqual(performed.sort(), ['a', 'b']);
});

test('effects of a parked flow wait for it over a restart, and are done when it goes on', async () => {
  const { bug, flow, answers, performed, within, perform } = threeEffects();
  const there = house([flow], perform, { within });
  there.start('x.y');
  await turns();
  there.restart();
  await turns();
  assert.deepEqual(performed.sort(), ['a', 'b']);
  bug.mended = true;
  there.engine.resume('f');
  await turns();
  assert.deepEqual(performed.sort(), ['a', 'a', 'b', 'b']);
  for (const answer of answers.values()) answer();
  await turns();
  assert.deepEqual([...there.heard('f')!].sort(), threeOutcomes);
});

test('a wake that falls due while the flow is parked is told when it goes on', async () => {
  const { bug, flow } = buggy((_, fact) => (fact.type === 'WakeTime' ? {} : { wakeAt: 100 }));
  const { start, tell, heard, engine, clock } = house([flow], async () => ({}));
  start('x.y');
  await turns();
  tell('A');
  await turns();
  clock.advance(200);
  await turns();
  bug.mended = true;
  engine.resume('f');
  await turns();
  assert.deepEqual(heard('f'), ['Started', 'A', 'WakeTime']);
});

test('a parked flow that is removed is parked no more, and forgets what it was told', async () => {
  const { bug, flow } = buggy();
  const { start, tell, heard, engine, store, parked } = house([flow], async () => ({}));
  start('x.y');
  await turns();
  tell('A');
  await turns();
  store.transaction((tx) => engine.remove(tx, 'f'));
  assert.deepEqual(parked(), []);
  bug.mended = true;
  start('x.y');
  await turns();
  assert.deepEqual(heard('f'), ['Started']);
});
