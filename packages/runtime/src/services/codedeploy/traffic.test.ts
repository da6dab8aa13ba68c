import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shiftsOf } from './traffic.ts';

test('all at once is one shift', () => {
  assert.deepEqual(shiftsOf({ type: 'AllAtOnce' }), [{ percent: 100, afterMs: 0 }]);
});

test('a canary waits once', () => {
  const routing = {
    type: 'TimeBasedCanary',
    timeBasedCanary: { canaryPercentage: 10, canaryInterval: 10 },
  } as const;
  assert.deepEqual(shiftsOf(routing), [
    { percent: 10, afterMs: 0 },
    { percent: 100, afterMs: 600_000 },
  ]);
});

test('a linear shift ends at 100 where its steps do not', () => {
  const routing = {
    type: 'TimeBasedLinear',
    timeBasedLinear: { linearPercentage: 30, linearInterval: 1 },
  } as const;
  assert.deepEqual(
    shiftsOf(routing).map(({ percent }) => percent),
    [30, 60, 90, 100],
  );
});

test('for any linear config, traffic only grows, in steps of one size, and ends at 100 percent', () => {
  const configs = fc.record({
    linearPercentage: fc.integer({ min: 1, max: 99 }),
    linearInterval: fc.integer({ min: 1, max: 60 }),
  });
  const property = fc.property(configs, (timeBasedLinear) => {
    const shifts = shiftsOf({ type: 'TimeBasedLinear', timeBasedLinear });
    const percents = [0, ...shifts.map(({ percent }) => percent)];
    const steps = percents.slice(1).map((percent, index) => percent - percents[index]!);
    assert.equal(percents.at(-1), 100);
    assert.ok(steps.every((step) => step > 0 && step <= timeBasedLinear.linearPercentage));
    assert.ok(steps.slice(0, -1).every((step) => step === timeBasedLinear.linearPercentage));
  });
  fc.assert(property);
});
