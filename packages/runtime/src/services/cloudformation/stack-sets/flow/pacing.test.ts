import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concurrencyOf, openRegions, toleranceOf, type RegionState } from './pacing.ts';

const region = (total: number, failed = 0, left = total): RegionState => ({
  region: `r${total}`,
  total,
  waiting: Array.from({ length: left }, (_, index) => String(index)),
  running: [],
  failed,
});

test('so many accounts of a region may fail', () => {
  const rows = [
    [{}, 10, 0],
    [{ FailureToleranceCount: 3 }, 10, 3],
    [{ FailureTolerancePercentage: 25 }, 10, 2],
    [{ FailureTolerancePercentage: 9 }, 10, 0],
    [{ FailureTolerancePercentage: 100 }, 10, 10],
  ] as const;
  for (const [preferences, total, tolerance] of rows)
    assert.equal(toleranceOf(preferences, total), tolerance, JSON.stringify(preferences));
});

test('so many accounts of a region are under way at one time', () => {
  const soft = { ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE' } as const;
  const rows = [
    [{}, region(10), 1],
    [{ MaxConcurrentCount: 5 }, region(10), 1],
    [{ MaxConcurrentCount: 5, FailureToleranceCount: 2 }, region(10), 3],
    [{ MaxConcurrentCount: 5, FailureToleranceCount: 2 }, region(10, 1), 2],
    [{ MaxConcurrentCount: 5, FailureToleranceCount: 2 }, region(10, 2), 1],
    [{ MaxConcurrentCount: 5, FailureToleranceCount: 9 }, region(10), 5],
    [{ ...soft, MaxConcurrentCount: 5 }, region(10), 5],
    [{ ...soft, MaxConcurrentPercentage: 35 }, region(10, 9), 3],
    [{ ...soft, MaxConcurrentPercentage: 5 }, region(10), 1],
  ] as const;
  for (const [preferences, state, concurrency] of rows)
    assert.equal(concurrencyOf(preferences, state), concurrency, JSON.stringify([preferences, state.failed]));
});

test('one region after the other, until one is beyond its tolerance; or all at once', () => {
  const names = (preferences: object, ...regions: RegionState[]) =>
    openRegions(preferences, regions).map((each) => each.region);
  const parallel = { RegionConcurrencyType: 'PARALLEL' };
  assert.deepEqual(names({}, region(1), region(2)), ['r1']);
  assert.deepEqual(names({}, region(1, 0, 0), region(2)), ['r2']);
  assert.deepEqual(names({}, region(1, 1, 0), region(2)), []);
  assert.deepEqual(names({ FailureToleranceCount: 1 }, region(1, 1, 0), region(2)), ['r2']);
  assert.deepEqual(names(parallel, region(1), region(2)), ['r1', 'r2']);
  assert.deepEqual(names(parallel, region(1, 1), region(2)), ['r2']);
});
