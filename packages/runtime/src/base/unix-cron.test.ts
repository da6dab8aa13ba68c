import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readZone } from './schedule-expression.ts';
import { readUnixCron } from './unix-cron.ts';

const from = Date.parse('2026-01-01T00:00:00Z'); // A Thursday.

function check(text: string, next: string | undefined, zone?: string): void {
  test(`${text} comes due ${next ?? 'never'}`, () => {
    const time = readUnixCron(text, readZone(zone)!)?.next(from, from);
    assert.equal(time === undefined ? undefined : new Date(time).toISOString(), next);
  });
}

check('0 8 * * *', '2026-01-01T08:00:00.000Z');
check('0 8 * * *', '2026-01-01T07:00:00.000Z', 'Europe/Berlin');
check('30 9 15 * *', '2026-01-15T09:30:00.000Z');
check('0 8 * * 1-5', '2026-01-01T08:00:00.000Z');
check('0 8 * * 0', '2026-01-04T08:00:00.000Z');
check('0 8 * * 7', '2026-01-04T08:00:00.000Z');
check('0 8 * * 5-7', '2026-01-02T08:00:00.000Z');
check('0 8 * * MON', '2026-01-05T08:00:00.000Z');
check('0 8 20 * 6', '2026-01-03T08:00:00.000Z');
check('0 8 2 * 6', '2026-01-02T08:00:00.000Z');
check('*/20 * * * *', '2026-01-01T00:20:00.000Z');
check('0 8 * *', undefined);
check('0 8 * * 8', undefined);
check('0 8 ? * *', undefined);
check('eight', undefined);
