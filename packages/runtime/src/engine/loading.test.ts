import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotLoaded } from '../base/not-loaded.ts';
import { flowOf } from './flow.ts';
import { house, post, scripted, turns } from './scripted.contract.ts';

/** A house that was left while its flows had something to be told, and whose flows come from `loading`. */
function reopened(loading: Promise<unknown>) {
  const flow = scripted('x.y', ({ facts }) =>
    facts.at(-1) === 'Begun' ? { effects: { call: post('u') } } : {},
  );
  const known = flowOf([flow]);
  let isThere = true;
  const inside = house([flow], async () => ({}), {
    flowOf(kind) {
      if (!isThere) throw new NotLoaded(kind, loading);
      return known(kind);
    },
  });
  inside.start('x.y');
  inside.tell('Begun');
  inside.tell('Ended');
  isThere = false;
  inside.restart();
  void loading.then(
    () => (isThere = true),
    () => {},
  );
  return inside;
}

test('facts wait, in their order, for the code of the flow that is to be told', async () => {
  const loading = Promise.withResolvers<void>();
  const inside = reopened(loading.promise);
  await turns();
  assert.deepEqual(inside.heard('f'), []);
  assert.equal(inside.engine.quiet, false);
  loading.resolve();
  await turns(10);
  assert.deepEqual(inside.heard('f'), ['Started', 'Begun', 'Ended', 'EffectSucceeded call']);
  assert.deepEqual(inside.parked(), []);
});

test('code that cannot be loaded parks its flow with what it was told', async () => {
  const inside = reopened(Promise.reject(new Error('no such file')));
  await turns(10);
  assert.deepEqual(inside.parked(), ['f']);
  assert.deepEqual(inside.heard('f'), []);
});
