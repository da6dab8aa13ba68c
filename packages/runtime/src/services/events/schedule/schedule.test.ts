import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSchedule } from './schedule.ts';

const since = Date.UTC(2026, 0, 1, 12, 30, 20);

/** A schedule, and when it comes due after noon of New Year 2026, a Thursday. */
const rows: readonly (readonly [schedule: string, ...due: string[]])[] = [
  ['rate(1 minute)', '2026-01-01T12:31:20', '2026-01-01T12:32:20'],
  ['rate(5 minutes)', '2026-01-01T12:35:20', '2026-01-01T12:40:20'],
  ['rate(2 days)', '2026-01-03T12:30:20'],
  ['cron(0/15 * * * ? *)', '2026-01-01T12:45:00', '2026-01-01T13:00:00'],
  ['cron(0 10 * * ? *)', '2026-01-02T10:00:00', '2026-01-03T10:00:00'],
  ['cron(15 12 * * ? *)', '2026-01-02T12:15:00'],
  ['cron(0 18 ? * MON-FRI *)', '2026-01-01T18:00:00', '2026-01-02T18:00:00', '2026-01-05T18:00:00'],
  ['cron(0 8 1 * ? *)', '2026-02-01T08:00:00'],
  ['cron(0 8 31 * ? *)', '2026-01-31T08:00:00', '2026-03-31T08:00:00'],
  ['cron(0 8 L * ? *)', '2026-01-31T08:00:00', '2026-02-28T08:00:00'],
  ['cron(0 8 LW * ? *)', '2026-01-30T08:00:00', '2026-02-27T08:00:00'],
  ['cron(0 8 1W * ? *)', '2026-02-02T08:00:00', '2026-03-02T08:00:00'],
  ['cron(0 8 15W * ? *)', '2026-01-15T08:00:00', '2026-02-16T08:00:00'],
  ['cron(0 8 ? * 2#1 *)', '2026-01-05T08:00:00', '2026-02-02T08:00:00'],
  ['cron(0 8 ? * FRI#5 *)', '2026-01-30T08:00:00', '2026-05-29T08:00:00'],
  ['cron(0 8 ? * 6L *)', '2026-01-30T08:00:00', '2026-02-27T08:00:00'],
  ['cron(0 8 ? * L *)', '2026-01-03T08:00:00'],
  ['cron(0 0 29 FEB ? *)', '2028-02-29T00:00:00', '2032-02-29T00:00:00'],
  ['cron(0 0 1 JAN ? 2030)', '2030-01-01T00:00:00'],
];

for (const [text, ...due] of rows)
  test(`${text} comes due ${due.join(', ')}`, () => {
    const schedule = readSchedule(text)!;
    const seen: string[] = [];
    for (let after = since; seen.length < due.length;) {
      after = schedule.next(after, since)!;
      seen.push(new Date(after).toISOString().slice(0, 19));
    }
    assert.deepEqual(seen, due);
  });

test('what never comes due says so', () => {
  assert.equal(readSchedule('cron(0 0 1 1 ? 1999)')!.next(since, since), undefined);
});

for (const text of [
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 minutes)',
  'rate(1 second)',
  'cron(* * * * * *)',
  'cron(0 8 ? * ? *)',
  'cron(60 8 * * ? *)',
  'cron(0 8 * * ?)',
  'cron(0 8 32 * ? *)',
  'cron(0 8 ? * 2#6 *)',
  'cron(0 8 1 * ? 2030-2026)',
  'every day',
])
  test(`${text} is no schedule`, () => assert.equal(readSchedule(text), undefined));
