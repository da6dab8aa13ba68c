import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MuteRuleRecord } from '../records.ts';
import { mutedUntil, statusOf } from './rule.ts';
import { readBeginnings, readDuration, readZone } from './schedule.ts';

const hourMs = 3_600_000;
const at = (text: string): number => Date.parse(`${text}Z`);

const durations: readonly [text: string, ms: number | undefined][] = [
  ['PT1M', 60_000],
  ['PT4H', 4 * hourMs],
  ['P2DT12H', 60 * hourMs],
  ['P15D', 360 * hourMs],
  ['P15DT1M', undefined],
  ['PT0M', undefined],
  ['PT30S', undefined],
  ['P', undefined],
  ['PT', undefined],
  ['4H', undefined],
  ['P-1D', undefined],
];
for (const [text, ms] of durations) {
  test(`the duration ${text} is ${ms}`, () => assert.equal(readDuration(text), ms));
}

/** From Thursday, the first of January 2026. AWS: the examples of API_Schedule. */
const begun: readonly [expression: string, zone: string, first: string | undefined][] = [
  ['cron(0 2 * * *)', 'UTC', '2026-01-01T02:00'],
  ['cron(0 2 * * SUN)', 'UTC', '2026-01-04T02:00'],
  ['cron(0 2 * * 0)', 'UTC', '2026-01-04T02:00'],
  ['cron(0 2 * * 7)', 'UTC', '2026-01-04T02:00'],
  ['cron(0 1 1 * *)', 'UTC', '2026-01-01T01:00'],
  ['cron(0 18 * * FRI)', 'UTC', '2026-01-02T18:00'],
  ['cron(30 9,17 * FEB-MAR MON-FRI)', 'UTC', '2026-02-02T09:30'],
  ['cron(0 0 20 * FRI)', 'UTC', '2026-01-02T00:00'],
  ['cron(0 2 * * *)', 'America/New_York', '2026-01-01T07:00'],
  ['at(2026-05-10T14:00)', 'Asia/Tokyo', '2026-05-10T05:00'],
  ['at(2025-05-10T14:00)', 'UTC', undefined],
];
for (const [expression, zone, first] of begun) {
  test(`${expression} in ${zone} begins at ${first}`, () => {
    const next = readBeginnings(expression, readZone(zone)!)!.next(at('2026-01-01T00:00'));
    assert.equal(next && new Date(next).toISOString().slice(0, 16), first);
  });
}

for (const expression of [
  'cron(0 2 * *)',
  'cron(0 2 * * * *)',
  'cron(61 2 * * *)',
  'cron(0 2 ? * *)',
  'cron(0/5 2 * * *)',
  'cron(0 2 * * 8)',
  'at(2026-05-10)',
  'at(2026-13-10T14:00)',
  'rate(5 minutes)',
  '',
]) {
  test(`'${expression}' begins nothing`, () =>
    assert.equal(readBeginnings(expression, readZone()!), undefined));
}

const rule = (more: Partial<MuteRuleRecord>): MuteRuleRecord => ({
  name: 'nightly',
  expression: 'cron(0 22 * * *)',
  duration: 'PT8H',
  alarmNames: [],
  hasTargets: true,
  updatedAt: 0,
  tags: {},
  ...more,
});

const muted: readonly [
  time: string,
  more: Partial<MuteRuleRecord>,
  until: string | undefined,
  status: string,
][] = [
  ['2026-01-01T21:59', {}, undefined, 'SCHEDULED'],
  ['2026-01-01T22:00', {}, '2026-01-02T06:00', 'ACTIVE'],
  ['2026-01-02T05:59', {}, '2026-01-02T06:00', 'ACTIVE'],
  ['2026-01-02T06:00', {}, undefined, 'SCHEDULED'],
  ['2026-01-01T23:00', { startAt: at('2026-01-01T23:30') }, undefined, 'SCHEDULED'],
  ['2026-01-01T23:00', { expireAt: at('2026-01-02T01:00') }, '2026-01-02T01:00', 'ACTIVE'],
  ['2026-01-02T02:00', { expireAt: at('2026-01-02T01:00') }, undefined, 'EXPIRED'],
  // Windows that touch: until the last of the looked-at ones.
  [
    '2026-01-01T10:00',
    { expression: 'cron(0 0,12 * * MON-FRI)', duration: 'PT12H' },
    '2026-01-03T00:00',
    'ACTIVE',
  ],
  ['2026-01-01T10:00', { expression: 'at(2026-01-01T09:00)', duration: 'PT30M' }, undefined, 'EXPIRED'],
];
for (const [time, more, until, status] of muted) {
  test(`at ${time}, ${JSON.stringify(more)} mutes until ${until}`, () => {
    const end = mutedUntil(rule(more), at(time));
    assert.equal(end && new Date(end).toISOString().slice(0, 16), until);
    assert.equal(statusOf(rule(more), at(time)), status);
  });
}
