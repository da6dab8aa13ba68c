import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { QueryPair, RoutingCondition } from '../../../base/effects/load-balancer.ts';
import { readExpressions } from './expressions.ts';
import { weightedChoice } from './group.ts';
import { healthAfter, initialHealth, matches, routable, type CheckOutcome } from './health.ts';
import { RequestHead } from './parse-request.ts';
import { Random } from './random.ts';
import { ruleFor, locationFor } from './route.ts';
import { fits } from './wildcard.ts';

const action = { type: 'fixed-response', status: 200 } as const;

async function routes(condition: RoutingCondition, request: string): Promise<boolean> {
  const rules = [{ rule: 'r', conditions: [condition], action }];
  await readExpressions({ listeners: [{ listener: 'http', port: 80, protocol: 'HTTP', rules }] });
  const bytes = Buffer.from(`${request}\r\n\r\n`, 'latin1');
  const head = new RequestHead();
  assert.equal(head.read(bytes, 0), bytes.length);
  return ruleFor(rules, { bytes, head, source: '10.1.2.3' }) === 0;
}

test('conditions hold as AWS says', async () => {
  const path = (...values: string[]) => ({ field: 'path-pattern', values }) as const;
  const host = (...values: string[]) => ({ field: 'host-header', values }) as const;
  const header = (name: string, ...values: string[]) => ({ field: 'http-header', name, values }) as const;
  const method = (...values: string[]) => ({ field: 'http-request-method', values }) as const;
  const query = (...pairs: QueryPair[]) => ({ field: 'query-string', pairs }) as const;
  const source = (...values: string[]) => ({ field: 'source-ip', values }) as const;
  const get = (target: string, fields = '') => `GET ${target} HTTP/1.1\r\nHost: Test.Example.com:80${fields}`;
  const rows: readonly [RoutingCondition, string, boolean][] = [
    [path('/img/*'), get('/img/a.jpg'), true],
    [path('/img/*'), get('/img'), false],
    [path('/IMG/*'), get('/img/a.jpg'), false],
    [path('/img/?.jpg', '/js/*'), get('/js/a'), true],
    [path('/a'), get('/a?b=c'), true],
    [path('*b=c'), get('/a?b=c'), false],
    [path('/a'), get('http://Test.Example.com:80/a?b'), true],
    [host('*.example.com'), get('/'), true],
    [host('example.com'), get('/'), false],
    [header('User-Agent', '*chrome*'), get('/', '\r\nuser-agent: X Chrome/1'), true],
    [header('User-Agent', '*chrome*'), get('/'), false],
    [method('GET', 'HEAD'), get('/'), true],
    [method('get'), get('/'), false],
    [query({ key: 'version', value: 'v1' }), get('/a?x&Version=V1'), true],
    [query({ key: 'version', value: 'v1' }), get('/a?version=v2'), false],
    [query({ key: 'version', value: 'v?' }, { value: '*example*' }), get('/?q=an-example'), true],
    [query({ value: 'v1' }), get('/v1'), false],
    [{ ...path(), regexValues: ['^/api/v[0-9]+/'] }, get('/api/v12/a?b'), true],
    [{ ...path(), regexValues: ['^/api/v[0-9]+/', '^/b'] }, get('/api/vx/a'), false],
    [{ ...path(), regexValues: ['^(a+)+$'] }, get(`/${'a'.repeat(4000)}!`), false],
    [{ ...host(), regexValues: ['(?i)^test[.].+[.]com$'] }, get('/'), true],
    [
      { ...header('User-Agent'), regexValues: ['(?i)chrome/[0-9]'] },
      get('/', '\r\nuser-agent: X Chrome/1'),
      true,
    ],
    [{ ...header('User-Agent'), regexValues: ['(?i)chrome/[0-9]'] }, get('/'), false],
    [source('192.0.2.0/24', '10.1.0.0/16'), get('/'), true],
    [source('10.2.0.0/16', '2001:db8::/32'), get('/'), false],
    [source('10.9.0.0/16'), get('/', '\r\nX-Forwarded-For: 10.9.1.1'), false],
  ];
  for (const [condition, request, expected] of rows)
    assert.equal(await routes(condition, request), expected, `${JSON.stringify(condition)} ${request}`);
});

