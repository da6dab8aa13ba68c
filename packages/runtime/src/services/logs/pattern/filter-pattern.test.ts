import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../../base/aws-error.ts';
import { filterPattern } from './filter-pattern.ts';

const line = '[Container] ERROR in build: exit status 1';

test('a pattern of terms finds what AWS says it finds', () => {
  const rows: [string, boolean][] = [
    ['', true],
    ['ERROR', true],
    ['error', false],
    ['ERROR build', true],
    ['ERROR WARN', false],
    ['?ERROR ?WARN', true],
    ['?INFO ?WARN', false],
    ['ERROR -build', false],
    ['ERROR -WARN', true],
    ['-ERROR', false],
    ['"exit status"', true],
    ['"exit  status"', false],
    ['?INFO ERROR', true],
    ['-"exit status 2"', true],
    ['"[Container]"', true],
  ];
  for (const [pattern, expected] of rows)
    assert.equal(filterPattern(pattern).matches(line), expected, pattern);
});

const event = JSON.stringify({
  level: 'error',
  latency: 250,
  ok: false,
  user: null,
  path: '/pay/card',
  errors: [{ code: 'E-7' }],
  'cluster.name': 'c',
});

test('a JSON pattern finds what AWS says it finds', () => {
  const rows: [string, boolean][] = [
    ['{ $.level = "error" }', true],
    ['{ $.level = error }', true],
    ['{ $.level != "error" }', false],
    ['{ $.latency > 200 }', true],
    ['{ $.latency >= 250 && $.latency < 251 }', true],
    ['{ $.latency = 250.0 }', true],
    ['{ $.path = "/pay*" }', true],
    ['{ $.path = "*card" && ($.latency < 10 || $.ok IS FALSE) }', true],
    ['{ $.user IS NULL }', true],
    ['{ $.user NOT EXISTS }', false],
    ['{ $.nobody NOT EXISTS }', true],
    ['{ $.nobody != "x" }', false],
    ['{ $.errors[0].code = "E-7" }', true],
    ['{ $.errors[1].code = "E-7" }', false],
    ["{ $.['cluster.name'] = c }", true],
    ['{ $.level = %^err% }', true],
    ['{ $.constructor EXISTS }', false],
  ];
  for (const [pattern, expected] of rows)
    assert.equal(filterPattern(pattern).matches(event), expected, pattern);
  assert.equal(filterPattern('{ $.level = error }').matches('no JSON'), false);
  assert.equal(filterPattern('{ $.level = error }').valueOf(event, '$.latency'), 250);
});

const request = '127.0.0.1 Maria [10/Oct/2026:13:25:15 -0700] "GET /index.html HTTP/1.1" 404 1534';

test('a space-delimited pattern finds what AWS says it finds', () => {
  const rows: [string, boolean][] = [
    ['[ip, user, at, request, status_code, bytes]', true],
    ['[ip, user, at, request, status_code]', false],
    ['[ip, user, at, request, status_code = 4*, bytes]', true],
    ['[ip, user, at, request = "GET*", status_code = 404, bytes > 1000]', true],
    ['[..., status_code = 4* && status_code != 404, bytes]', false],
    ['[..., status_code = 404 || status_code = 410, bytes]', true],
    ['[ip, ...]', true],
    ['[ip != %^127%, ...]', false],
  ];
  for (const [pattern, expected] of rows)
    assert.equal(filterPattern(pattern).matches(request), expected, pattern);
  assert.equal(filterPattern('[..., status, bytes]').valueOf(request, '$bytes'), '1534');
});

test('what a pattern extracts is told by its selectors, or its fields', () => {
  assert.deepEqual(
    filterPattern('{ $.latency > 1 && $.errors[0].code = "E*" && $.no NOT EXISTS }').extracted(event),
    {
      '$.latency': '250',
      '$.errors[0].code': 'E-7',
    },
  );
  assert.deepEqual(filterPattern('[ip, user, ..., status, bytes]').extracted(request), {
    $ip: '127.0.0.1',
    $user: 'Maria',
    $status: '404',
    $bytes: '1534',
  });
  assert.deepEqual(filterPattern('ERROR').extracted('ERROR'), {});
});

test('no pattern is slow on any event', () => {
  const long = 'a'.repeat(100_000);
  const rows = [
    ['%(a+)+$b%', long],
    ['{ $.a = %(a|aa)+b% }', JSON.stringify({ a: long })],
    [`{ $.a = "${'a*'.repeat(400)}b" }`, JSON.stringify({ a: long })],
    ['[a, ..., b = %x+y%]', '['.repeat(100) + ' [ '.repeat(60_000)],
    [`{ ${'('.repeat(90)}$.a = 1${')'.repeat(90)} }`, '{"a":1}'],
    [Array.from({ length: 500 }, (_, i) => `?t${i}`).join(' '), long],
  ] as const;
  for (const [pattern, message] of rows) {
    const before = process.cpuUsage().user / 1000;
    filterPattern(pattern).matches(message);
    const took = process.cpuUsage().user / 1000 - before;
    assert.ok(took < 500, `${pattern.slice(0, 40)}: ${took} ms`);
  }
});

test('a regular expression finds what it matches', () => {
  assert.equal(filterPattern('%exit status \\d%').matches(line), true);
  assert.equal(filterPattern('%^ERROR%').matches(line), false);
});

test('a pattern that cannot be read is refused', () => {
  const rows = [
    '{ $.level = }',
    '{ level = 1 }',
    '{ $.a = 1',
    '[a, ..., b, ...]',
    '[= 1]',
    '%(%',
    '%(?=a)%',
    `{ ${'('.repeat(2000)}$.a = 1 }`,
    'a:b',
    '"unclosed',
  ];
  for (const pattern of rows) assert.throws(() => filterPattern(pattern), AwsError, pattern);
});
