import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandOf } from './band.ts';
import { modelOf, type Training } from './model.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 0, 1);

/** Some days of a metric, every five minutes. */
function learnt(days: number, value: (time: number, index: number) => number | undefined, how?: Training) {
  const times = Array.from({ length: days * 288 }, (_, index) => start + index * 300_000);
  return modelOf({ times, values: times.map(value) }, how);
}

function bounds(model: ReturnType<typeof learnt>, time: number, deviations = 2) {
  const [upper, lower] = bandOf(model, { times: [time], deviations, label: 'm1' });
  return { upper: upper.values[0]!, lower: lower.values[0]! };
}

/** The same up and down every time: not random, and known to be one wide on average. */
const wobble = (index: number): number => [-1.2, 0.3, 1.1, -0.4, 0.9, -0.7][index % 6]!;
const hourOf = (time: number): number => new Date(time).getUTCHours();
const isBusy = (time: number): boolean => hourOf(time) >= 9 && hourOf(time) < 17;
const daily = (time: number, index: number): number => (isBusy(time) ? 100 : 10) + wobble(index);

test('of nothing, nothing is expected', () => {
  const model = learnt(1, () => undefined);
  assert.deepEqual(bandOf(model, { times: [start], deviations: 2, label: 'm1' })[0].values, [undefined]);
});

test('a steady metric is expected where it was, as wide as it wobbled', () => {
  const { upper, lower } = bounds(
    learnt(1, (_, index) => 50 + wobble(index)),
    start,
  );
  assert.ok(upper > 51 && upper < 53 && lower < 49 && lower > 47, `${lower}–${upper}`);
});

test('twice as many deviations are twice as wide', () => {
  const model = learnt(3, daily);
  const width = (deviations: number) => {
    const { upper, lower } = bounds(model, start, deviations);
    return upper - lower;
  };
  assert.ok(Math.abs(width(4) / width(2) - 2) < 1e-9);
});

test('hours of the day are told apart after two days', () => {
  const model = learnt(3, daily);
  assert.ok(bounds(model, start + 75 * hourMs).upper < 20, 'at three in the morning');
  assert.ok(bounds(model, start + 83 * hourMs).lower > 90, 'at eleven');
});

test('days of the week are told apart after two weeks', () => {
  const weekly = (time: number, index: number) =>
    (new Date(time).getUTCDay() % 6 === 0 ? 5 : daily(time, 0)) + wobble(index);
  const model = learnt(14, weekly);
  const saturday = Date.UTC(2026, 0, 17, 11);
  assert.ok(bounds(model, saturday).upper < 20);
  assert.ok(bounds(model, saturday + 48 * hourMs).lower > 80);
});

test('outliers do not widen the band, unless they are said to return', () => {
  const spiky = (_: number, index: number) => (index % 97 === 0 ? 500 : 50 + wobble(index));
  assert.ok(bounds(learnt(3, spiky), start).upper < 55);
  assert.ok(bounds(learnt(3, spiky, { periodicSpikes: true }), start).upper > 70);
  const bumps = (_: number, index: number) => 50 + wobble(index) * (index % 7 === 0 ? 4 : 1);
  const upper = (outlierFiltering: Training['outlierFiltering']) =>
    bounds(learnt(3, bumps, { outlierFiltering }), start).upper;
  assert.ok(upper('STRICT') < upper('MINIMAL'));
});

test('a new level is followed, sooner or later as is asked', () => {
  const risen = (time: number, index: number) => (time > start + 60 * hourMs ? 80 : 50) + wobble(index);
  const level = (adaptationSpeed: Training['adaptationSpeed']) => {
    const { upper, lower } = bounds(learnt(3, risen, { adaptationSpeed }), start + 70 * hourMs);
    return (upper + lower) / 2;
  };
  assert.ok(level('FAST') > 70);
  assert.ok(level('SLOW') < level('FAST'));
});

test('what was excluded is not learnt from; hours are those of the time zone', () => {
  const broken = (time: number, index: number) => (time < start + 48 * hourMs ? 9000 : 50 + wobble(index));
  const excluded = [{ from: start, to: start + 48 * hourMs }];
  assert.ok(bounds(learnt(3, broken, { excluded }), start).upper < 60);
  const model = learnt(3, daily, { timeZone: 'Asia/Tokyo' });
  assert.ok(bounds(model, start + 83 * hourMs).lower > 90);
});
