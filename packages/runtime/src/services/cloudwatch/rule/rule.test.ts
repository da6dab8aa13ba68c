import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmState } from '../records.ts';
import { ruleOf, RuleError } from './parse.ts';
import { alarmsIn, holds } from './rule.ts';

const states: Readonly<Record<string, AlarmState>> = {
  hot: 'ALARM',
  'very hot': 'ALARM',
  cold: 'OK',
  unknown: 'INSUFFICIENT_DATA',
};

test('a rule holds or not by the states of its alarms', () => {
  const rows: [string, boolean][] = [
    ['TRUE', true],
    ['NOT TRUE', false],
    ['ALARM(hot)', true],
    ['ALARM("very hot")', true],
    ['OK(cold) AND INSUFFICIENT_DATA(unknown)', true],
    ['ALARM(cold) OR ALARM(hot)', true],
    ['TRUE OR FALSE AND FALSE', true],
    ['(TRUE OR FALSE) AND FALSE', false],
    ['NOT FALSE AND FALSE', false],
    ['NOT (ALARM(hot) AND ALARM(cold))', true],
    ['NOT ALARM(hot)', false],
    ['alarm(arn:aws:cloudwatch:us-east-1:000000000000:alarm:hot)', true],
    ['AT_LEAST(2, ALARM, (hot, "very hot", cold))', true],
    ['AT_LEAST(3, ALARM, (hot, "very hot", cold))', false],
    ['AT_LEAST(50%, NOT ALARM, (hot, cold))', true],
  ];
  for (const [rule, expected] of rows)
    assert.equal(
      holds(ruleOf(rule), (alarm) => states[alarm]!),
      expected,
      rule,
    );
});

test('the alarms of a rule are each named once', () => {
  assert.deepEqual(alarmsIn(ruleOf('ALARM(a) AND (OK(b) OR NOT ALARM("a"))')), ['a', 'b']);
});

test('a rule that cannot be read is refused', () => {
  const rows = [
    '',
    'ALARM',
    'ALARM()',
    'ALARM(a',
    'ALARM(a) ALARM(b)',
    'ALARM(a) AND',
    'WARM(a)',
    '"a',
    '(TRUE',
    `${'('.repeat(600)}TRUE${')'.repeat(600)}`,
    `${'NOT '.repeat(600)}TRUE`,
    Array.from({ length: 501 }, () => 'TRUE').join(' OR '),
  ];
  for (const rule of rows) assert.throws(() => ruleOf(rule), RuleError, rule);
});
