import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PatternFault } from './fault.ts';
import { readPattern } from './pattern.ts';

const event = {
  source: 'aws.codepipeline',
  empty: '',
  nothing: null,
  flag: true,
  'detail-type': 'Change',
  detail: {
    state: 'FAILED',
    count: 3.5,
    file: 'src/lib/main.Test.png',
    address: '10.0.0.7',
    v6: '2001:db8::17',
    tags: ['a', 'b', 7],
    none: [],
    items: [
      { name: 'x', size: 1 },
      { name: 'y', size: 2 },
    ],
    toString: 'own',
  },
};

/** A pattern of `detail`, and whether the event is one of it. */
const rows: readonly (readonly [pattern: string, matches: boolean])[] = [
  ['{"source":["aws.codepipeline"]}', true],
  ['{"source":["aws.ec2","aws.codepipeline"]}', true],
  ['{"source":["aws.CodePipeline"]}', false],
  ['{"source":["aws.codepipeline"],"detail":{"state":["STARTED"]}}', false],
  ['{"empty":[""]}', true],
  ['{"nothing":[null]}', true],
  ['{"nothing":[{"exists":true}]}', true],
  ['{"missing":[null]}', false],
  ['{"flag":[true]}', true],
  ['{"flag":["true"]}', false],
  ['{"detail":{"count":[3.50]}}', true],
  ['{"detail":{"count":["3.5"]}}', false],
  ['{"detail":{"state":[{"prefix":"FA"}]}}', true],
  ['{"detail":{"state":[{"prefix":"fa"}]}}', false],
  ['{"detail":{"state":[{"prefix":{"equals-ignore-case":"fa"}}]}}', true],
  ['{"detail":{"file":[{"suffix":".png"}]}}', true],
  ['{"detail":{"file":[{"suffix":{"equals-ignore-case":".PNG"}}]}}', true],
  ['{"detail":{"state":[{"equals-ignore-case":"failed"}]}}', true],
  ['{"detail":{"state":[{"anything-but":"FAILED"}]}}', false],
  ['{"detail":{"state":[{"anything-but":["STARTED","STOPPED"]}]}}', true],
  ['{"detail":{"state":[{"anything-but":{"prefix":"FA"}}]}}', false],
  ['{"detail":{"state":[{"anything-but":{"prefix":["X","FA"]}}]}}', false],
  ['{"detail":{"state":[{"anything-but":{"suffix":"X"}}]}}', true],
  ['{"detail":{"state":[{"anything-but":{"equals-ignore-case":["failed"]}}]}}', false],
  ['{"detail":{"file":[{"anything-but":{"wildcard":"*/lib/*"}}]}}', false],
  ['{"detail":{"count":[{"anything-but":[3.5]}]}}', false],
  ['{"detail":{"missing":[{"anything-but":"x"}]}}', false],
  ['{"detail":{"tags":[{"anything-but":"a"}]}}', true],
  ['{"detail":{"count":[{"numeric":[">",0,"<=",3.5]}]}}', true],
  ['{"detail":{"count":[{"numeric":["=",3]}]}}', false],
  ['{"detail":{"state":[{"numeric":[">",0]}]}}', false],
  ['{"detail":{"state":[{"exists":true}]}}', true],
  ['{"detail":{"state":[{"exists":false}]}}', false],
  ['{"detail":{"missing":{"deeper":[{"exists":false}]}}}', true],
  ['{"detail":[{"exists":true}]}', false],
  ['{"detail":{"none":[{"exists":true}]}}', false],
  ['{"detail":{"address":[{"cidr":"10.0.0.0/29"}]}}', true],
  ['{"detail":{"address":[{"cidr":"10.0.0.0/30"}]}}', false],
  ['{"detail":{"v6":[{"cidr":"2001:db8::/32"}]}}', true],
  ['{"detail":{"v6":[{"cidr":"10.0.0.0/0"}]}}', false],
  ['{"detail":{"file":[{"wildcard":"src/*/main.*.png"}]}}', true],
  ['{"detail":{"file":[{"wildcard":"src/*/main.png"}]}}', false],
  ['{"detail":{"file":[{"wildcard":"src/lib/main.Test.png*"}]}}', true],
  ['{"detail":{"state":[{"wildcard":"FA\\\\*"}]}}', false],
  ['{"detail":{"tags":["b"]}}', true],
  ['{"detail":{"tags":[7]}}', true],
  ['{"detail":{"tags":["c"]}}', false],
  ['{"detail":{"items":{"name":["y"],"size":[2]}}}', true],
  ['{"detail":{"items":{"name":["y"],"size":[1]}}}', false],
  ['{"$or":[{"source":["x"]},{"detail":{"state":["FAILED"]}}]}', true],
  ['{"source":["aws.codepipeline"],"$or":[{"flag":[false]},{"empty":["x"]}]}', false],
  ['{"detail":{"$or":[{"count":[{"numeric":["<",1]}]},{"state":[{"prefix":"FA"}]}]}}', true],
  ['{"detail":{"toString":["own"]}}', true],
  ['{"toString":[{"exists":true}]}', false],
];

