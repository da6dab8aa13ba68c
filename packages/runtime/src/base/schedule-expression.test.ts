import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readExpression, readZone } from './schedule-expression.ts';

const rows: readonly [text: string, zone: string, from: string, next: string | undefined][] = [
  ['rate(5 minutes)', 'UTC', '2026-01-01T00:07:00Z', '2026-01-01T00:10:00Z'],
  ['rate(1 hours)', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'],
  ['cron(0 9 ? * MON-FRI *)', 'Europe/Berlin', '2026-01-02T09:00:00Z', '2026-01-05T08:00:00Z'],
  ['cron(0/30 20-2 ? * MON-FRI *)', 'UTC', '2026-01-02T23:30:00Z', '2026-01-05T00:00:00Z'],
  ['cron(0/30 20-2 ? * MON-FRI *)', 'UTC', '2026-01-05T02:30:00Z', '2026-01-05T20:00:00Z'],
  ['cron(0 1 ? * FRI-MON *)', 'UTC', '2026-01-05T01:00:00Z', '2026-01-09T01:00:00Z'],
  ['cron(30 2 29 3 ? 2026)', 'Europe/Berlin', '2026-01-01T00:00:00Z', undefined],
  ['cron(30 2 25 10 ? 2026)', 'Europe/Berlin', '2026-01-01T00:00:00Z', '2026-10-25T00:30:00Z'],
  ['at(2026-03-29T02:30:00)', 'Europe/Berlin', '2026-01-01T00:00:00Z', '2026-03-29T01:30:00Z'],
  ['at(2026-07-01T09:00:00)', 'America/New_York', '2026-01-01T00:00:00Z', '2026-07-01T13:00:00Z'],
  ['at(2025-07-01T09:00:00)', 'UTC', '2026-01-01T00:00:00Z', undefined],
];

for (const [text, zone, from, next] of rows)
  test(`${text} of ${zone}, after ${from}, is ${next ?? 'never again'}`, () => {
    const expression = readExpression(text, readZone(zone)!)!;
    const told = expression.next(Date.parse(from), Date.parse('2026-01-01T00:00:00Z'));
    assert.equal(told === undefined ? undefined : new Date(told).toISOString().replace('.000', ''), next);
  });

test('what means nothing is no expression', () => {
  for (const text of [
    'rate(0 minutes)',
    'rate(5 weeks)',
    'cron(0 9 * * * *)',
    'cron(0 9)',
    'cron(0 9 1 1 ? 2030-2026)',
    'at(tomorrow)',
    'every day',
    'at(2026-13-01T00:00:00)',
  ])
    assert.equal(readExpression(text, readZone()!), undefined, text);
  assert.equal(readZone('Mars/Olympus'), undefined);
});
