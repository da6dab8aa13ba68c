import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  desiredCapacity,
  fleetFlow,
  newFleet,
  type FleetCapacity,
  type FleetFact,
  type FleetState,
} from './fleet.ts';

/** What a fleet begins, fact by fact, and what it is in the end. */
function told(capacity: Omit<FleetCapacity, 'revision'>, facts: readonly FleetFact[]) {
  let fleet: FleetState = newFleet({ revision: 1, ...capacity });
  const begun: string[][] = [];
  for (const fact of facts) {
    const { state, tells = [] } = fleetFlow.decide(fleet, fact, 0, undefined);
    fleet = state;
    begun.push(tells.map(({ flow }) => flow));
  }
  return { fleet, begun };
}

const queued = (build: string): FleetFact => ({ type: 'BuildQueued', build });
const left = (build: string): FleetFact => ({ type: 'BuildLeft', build });

test('builds begin in their order, as many as there are machines', () => {
  const facts = [queued('a'), queued('b'), queued('c'), left('b'), left('a'), left('c')];
  const { begun, fleet } = told({ base: 1, overflows: false }, facts);
  assert.deepEqual(begun, [['a'], [], [], [], ['c'], []]);
  assert.deepEqual([fleet.running, fleet.waiting], [[], []]);
});

test('what would wait runs beside a fleet that overflows, and takes no machine of it', () => {
  const { begun, fleet } = told({ base: 1, overflows: true }, [
    queued('a'),
    queued('b'),
    left('b'),
    queued('c'),
  ]);
  assert.deepEqual(begun, [['a'], ['b'], [], ['c']]);
  assert.deepEqual(fleet.running, ['a']);
});

test('a fleet that scales has as many machines as keep its use at the target, up to its most', () => {
  const capacity = { base: 1, max: 3, targetPercent: 50, overflows: false };
  const facts = [queued('a'), queued('b'), queued('c'), queued('d')];
  const { begun, fleet } = told(capacity, facts);
  assert.deepEqual(begun, [['a'], ['b'], ['c'], []]);
  assert.equal(desiredCapacity(fleet), 3);
  assert.equal(desiredCapacity(told(capacity, [queued('a')]).fleet), 2);
  assert.equal(desiredCapacity(told(capacity, [queued('a'), left('a')]).fleet), 1);
});

test('another machine begins what waits; one less ends nothing', () => {
  const changed = (base: number): FleetFact => ({
    type: 'FleetChanged',
    capacity: { revision: 2, base, overflows: false },
  });
  const facts = [queued('a'), queued('b'), changed(2), changed(1), left('a'), queued('c'), left('b')];
  const { begun } = told({ base: 1, overflows: false }, facts);
  assert.deepEqual(begun, [['a'], [], ['b'], [], [], [], ['c']]);
});