for (const [pattern, matches] of rows)
  test(`${pattern} ${matches ? 'is' : 'is not'} met`, () =>
    assert.equal(readPattern(pattern)(event), matches));

const faults: readonly (readonly [pattern: string, reason: RegExp])[] = [
  ['[]', /not an object/],
  ['{}', /Empty objects/],
  ['{"a":{}}', /Empty objects/],
  ['{"a":[]}', /Empty arrays/],
  ['{"slug":"x"}', /^"slug" must be an object or an array$/],
  ['{"a":[{"begins":"x"}]}', /^Unrecognized match type begins$/],
  ['{"a":[{"prefix":1}]}', /prefix match pattern must be a string/],
  ['{"a":[{"prefix":"a","suffix":"b"}]}', /Only one key/],
  ['{"a":[["x"]]}', /Match value/],
  ['{"a":[{"numeric":[">"]}]}', /Numeric match/],
  ['{"a":[{"numeric":["~",1]}]}', /operator: ~/],
  ['{"a":[{"numeric":[">",6e9]}]}', /5.0E9/],
  ['{"a":[{"numeric":[">",5,"<",5]}]}', /Bottom must be less than top/],
  ['{"a":[{"numeric":["<",5,">",1]}]}', /Too many terms/],
  ['{"a":[{"numeric":[">",1,"=",5]}]}', /Bad numeric range operator: =/],
  ['{"a":[{"exists":"yes"}]}', /exists match pattern/],
  ['{"a":[{"cidr":"10.0.0.0/33"}]}', /CIDR/],
  ['{"a":[{"wildcard":"a**b"}]}', /Consecutive/],
  ['{"a":[{"anything-but":{"numeric":[1]}}]}', /anything-but/],
  ['{"a":[{"anything-but":["x",1]}]}', /anything-but/],
  ['{"a":[{"constructor":"x"}]}', /Unrecognized match type constructor/],
  ['not json', /JSON|token/],
];

for (const [pattern, reason] of faults)
  test(`${pattern} is refused`, () =>
    assert.throws(
      () => readPattern(pattern),
      (error) => error instanceof PatternFault && reason.test(error.message),
    ));

test('for any text, a wildcard holds where the expression it stands for does', () => {
  const words = fc.array(fc.constantFrom('a', 'b', '*', '.'), { maxLength: 12 });
  fc.assert(
    fc.property(words, fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 20 }), (pattern, text) => {
      const wanted = pattern.join('').replace(/\*+/g, '*');
      const expression = new RegExp(`^${wanted.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
      const read = readPattern(JSON.stringify({ a: [{ wildcard: wanted }] }));
      assert.equal(read({ a: text.join('') }), expression.test(text.join('')));
    }),
  );
});

test('neither a long pattern nor a wicked wildcard takes long', () => {
  const values = Array.from({ length: 60_000 }, (_, index) => ({ prefix: `value-${index}` }));
  const long = JSON.stringify({ a: values });
  const wicked = JSON.stringify({ a: [{ wildcard: `${'a*'.repeat(500)}b` }] });
  const started = process.cpuUsage().user;
  assert.equal(readPattern(long)({ a: 'other' }), false);
  assert.equal(readPattern(wicked)({ a: 'a'.repeat(100_000) }), false);
  assert.ok(
    process.cpuUsage().user - started < 1_000_000,
    'a second of the processor is far more than it takes',
  );
});
