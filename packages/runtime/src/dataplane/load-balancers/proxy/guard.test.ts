import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Guard } from './guard.ts';
import { Random } from './random.ts';

const guarded = { listener: 'web', baseline: 'blue', candidate: 'green', alarm: 'guard' };
const random = () => new Random('0123456789abcdef0123456789abcdef');

/** Requests until it is sure, by chance as the load balancer has it; undefined where it never is. */
function play(given: {
  readonly share: number;
  readonly oldFails: number;
  readonly newFails: number;
  readonly requests: number;
  readonly chance?: Random;
}): { bad: number; hits: number } | undefined {
  const { share, chance = random() } = given;
  const guard = new Guard(guarded);
  const [limit, fails] = [share * 2 ** 32, [given.oldFails, given.newFails].map((rate) => rate * 2 ** 32)];
  for (let i = 0; i < given.requests; i++) {
    const hit = chance.bits() < limit;
    if (chance.bits() < fails[hit ? 1 : 0]! && guard.note(hit, share)) return guard.verdict;
  }
  return undefined;
}

test('bad requests that it takes to be sure, where the new version alone fails', () => {
  const needed = (share: number) => {
    const guard = new Guard(guarded);
    while (!guard.note(true, share));
    return guard.verdict!.hits;
  };
  assert.deepEqual([0.01, 0.05, 0.1, 0.25, 0.5].map(needed), [5, 8, 10, 16, 32]);
});

test('a version that fails more often is found by a few of its failures, also where the old one fails at times', () => {
  for (const newFails of [0.06, 0.33, 1])
    for (const oldFails of [0, 0.001]) {
      const found = play({ share: 0.1, oldFails, newFails, requests: 20_000 });
      assert.ok(found && found.hits <= 16, JSON.stringify({ newFails, oldFails, found }));
    }
});

test('ten million requests of a version that is no worse never make it sure', () => {
  const chance = random();
  for (const rate of [0.001, 0.01, 0.1, 0.5, 1])
    for (const share of [0.01, 0.1, 0.5, 0.9])
      assert.equal(
        play({ share, oldFails: rate, newFails: rate, requests: 500_000, chance }),
        undefined,
        `${rate} at ${share}`,
      );
});

test('an outage of what both depend on, however sudden, is no evidence', () => {
  const guard = new Guard(guarded);
  const chance = random();
  for (let i = 0; i < 1_000_000; i++) {
    const hit = chance.below(10) === 0;
    const down = i % 10_000 < 500;
    if (down) assert.equal(guard.note(hit, 0.1), false);
  }
});
