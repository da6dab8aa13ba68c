import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryFault } from './fault.ts';
import { Memory, QueryTooLarge } from './memory.ts';
import { startQuery } from './query.ts';

const start = Date.UTC(2026, 0, 1, 12);
const now = start + 3_600_000;

/** The rows of an answer as text, without pointers: `a=1 b=2`. */
function ask(
  query: string,
  messages: readonly string[],
  log = '000000000000:/app',
  limit?: number,
): string[] {
  const run = startQuery(query, { now, limit });
  for (const [index, message] of messages.entries())
    run.push({
      timestamp: start + index * 60_000,
      ingestionTime: start + index * 60_000 + 5,
      message,
      stream: `stream-${index % 2}`,
      log,
      pointer: () => `ptr-${index}`,
    });
  return run.end().map((row) =>
    row
      .filter(({ field }) => field !== '@ptr')
      .map(({ field, value }) => `${field}=${value}`)
      .join(' '),
  );
}

type Row = readonly [query: string, ...rows: string[]];

function check(messages: readonly string[], rows: readonly Row[], log?: string): void {
  for (const [query, ...expected] of rows) assert.deepEqual(ask(query, messages, log), expected, query);
}

const requests = [
  '{"path":"/pay","status":200,"ms":12.5,"user":{"name":"ada","ids":[7,8]},"ok":true}',
  '{"path":"/pay","status":500,"ms":250,"user":{"name":"bob"},"ok":false,"error":"card refused"}',
  '{"path":"/cart","status":200,"ms":40,"ip":"10.0.1.7"}',
  '{"path":"/cart","status":"404","ms":20,"ip":"192.168.0.9"}',
  'plain text',
];

test('fields, display and the order of answers', () => {
  check(requests, [
    ['fields path | limit 2', '', 'path=/cart'],
    [
      'fields @timestamp, path, status | sort @timestamp asc | limit 1',
      '@timestamp=2026-01-01 12:00:00.000 path=/pay status=200',
    ],
    ['limit 1', '@timestamp=2026-01-01 12:04:00.000 @message=plain text'],
    ['fields path, status | display status | limit 2', '', 'status=404'],
    ['fields ms * 2 as twice, ms / 3, `path` | filter ms = 40', 'twice=80 ms / 3=13.3333 path=/cart'],
    ['fields user.name, user.ids.1 | filter ispresent(user.ids.0)', 'user.name=ada user.ids.1=8'],
    [
      'fields @logStream, @log, @ingestionTime | filter status = 500',
      '@logStream=stream-1 @log=000000000000:/app @ingestionTime=2026-01-01 12:01:00.005',
    ],
    ['# all of it\nfields path # and here\n| filter status >= 500', 'path=/pay'],
    ['fields user | filter user.name = "bob"', 'user={"name":"bob"}'],
  ]);
});

test('filters', () => {
  const by = (condition: string, ...paths: string[]): Row => [
    `filter ${condition} | fields status | sort ms asc`,
    ...paths,
  ];
  check(requests, [
    by('status = 200', 'status=200', 'status=200'),
    by('status != 200', 'status=404', 'status=500'),
    by('status = "404" and ms < 30', 'status=404'),
    by('status = 404 or status = 500', 'status=404', 'status=500'),
    by('not (status = 200) and ispresent(status)', 'status=404', 'status=500'),
    by('status in [404, 500]', 'status=404', 'status=500'),
    by('status not in [404, 500] and ispresent(ms)', 'status=200', 'status=200'),
    by('path like "car"', 'status=404', 'status=200'),
    by('path like /^\\/c.rt$/', 'status=404', 'status=200'),
    by('path not like /cart/ and ispresent(path)', 'status=200', 'status=500'),
    by('error =~ /(?i)REFUSED/', 'status=500'),
    by('ok = true', 'status=200'),
    by('ok = 0', 'status=500'),
    by('ms > 12 and ms <= 20', 'status=200', 'status=404'),
    by('ms + 10 * 2 > 200 and 2 ^ 3 = 8 and 10 % 3 = 1', 'status=500'),
    by('isIpv4InSubnet(ip, "10.0.0.0/16")', 'status=200'),
    by('strcontains(error, "card") = 1', 'status=500'),
    by('coalesce(error, path) = "/cart"', 'status=404', 'status=200'),
    by('isempty(error) and ispresent(ip)', 'status=404', 'status=200'),
    by('-ms < -200', 'status=500'),
  ]);
});

