import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import fc from 'fast-check';
import { stepsBack, stepsOf, weightsOf } from './deployment-steps.ts';

const minute = 60_000;

const canary = (canaryPercent: number): DeploymentConfiguration => ({
  strategy: 'CANARY',
  canaryConfiguration: { canaryPercent, canaryBakeTimeInMinutes: 1 },
});
const linear = (stepPercent: number): DeploymentConfiguration => ({
  strategy: 'LINEAR',
  linearConfiguration: { stepPercent },
});
/** Percentages, and minutes at each. */
const rows: readonly (readonly [DeploymentConfiguration, string])[] = [
  [{ strategy: 'BLUE_GREEN' }, '100/0'],
  [{ strategy: 'CANARY' }, '5/10 100/0'],
  [canary(0.1), '0.1/1 100/0'],
  [canary(100), '100/0'],
  [linear(33.3), '33.3/6 66.6/6 99.9/6 100/0'],
  [linear(50), '50/6 100/0'],
];

test('traffic goes over as the strategy says', () => {
  for (const [configuration, expected] of rows)
    assert.equal(
      weightsOf(configuration)
        .map(({ weight, bakeMs }) => `${weight}/${bakeMs / minute}`)
        .join(' '),
      expected,
    );
});

test('for any linear step, weights rise to a hundred, and the last one is not waited at', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 1000 }), (tenths) => {
      const all = weightsOf({ strategy: 'LINEAR', linearConfiguration: { stepPercent: tenths / 10 } });
      const weights = all.map(({ weight }) => weight);
      assert.deepEqual(
        weights,
        [...new Set(weights)].toSorted((a, b) => a - b),
      );
      assert.deepEqual(all.at(-1), { weight: 100, bakeMs: 0 });
    }),
  );
});

test('all stages come in their order', () => {
  const steps = stepsOf({ strategy: 'CANARY', bakeTimeInMinutes: 5 }, { first: false, tested: true });
  assert.deepEqual(
    steps.map(({ stage, hooks }) => (hooks && hooks !== stage ? hooks : stage)),
    [
      'RECONCILE_SERVICE',
      'PRE_SCALE_UP',
      'SCALE_UP',
      'POST_SCALE_UP',
      'TEST_TRAFFIC_SHIFT',
      'POST_TEST_TRAFFIC_SHIFT',
      'PRE_PRODUCTION_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'PRE_PRODUCTION_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'POST_PRODUCTION_TRAFFIC_SHIFT',
      'BAKE_TIME',
      'CLEAN_UP',
    ],
  );
  const back = stepsBack({ production: true, test: true });
  assert.deepEqual(
    back.map(({ does, weight }) => `${does} ${weight}`),
    ['shift 0', 'test 0', 'clean undefined'],
  );
});
