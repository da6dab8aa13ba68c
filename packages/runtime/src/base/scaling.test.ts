import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adjusted, stepOf, tracked } from './scaling.ts';

const out = [
  { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
  { MetricIntervalLowerBound: 10, ScalingAdjustment: 2 },
];
const into = [
  { MetricIntervalLowerBound: -10, MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
  { MetricIntervalUpperBound: -10, ScalingAdjustment: -2 },
];

test('a step is chosen by how far the metric is beyond the threshold', () => {
  const amount = (steps: typeof out, value?: number) =>
    stepOf(steps, { threshold: 50, value })?.ScalingAdjustment;
  const above = [49, 50, 59, 60, 1000, undefined].map((value) => amount(out, value));
  assert.deepEqual(above, [undefined, 1, 1, 2, 2, 1]);
  const below = [51, 50, 41, 40, 0, undefined].map((value) => amount(into as typeof out, value));
  assert.deepEqual(below, [undefined, -1, -1, -2, -2, -1]);
});

test('percentages are rounded towards zero, but come to one at least', () => {
  const percent = (capacity: number, amount: number, magnitudeMin?: number) =>
    adjusted(capacity, { type: 'PercentChangeInCapacity', amount, magnitudeMin });
  const got = [
    percent(10, 25),
    percent(4, 10),
    percent(10, -25),
    percent(4, -10),
    percent(4, 25, 2),
    percent(10, -5, 2),
  ];
  assert.deepEqual(got, [12, 5, 8, 3, 6, 8]);
  assert.equal(adjusted(4, { type: 'ExactCapacity', amount: 7 }), 7);
  assert.equal(adjusted(4, { type: 'ChangeInCapacity', amount: -2 }), 2);
});

test('a target is kept by as much capacity as the metric is above it', () => {
  const got = [
    tracked(2, 80, 50),
    tracked(4, 50, 50),
    tracked(10, 55, 50),
    tracked(10, 20, 50),
    tracked(3, 0, 50),
  ];
  assert.deepEqual(got, [4, 4, 11, 4, 0]);
});