test('functions', () => {
  const gives = (expression: string, value?: string): Row => [
    `fields ${expression} as x | sort @timestamp asc | display x | limit 1`,
    value === undefined ? '' : `x=${value}`,
  ];
  check(requests, [
    gives('abs(-3)', '3'),
    gives('ceil(1.2)', '2'),
    gives('floor(ms)', '12'),
    gives('greatest(1, ms, 3)', '12.5'),
    gives('least(1, ms, 3)', '1'),
    gives('log(1)', '0'),
    gives('sqrt(2)', '1.4142'),
    gives('1 / 0'),
    gives('strlen(path)', '4'),
    gives('toupper(path)', '/PAY'),
    gives('tolower("ÄB")', 'äb'),
    gives('trim("  a ")', 'a'),
    gives('ltrim("xxaxx", "x")', 'axx'),
    gives('rtrim("xxaxx", "x")', 'xxa'),
    gives('substr("abcdef", 2)', 'cdef'),
    gives('substr("abcdef", 2, 2)', 'cd'),
    gives('replace("a-b-c", "-", "$&")', 'a$&b$&c'),
    gives('concat(path, "?", status)', '/pay?200'),
    gives('isblank("  ")', '1'),
    gives('isblank(nothing)', '1'),
    gives('isempty(path)', '0'),
    gives('isValidIp("::1")', '1'),
    gives('isValidIpV4("::1")', '0'),
    gives('isValidIpV6("2001:db8::1")', '1'),
    gives('isIpInSubnet("2001:db8::1", "2001:db8::/32")', '1'),
    gives('isIpv6InSubnet("10.0.0.1", "10.0.0.0/8")', '0'),
    gives('bin(1h)', '2026-01-01 12:00:00.000'),
    gives('datefloor(@timestamp, 1d)', '2026-01-01 00:00:00.000'),
    gives('dateceil(@timestamp, 1mo)', '2026-02-01 00:00:00.000'),
    gives('datefloor(@timestamp, 1w)', '2025-12-29 00:00:00.000'),
    gives('fromMillis(0)', '1970-01-01 00:00:00.000'),
    gives('toMillis(@timestamp)', String(start)),
    gives('now()', String(now / 1000)),
    gives('unmask("x")', 'x'),
    gives('jsonStringify(jsonParse("[1, 2]"))', '[1,2]'),
    gives('jsonParse("{}")', '{}'),
  ]);
  check(requests, [
    ['fields jsonParse(@message) as j | fields j.user.name as n | filter n = "ada" | display n', 'n=ada'],
  ]);
});

test('stats', () => {
  check(requests, [
    ['stats count(*)', 'count(*)=5'],
    ['stats count() as n, count(error) as errors', 'n=5 errors=1'],
    [
      'filter ispresent(path) | stats count(*) as n by path | sort n desc, path asc',
      'path=/cart n=2',
      'path=/pay n=2',
    ],
  ]);
  check(requests.slice(0, 4), [
    [
      'stats sum(ms) as s, avg(ms) as a, min(ms) as l, max(ms) as m by path | sort path',
      'path=/cart s=60 a=30 l=20 m=40',
      'path=/pay s=262.5 a=131.25 l=12.5 m=250',
    ],
    [
      'stats pct(ms, 50) as p50, percentile(ms, 99) as p99, median(ms) as m, stddev(ms) as d',
      'p50=20 p99=250 m=20 d=98.304',
    ],
    ['stats count_distinct(path) as d, earliest(status) as e, latest(status) as l', 'd=2 e=200 l=404'],
    ['stats sortsFirst(path) as f, sortsLast(path) as l', 'f=/cart l=/pay'],
    [
      'stats count(*) as n by bin(2m) as at | sort at desc',
      'at=2026-01-01 12:02:00.000 n=2',
      'at=2026-01-01 12:00:00.000 n=2',
    ],
    ['stats count(*) by bin(1h)', 'bin(1h)=2026-01-01 12:00:00.000 count(*)=4'],
    ['stats max(ms) - min(ms) as spread', 'spread=237.5'],
    ['stats max(ms) as most, min(ms) as least, most - least as spread', 'most=250 least=12.5 spread=237.5'],
    [
      'stats 2 as price, count(*) as n, n * price as cost by path | sort by cost desc | display path, cost | limit 1',
      'path=/pay cost=4',
    ],
    ['stats count(*) as n, strlen(path) as long by path | sort path | limit 1', 'path=/cart n=2 long=5'],
    ['stats count(*) as n by path | stats sum(n) as all, count(*) as paths', 'all=4 paths=2'],
    ['stats max(@timestamp) as last', 'last=2026-01-01 12:03:00.000'],
    ['stats count(*) by path | sort count(*) desc, path | limit 1 | display path', 'path=/cart'],
    ['stats sum(nothing) as s by path | sort path | limit 1', 'path=/cart'],
    ['stats avg(ms) by strlen(path)', 'strlen(path)=4 avg(ms)=131.25', 'strlen(path)=5 avg(ms)=30'],
  ]);
  assert.deepEqual(ask('stats count(*) as n', []), []);
});

