import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Processor } from '@aws-sdk/client-cloudwatch-logs';
import { transformerOf } from './transformer.ts';

const metadata = { '@logGroupName': '/app', '@accountId': '000000000000' };

/** What a message becomes; undefined where it stays as it is. */
function become(message: unknown, ...config: readonly Processor[]): unknown {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const transformed = transformerOf(config)(text, metadata);
  return transformed === undefined ? undefined : JSON.parse(transformed);
}

const json: Processor = { parseJSON: {} };

test('JSON is parsed at the root or inside, and what is none stays', () => {
  assert.deepEqual(become({ a: { b: 1 } }, json), { a: { b: 1 } });
  assert.deepEqual(become({ a: 1 }, { parseJSON: { destination: 'in.side' } }), { in: { side: { a: 1 } } });
  const nested = become({ body: '{"x":[1,2]}' }, json, { parseJSON: { source: 'body', destination: 'of' } });
  assert.deepEqual(nested, { body: '{"x":[1,2]}', of: { x: [1, 2] } });
  assert.equal(become('plain', json), undefined);
  assert.equal(become('[1]', json), undefined);
  assert.deepEqual(
    become('{"__proto__":{"polluted":true}}', json, {
      addKeys: { entries: [{ key: '__proto__.x', value: 'y' }] },
    }),
    JSON.parse('{"__proto__":{"polluted":true,"x":"y"}}'),
  );
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('texts are parsed by grok, as rows and as pairs', () => {
  const line = '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326';
  assert.deepEqual(become(line, { grok: { match: '%{APACHE_ACCESS_LOG}' } }), {
    host: '127.0.0.1',
    identity: '-',
    auth: 'frank',
    timestamp: '10/Oct/2000:13:55:36 -0700',
    method: 'GET',
    request: '/a.gif',
    httpversion: '1.0',
    response: '200',
    bytes: '2326',
  });
  const dotted = { grok: { match: '%{LOGLEVEL:log.level} %{TIMESTAMP_ISO8601:at} %{GREEDYDATA:log.text}' } };
  assert.deepEqual(become('WARN 2026-01-02T03:04:05Z low disk', dotted), {
    log: { level: 'WARN', text: 'low disk' },
    at: '2026-01-02T03:04:05Z',
  });
  assert.equal(become('nothing', { grok: { match: '%{INT:n}$' } }), undefined);
  assert.deepEqual(become(`a,'b, "c"',d`, { csv: { quoteCharacter: "'", columns: ['one', 'two'] } }), {
    one: 'a',
    two: 'b, "c"',
    column_3: 'd',
  });
  assert.deepEqual(become('a\t"b""c"', { csv: { delimiter: String.raw`\t`, destination: 'row' } }), {
    row: { column_1: 'a', column_2: 'b"c' },
  });
  const pairs = { fieldDelimiter: '!', destination: 'new_key', nonMatchValue: 'none', keyPrefix: 'parsed_' };
  assert.deepEqual(become('k1=v1!k2=v=2!k3', { parseKeyValue: pairs }), {
    new_key: { parsed_k1: 'v1', parsed_k2: 'v=2', parsed_k3: 'none' },
  });
  assert.deepEqual(become('a=1&b', { parseKeyValue: {} }), { a: '1' });
});

test('logs of AWS are parsed by their forms', () => {
  const flow =
    '2 123456789010 eni-abc123de 192.0.2.1 192.0.2.24 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK';
  assert.deepEqual(become(flow, { parseVPC: {} }), {
    ...{ version: 2, accountId: '123456789010', interfaceId: 'eni-abc123de', srcAddr: '192.0.2.1' },
    ...{ dstAddr: '192.0.2.24', srcPort: 20641, dstPort: 22, protocol: 6, packets: 20, bytes: 4249 },
    ...{ start: 1418530010, end: 1418530070, action: 'ACCEPT', logStatus: 'OK' },
  });
  const query = '1.0 2017-12-13T08:15:50.235Z Z1 example.com AAAA NOERROR TCP IAD12 192.0.2.0 -';
  assert.equal((become(query, { parseRoute53: {} }) as { queryName: string }).queryName, 'example.com');
  const row = '2019-03-10 03:54:59 UTC:10.0.0.123(52834):postgres@logtestdb:[20175]:ERROR:  no such column';
  assert.deepEqual(become(row, { parsePostgres: {} }), {
    ...{ logTime: '2019-03-10 03:54:59 UTC', srcIp: '10.0.0.123(52834)', userName: 'postgres' },
    ...{ dbName: 'logtestdb', processId: '20175', logLevel: 'ERROR' },
  });
  const waf = {
    httpRequest: { headers: [{ name: 'Host', value: 'a.example' }] },
    labels: [{ name: 'awswaf:token:absent' }],
  };
  assert.deepEqual(become(waf, { parseWAF: {} }), {
    httpRequest: { headers: { Host: 'a.example' } },
    labels: { 'awswaf:token': 'absent' },
  });
  assert.equal(become('2 too short', { parseVPC: {} }), undefined);
});

test('keys are added, deleted, copied, moved and renamed', () => {
  const entries = [
    { key: 'outer.new', value: 'n' },
    { key: 'outer.old', value: 'n' },
    { key: 'over', value: 'n', overwriteIfExists: true },
  ];
  const given = { outer: { old: 'o' }, over: 'o' };
  assert.deepEqual(become(given, json, { addKeys: { entries } }), {
    outer: { old: 'o', new: 'n' },
    over: 'n',
  });
  assert.deepEqual(become(given, json, { deleteKeys: { withKeys: ['outer.old', 'none', 'over.x'] } }), {
    outer: {},
    over: 'o',
  });
  const copies = [
    { source: '@logGroupName', target: 'of.group' },
    { source: 'over', target: 'outer.old' },
  ];
  assert.deepEqual(become(given, json, { copyValue: { entries: copies } }), {
    ...given,
    of: { group: '/app' },
  });
  assert.deepEqual(become(given, json, { moveKeys: { entries: [{ source: 'outer.old', target: 'top' }] } }), {
    outer: {},
    over: 'o',
    top: 'o',
  });
  assert.deepEqual(
    become(given, json, { renameKeys: { entries: [{ key: 'over', renameTo: 'outer' }] } }),
    given,
  );
});

test('a list becomes a map', () => {
  const given = { list: [{ k: 'a', v: 1 }, { k: 'b', v: 2 }, { k: 'b', v: 3 }, { v: 4 }] };
  const map = (more: object) =>
    become(given, json, { listToMap: { source: 'list', key: 'k', valueKey: 'v', target: 'map', ...more } });
  assert.deepEqual(map({}), { ...given, map: { a: [1], b: [2, 3] } });
  assert.deepEqual(map({ flatten: true, flattenedElement: 'last' }), { ...given, map: { a: 1, b: 3 } });
  assert.equal(become({ list: 1 }, json, { listToMap: { source: 'list', key: 'k' } }), undefined);
});

test('texts are changed, and types', () => {
  const given = { a: ' Ab ', b: 'x_y_z', n: '12.7', t: 'TRUE', i: 5 };
  assert.deepEqual(
    become(
      given,
      json,
      { trimString: { withKeys: ['a', 'i'] } },
      { upperCaseString: { withKeys: ['a'] } },
      { splitString: { entries: [{ source: 'b', delimiter: '_' }] } },
      {
        typeConverter: {
          entries: [
            { key: 'n', type: 'integer' },
            { key: 't', type: 'boolean' },
            { key: 'i', type: 'string' },
          ],
        },
      },
    ),
    { a: 'AB', b: ['x', 'y', 'z'], n: 12, t: true, i: '5' },
  );
  const swap = { source: 'b', from: '(\\w)_(\\w)', to: '$2-$1' };
  assert.deepEqual(become(given, json, { substituteString: { entries: [swap] } }), { ...given, b: 'y-x_z' });
  assert.equal(
    become(given, json, { typeConverter: { entries: [{ key: 'a', type: 'double' }] } }),
    undefined,
  );
  assert.deepEqual(become(given, json, { lowerCaseString: { withKeys: ['a'] } }), { ...given, a: ' ab ' });
});

test('dates are read and written by patterns and zones', () => {
  const convert = (at: unknown, more: object) =>
    (
      become({ at }, json, {
        dateTimeConverter: { source: 'at', target: 'to', matchPatterns: [], ...more },
      }) as { to?: string } | undefined
    )?.to;
  const first = { matchPatterns: ['EEE, dd MMM yyyy HH:mm:ss Z', 'yyyy/M/d h:mm a', 'epoch'] };
  assert.equal(convert('Thu, 01 Jan 2026 12:00:00 +0200', first), '2026-01-01T10:00:00.000Z');
  assert.equal(convert('2026/1/2 12:30 AM', first), '2026-01-02T00:30:00.000Z');
  assert.equal(convert(1767225600000, first), '2026-01-01T00:00:00.000Z');
  const zones = {
    matchPatterns: ['yyyy-MM-dd HH:mm:ss.SSS'],
    sourceTimezone: 'Europe/Berlin',
    targetTimezone: 'America/New_York',
  };
  const summer = { ...zones, targetFormat: "MMMM d, yyyy 'at' hh:mm:ss a XXX" };
  assert.equal(convert('2026-07-01 12:00:00.250', summer), 'July 1, 2026 at 06:00:00 AM -04:00');
  assert.equal(convert('never', zones), undefined);
});

test('an event that would take too long to look through stays as it was', () => {
  const entries = [{ source: 'a', from: 'x.*y|x', to: '' }];
  const substituted = transformerOf([json, { substituteString: { entries } }]);
  assert.equal(substituted('{"a":"xz"}', {}), '{"a":"z"}');
  assert.equal(substituted(JSON.stringify({ a: 'x'.repeat(65_536) }), {}), undefined);
});

test('an event that would become too large, or is too deep, stays as it was', () => {
  const entries = (to: string) => Array(10).fill({ source: 'a', from: '(x+)', to });
  const substituted = (to: string) =>
    transformerOf([json, { substituteString: { entries: entries(to) } }])('{"a":"x x"}', {});
  assert.equal(substituted('x'), '{"a":"x x"}');
  assert.equal(substituted('x '.repeat(64)), undefined);
  assert.equal(substituted('$1'.repeat(64)), undefined);
  const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  assert.equal(transformerOf([json])(deep, {}), undefined);
});

test('a long list is mapped in a time that grows with it, and not with its square', () => {
  const list = JSON.stringify({ list: Array(30_000).fill({ key: 'one' }) });
  const before = process.cpuUsage();
  const mapped = transformerOf([json, { listToMap: { source: 'list', key: 'key', target: 'map' } }])(
    list,
    {},
  );
  assert.equal((JSON.parse(mapped!) as { map: { one: unknown[] } }).map.one.length, 30_000);
  const { user } = process.cpuUsage(before);
  assert.ok(user < 3_000_000, `it took ${user / 1000} ms`);
});

test('what is no transformer is refused', () => {
  const refused = (config: Processor[], message: RegExp) =>
    assert.throws(() => transformerOf(config), { name: 'InvalidParameterException', message });
  refused([{ addKeys: { entries: [] } }], /must be a parser/);
  refused([{ parseJSON: { source: 'a' } }], /reads @message/);
  refused([json, { parseVPC: {} }], /must be the first/);
  refused([{ parseVPC: { source: 'a' } }], /No other value than @message/);
  refused([{ ...json, parseVPC: {} }], /is one processor/);
  refused([{ grok: { match: '%{NONE:a}' } }], /NONE is not known/);
  refused([{ grok: { match: '%{INT}' } }], /names no field/);
  refused([{ parseCloudfront: {} }], /does not serve the processor parseCloudfront/);
  refused(
    [json, { substituteString: { entries: [{ source: 'a', from: '(?=a)', to: 'b' }] } }],
    /no regular expression/,
  );
  refused(
    [json, { dateTimeConverter: { source: 'a', target: 'b', matchPatterns: ['qq'] } }],
    /Invalid date pattern/,
  );
  refused(
    [
      json,
      { dateTimeConverter: { source: 'a', target: 'b', matchPatterns: ['yyyy'], sourceTimezone: 'Mars' } },
    ],
    /no time zone Mars/,
  );
  refused([json, { listToMap: { source: 'a', key: 'b', flatten: true } }], /flattenedElement is required/);
});
