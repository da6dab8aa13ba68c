import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstTime } from '../../../base/cron-times.ts';
import { readTimeZone, readWindowCron } from './window.ts';

function opening(cron: string, zone: string | undefined, from: string): string | undefined {
  const window = { cron: readWindowCron(cron)!, zone: readTimeZone(zone)! };
  const time = firstTime(window, Date.parse(from));
  return time === undefined ? undefined : new Date(time).toISOString().replace(':00.000Z', 'Z');
}

// 2026-06-01 is a Monday.
const openings: readonly [cron: string, zone: string | undefined, from: string, opens: string | undefined][] =
  [
    ['* * 9-17 ? * MON-FRI *', undefined, '2026-06-01T10:30Z', '2026-06-01T10:30Z'],
    ['* * 9-17 ? * MON-FRI', undefined, '2026-06-01T18:00Z', '2026-06-02T09:00Z'],
    ['* * 9-17 ? * mon-fri', undefined, '2026-06-05T18:00Z', '2026-06-08T09:00Z'],
    ['* * 9-17 ? * MON-FRI', 'Europe/Berlin', '2026-06-01T06:59Z', '2026-06-01T07:00Z'],
    ['* * 9-17 ? * MON-FRI', 'America/New_York', '2026-12-01T13:00Z', '2026-12-01T14:00Z'],
    ['* * 9-17 ? * MON-FRI', 'UTC+05:30', '2026-06-01T03:00Z', '2026-06-01T03:30Z'],
    ['* * 9-17 ? * MON-FRI', 'PST', '2026-06-01T15:59Z', '2026-06-01T16:00Z'],
    // The user guide's own example opens on the hour.
    ['0 0 9-17 ? * MON-FRI *', 'PST', '2026-06-01T16:01Z', '2026-06-01T17:00Z'],
    ['* 0/15 * * * ?', undefined, '2026-06-01T10:01Z', '2026-06-01T10:15Z'],
    ['* 0 12 L * ?', undefined, '2026-06-01T00:00Z', '2026-06-30T12:00Z'],
    ['* 0 12 L-3 * ?', undefined, '2026-06-01T00:00Z', '2026-06-27T12:00Z'],
    ['* 0 12 LW * ?', undefined, '2026-05-01T00:00Z', '2026-05-29T12:00Z'],
    ['* 0 12 15W 8 ?', undefined, '2026-06-01T00:00Z', '2026-08-14T12:00Z'],
    ['* 0 12 ? * 6#3', undefined, '2026-06-01T00:00Z', '2026-06-19T12:00Z'],
    ['* 0 12 ? * 6L', undefined, '2026-06-01T00:00Z', '2026-06-26T12:00Z'],
    ['* 0 12 ? * L', undefined, '2026-06-01T00:00Z', '2026-06-06T12:00Z'],
    ['* 0 12 1 1 ? 2030', undefined, '2026-06-01T00:00Z', '2030-01-01T12:00Z'],
    ['* 0 12 1 1 ? 2020', undefined, '2026-06-01T00:00Z', undefined],
    ['* 0 12 30 2 ? *', undefined, '2026-06-01T00:00Z', undefined],
    // Clocks are put forward: half past two is not shown on that day. They are put back: it is shown twice.
    ['* 30 2 * * ?', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-30T00:30Z'],
    ['* 30 2 * * ?', 'Europe/Berlin', '2026-10-25T00:00Z', '2026-10-25T00:30Z'],
    ['* 30 2 * * ?', 'Europe/Berlin', '2026-10-25T00:31Z', '2026-10-25T01:30Z'],
  ];

for (const [cron, zone, from, opens] of openings)
  test(`the window '${cron}' ${zone ?? ''} opens after ${from}: ${opens ?? 'never'}`, () =>
    assert.equal(opening(cron, zone, from), opens));

const strange = ['', '* * 9 * MON *', '* * 9-17 * * MON-FRI', '* * 24 * * ?', 'x 0 12 * * ?', '* 60 * * * ?'];
for (const cron of strange)
  test(`the cron expression '${cron}' means nothing`, () => assert.equal(readWindowCron(cron), undefined));

for (const zone of ['', 'Mars/Olympus', 'UTC+5', 'UTC+19:00', 'XYZ', 'pst'])
  test(`the time zone '${zone}' means nothing`, () => assert.equal(readTimeZone(zone), undefined));