const lines = [
  '[2026] user=ada id=1 took 25 ms',
  '[2026] user=bob id=2 took 30 ms',
  '[2026] user=ada id=3 took 35 ms',
  'nobody',
];

test('parse and dedup', () => {
  check(lines, [
    [
      'parse @message "user=* id=* took * ms" as u, i, ms | filter ms > 26 | display u, ms | sort ms',
      'u=bob ms=30',
      'u=ada ms=35',
    ],
    ['parse "user=* id=*" as u, rest | display rest | sort @timestamp | limit 1', 'rest=1 took 25 ms'],
    [
      'parse @message /user=(?<u>\\S+) id=(?<i>\\d+)/ | stats count(*) as n by u | sort n desc',
      'u=ada n=2',
      'u=bob n=1',
      'n=1',
    ],
    [
      'parse @message /took (?<took>\\d+)/ | fields took | filter ispresent(took) | sort took desc | limit 1',
      'took=35',
    ],
    ['parse @message "user=* " as u | dedup u | display u', '', 'u=ada', 'u=bob'],
    ['parse @message "user=* " as u | sort @timestamp asc | dedup u | display u', 'u=ada', 'u=bob', ''],
    ['fields jsonParse("[1,2]") as list | unnest list into each | stats sum(each) as s', 's=12'],
  ]);
});

test('what is discovered in the log of a function', () => {
  const id = '8f5a6f6e-0000-4000-8000-000000000001';
  check(
    [
      `START RequestId: ${id} Version: $LATEST\n`,
      `2026-01-01T12:00:00.000Z\t${id}\tINFO\tcard {"amount": 5}`,
      `REPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\t` +
        'Max Memory Used: 64 MB\tInit Duration: 99.5 ms\t\n',
    ],
    [
      [
        'filter @type = "REPORT" | display @duration, @billedDuration, @memorySize, @maxMemoryUsed, @initDuration',
        '@duration=12.34 @billedDuration=13 @memorySize=128000000 @maxMemoryUsed=64000000 @initDuration=99.5',
      ],
      ['stats count(*) as n by @requestId', `@requestId=${id} n=3`],
      ['filter amount = 5 | display amount', 'amount=5'],
    ],
    '000000000000:/aws/lambda/pay',
  );
});

test('sort has texts before numbers, and digits in texts by their length', () => {
  const values = [
    '3',
    '111A',
    'A9876fghj',
    '!:',
    '1',
    '2345_',
    '5A',
    '@',
    '#',
    '0#',
    '*%04',
    '2',
    'a12345hfh',
    'A',
    '0',
  ];
  const ordered = [
    '!:',
    '#',
    '*%04',
    '0#',
    '5A',
    '111A',
    '2345_',
    '@',
    'A',
    'A9876fghj',
    'a12345hfh',
    '0',
    '1',
    '2',
    '3',
  ];
  check(values, [['display @message | sort @message', ...ordered.map((value) => `@message=${value}`)]]);
});