test('a redirect keeps what its keywords name', () => {
  const request = { target: '/a/b?c=d', host: 'example.com:80', port: 80, scheme: 'http' } as const;
  const all = '#{protocol}://#{host}:#{port}/#{path}?#{query}';
  assert.equal(locationFor(all, request), 'http://example.com:80/a/b?c=d');
  assert.equal(locationFor(all, { ...request, target: '/' }), 'http://example.com:80/');
  assert.equal(locationFor('https://#{host}:443/x/#{path}', request), 'https://example.com:443/x/a/b');
});

test('for any pattern and text, a wildcard fits as the regular expression of the same meaning does', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(letters, letters, (pattern, text) => {
      const expression = pattern.replaceAll('?', '[^]').replaceAll('*', '[^]*');
      assert.equal(fits(pattern, text), new RegExp(`^${expression}$`).test(text));
    }),
    { numRuns: 2000 },
  );
});

test('for any weights, the split converges, and a weight of 0 gets nothing', () => {
  const weights = fc.array(fc.nat(999), { minLength: 1, maxLength: 5 });
  const seed = fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(weights, seed, (each, digits) => {
      const random = new Random(digits.join(''));
      const tuples = each.map((weight) => ({ weight }));
      const sum = each.reduce((total, weight) => total + weight, 0);
      const counts = each.map(() => 0);
      for (let i = 0; i < 4000; i++) counts[weightedChoice(tuples, random)]!++;
      for (const [index, weight] of each.entries()) {
        const share = sum > 0 ? weight / sum : 1 / each.length;
        // Six standard deviations: one false alarm in some hundred million.
        const slack = 6 * Math.sqrt((share * (1 - share)) / 4000) + 1e-9;
        assert.equal(Math.abs(counts[index]! / 4000 - share) <= slack, true, `${each} → ${counts}`);
        if (sum > 0 && weight === 0) assert.equal(counts[index], 0);
      }
    }),
    { numRuns: 40 },
  );
});

test('thresholds hold for changing sides, not for the first check that passes', () => {
  const thresholds = { healthyThreshold: 3, unhealthyThreshold: 2 };
  const failed: CheckOutcome = { passed: false, reason: 'Target.Timeout', description: 'Request timed out' };
  const after = (checks: string) =>
    [...checks].reduce(
      (health, check) => healthAfter(health, check === '+' ? { passed: true } : failed, thresholds),
      initialHealth,
    ).state;
  const rows: Readonly<Record<string, string>> = {
    '': 'initial',
    '+': 'healthy',
    '-': 'initial',
    '--': 'unhealthy',
    '-+': 'healthy',
    '+-': 'healthy',
    '+--': 'unhealthy',
    '--++': 'unhealthy',
    '--++-+++': 'healthy',
  };
  for (const [checks, state] of Object.entries(rows)) assert.equal(after(checks), state, checks);
});

test('targets that are not well get requests where too few are well', () => {
  const rows: readonly [string, string, Parameters<typeof routable>[2], string][] = [
    ['ab', 'c', undefined, 'ab'],
    ['', 'abc', undefined, 'abc'],
    ['ab', 'c', { count: 3, percent: 0 }, 'abc'],
    ['ab', 'c', { count: 2, percent: 0 }, 'ab'],
    ['a', 'bcd', { count: 1, percent: 25 }, 'a'],
    ['a', 'bcde', { count: 1, percent: 25 }, 'abcde'],
  ];
  for (const [healthy, ill, minimum, expected] of rows)
    assert.equal(routable([...healthy], [...ill], minimum).join(''), expected);
});

test('a matcher is a code, a list, or a range', () => {
  const codes = (matcher: string) => [199, 200, 201, 202, 299, 300].filter((code) => matches(matcher, code));
  assert.deepEqual(codes('200'), [200]);
  assert.deepEqual(codes('200,202'), [200, 202]);
  assert.deepEqual(codes('200-299'), [200, 201, 202, 299]);
});
