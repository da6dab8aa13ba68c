import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { ScaledClock } from './clock.scaled.ts';
import { houseTime } from './clock.ts';
import { VirtualClock } from './clock.virtual.ts';

const day = 86_400_000;

/** Timers and the wall's clock, moved by the test. */
function wallAt(now: number) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now });
  return { pass: (ms: number) => mock.timers.tick(ms), end: () => mock.timers.reset() };
}

const scaled = (speed: number) => new ScaledClock({ wallOrigin: 0, houseOrigin: 0, speed });

test('at ×60 an hour passes in a minute', () => {
  const wall = wallAt(0);
  try {
    const clock = scaled(60);
    let rung = 0;
    clock.at(3_600_000, () => rung++);
    wall.pass(59_999);
    assert.equal(rung, 0);
    wall.pass(1);
    assert.equal(rung, 1);
    assert.equal(clock.now(), 3_600_000);
  } finally {
    wall.end();
  }
});

test('waits longer than a timer can are waited for; those called off do not ring', () => {
  const wall = wallAt(0);
  try {
    const clock = scaled(1);
    const rung: string[] = [];
    clock.at(40 * day, () => rung.push('forty days'));
    clock.at(day, () => rung.push('never'))();
    wall.pass(40 * day - 1);
    assert.deepEqual(rung, []);
    wall.pass(1);
    assert.deepEqual(rung, ['forty days']);
    assert.equal(clock.nextDue(), undefined);
  } finally {
    wall.end();
  }
});

test('what has passed already rings at once, and never before `at` returns', () => {
  const wall = wallAt(1000);
  try {
    const clock = scaled(1);
    let rung = 0;
    clock.at(-5, () => rung++);
    assert.equal(rung, 0);
    wall.pass(1);
    assert.equal(rung, 1);
  } finally {
    wall.end();
  }
});

test('a change of speed moves what is waited for, and not the time it is', () => {
  const wall = wallAt(0);
  try {
    const clock = scaled(1);
    let rung = 0;
    clock.at(100_000, () => rung++);
    wall.pass(40_000);
    clock.setSpeed(60);
    assert.equal(clock.now(), 40_000);
    wall.pass(999);
    assert.equal(rung, 0);
    wall.pass(1);
    assert.equal(rung, 1);
  } finally {
    wall.end();
  }
});

test('what fell due while the machine was suspended rings soon after', () => {
  let now = 0;
  const date = mock.method(Date, 'now', () => now);
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const clock = scaled(1);
    let rung = 0;
    clock.at(day, () => rung++);
    now = 2 * day; // Timers stood still.
    mock.timers.tick(10_000);
    assert.equal(rung, 1);
  } finally {
    mock.timers.reset();
    date.mock.restore();
  }
});

test('house time does not go back with the clock of the wall', () => {
  assert.equal(houseTime({ wallOrigin: 1000, houseOrigin: 5000, speed: 60 }, 500), 5000);
});

for (const [kind, open] of [
  ['virtual', () => new VirtualClock(0)],
  ['scaled', () => scaled(1)],
] as const) {
  test(`a ${kind} clock that is advanced runs everything on the way, in order and at its time`, () => {
    const wall = wallAt(0);
    try {
      const clock = open();
      const rung: (readonly [string, number])[] = [];
      const ring = (name: string) => () => void rung.push([name, clock.now()]);
      clock.at(299.5, ring('c'));
      clock.at(100, () => {
        ring('a')();
        clock.at(200, ring('b'));
      });
      clock.at(100, ring('a too'));
      clock.at(1001, ring('not yet'));
      assert.equal(clock.nextDue(), 100);
      clock.advance(1000);
      assert.deepEqual(rung, [
        ['a', 100],
        ['a too', 100],
        ['b', 200],
        ['c', kind === 'virtual' ? 299.5 : 300],
      ]);
      assert.equal(clock.now(), 1000);
      assert.equal(clock.nextDue(), 1001);
    } finally {
      wall.end();
    }
  });
}

test('virtual time: what has passed already rings, but never before `at` returns', async () => {
  const clock = new VirtualClock(100);
  const rung: string[] = [];
  clock.at(50, () => rung.push('past'));
  const callOff = clock.at(100, () => rung.push('called off'));
  callOff();
  assert.deepEqual(rung, []);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(rung, ['past']);
});