test('what cannot be read is refused where it is wrong', () => {
  const rows: [string, string, number, number][] = [
    ['bogus command', 'unexpected symbol found bogus', 0, 5],
    ['fields @message | ', 'unexpected end of query', 18, 18],
    ['fields @message limit 2', 'unexpected symbol found limit', 16, 21],
    ['filter status ==', 'unexpected symbol found =', 15, 16],
    ['filter nosuch(a)', 'unknown function nosuch', 7, 16],
    ['filter count(*) > 1', 'the function count may be used in stats alone', 7, 15],
    ['stats strlen(a)', 'stats needs an aggregation', 6, 15],
    ['stats most - 1 as less, max(ms) as most', 'stats needs an aggregation', 6, 14],
    ['stats pct(a)', 'the function pct takes 2 arguments, and has 1', 6, 12],
    ['stats sum(count(*))', 'the function count may be used in stats alone', 10, 18],
    ['parse @message "a * b" as x, y', '1 wildcards and 2 field names: there must be as many', 15, 22],
    ['filter a like /(?=x)/', 'invalid regular expression (?=x)', 14, 21],
    ['limit 0', 'limit must be between 1 and 100000', 6, 7],
    ['fields bin(5 parsecs)', 'unexpected symbol found parsecs', 13, 20],
    ['fields bin(5parsecs)', 'invalid period 5parsecs', 11, 19],
    ['fields "open', 'unexpected symbol found "', 7, 8],
    ['SOURCE groups()', 'unexpected symbol found groups', 7, 13],
    ["SOURCE logGroups(name: ['a'])", 'unexpected symbol found name', 17, 21],
    ["SOURCE logGroups(namePrefix: ['a'] class: ['b'])", 'unexpected symbol found class', 35, 40],
    ["SOURCE logGroups(namePrefix: 'a')", "unexpected symbol found 'a'", 29, 32],
    ['SOURCE logGroups() fields a', 'unexpected symbol found fields', 19, 25],
    [
      "SOURCE logGroups(namePrefix: ['1','2','3','4','5','6'])",
      'SOURCE takes a list of up to 5 here, once',
      17,
      27,
    ],
    ['fields a | SOURCE logGroups()', 'unexpected symbol found SOURCE', 11, 17],
    ['unmask @message', 'Penstock does not serve the unmask command (yet)', 0, 6],
    ['', 'unexpected end of query', 0, 0],
  ];
  for (const [query, message, from, to] of rows) {
    assert.throws(
      () => startQuery(query, { now }),
      (error) => {
        assert.ok(error instanceof QueryFault, String(error));
        assert.deepEqual([error.message, error.at.start, error.at.end], [message, from, to], query);
        return true;
      },
    );
  }
});

test('a pathological query is answered in time', () => {
  const long = 'a'.repeat(30_000);
  const queries = [
    'filter @message like /(a+)+$b/',
    'parse @message /(?<x>(a|aa)+)b/',
    `fields ${'('.repeat(90)}1${')'.repeat(90)}`,
    `parse @message "${'a*'.repeat(40)}b" as ${Array.from({ length: 40 }, (_, i) => `x${i}`).join(', ')}`,
  ];
  for (const query of queries) {
    const before = process.cpuUsage().user / 1000;
    ask(query, [long]);
    const took = process.cpuUsage().user / 1000 - before;
    assert.ok(took < 1000, `${query.slice(0, 40)}: ${took} ms`);
  }
});

test('what is more than a query may keep fails it', () => {
  assert.throws(() => new Memory().take(400_000_000), QueryTooLarge);
  const long = 'a'.repeat(100_000);
  const doubled = Array.from({ length: 9 }, (_, at) => `fields concat(f${at}, f${at}) as f${at + 1}`).join(
    ' | ',
  );
  for (const query of [
    'fields replace(@message, "a", @message) as b',
    `fields @message as f0 | ${doubled} | display strlen(f9)`,
    'fields @message, @ptr | sort @timestamp',
  ]) {
    const run = startQuery(query, { now });
    const event = {
      timestamp: start,
      ingestionTime: start,
      message: long,
      stream: 's',
      log: '000000000000:/app',
    };
    assert.throws(() => {
      for (let index = 0; index < 3_500; index++) run.push({ ...event, pointer: () => `ptr-${index}` });
      run.end();
    }, QueryTooLarge);
  }
});

test('long texts of one length are groups as any', () => {
  const texts = Array.from({ length: 3 }, (_, at) => `${'a'.repeat(20_000)}${at}`);
  assert.deepEqual(ask('stats count(*) as n by @message | display n', [...texts, ...texts]), [
    'n=2',
    'n=2',
    'n=2',
  ]);
  assert.deepEqual(ask('stats count_distinct(@message) as n', [...texts, ...texts]), ['n=3']);
  assert.equal(ask('fields @message | dedup @message', [...texts, ...texts]).length, 3);
});

test('a limit of the call is one of the query without its own', () => {
  assert.equal(ask('fields a', requests, undefined, 2).length, 2);
  assert.equal(ask('fields a | limit 3', requests, undefined, 2).length, 3);
});
