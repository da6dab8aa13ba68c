import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BusEvent, Target } from '../records.ts';
import { inputOf, stepsOf, valueAt } from './transform.ts';

const event: BusEvent = {
  version: '0',
  id: '1',
  'detail-type': 'Change',
  source: 'aws.codepipeline',
  account: '000000000000',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: ['arn:a'],
  detail: { pipeline: 'rel"ease', state: 'FAILED', version: 3, tags: ['x', { k: 'v' }], 'a b': true },
};
const about = { ruleArn: 'arn:rule', ruleName: 'rule', ingestedAt: '2026-01-01T00:00:01Z' };
const target = (more: object): Target => ({ Id: '1', Arn: 'arn:t', ...more });
const transformed = (InputTemplate: string, InputPathsMap = {}): string =>
  inputOf(target({ InputTransformer: { InputPathsMap, InputTemplate } }), event, about);

const paths = {
  p: '$.detail.pipeline',
  s: '$.detail.state',
  v: '$.detail.version',
  t: '$.detail.tags',
  n: '$.no',
};

/** A target's wishes, and what it gets. */
const rows: readonly (readonly [what: string, got: string, wanted: string])[] = [
  ['the whole event', inputOf(target({}), event, about), JSON.stringify(event)],
  ['a constant', inputOf(target({ Input: '{"a":1}' }), event, about), '{"a":1}'],
  ['a part', inputOf(target({ InputPath: '$.detail.tags[1].k' }), event, about), '"v"'],
  ['a part that is not there', inputOf(target({ InputPath: '$.detail.none' }), event, about), 'null'],
  ['a sentence', transformed('"<p> is <s>"', paths), '"rel\\"ease is FAILED"'],
  ['text', transformed('<p> is <s>', paths), 'rel"ease is FAILED'],
  ['one name', transformed('<s>', paths), '"FAILED"'],
  ['JSON', transformed('{"p":<p>,"v":<v>,"t":<t>}', paths), '{"p":"rel\\"ease","v":3,"t":["x",{"k":"v"}]}'],
  [
    'a quotation in JSON',
    transformed('{"s":"is \\"<s>\\" in v<v>"}', paths),
    '{"s":"is \\"FAILED\\" in v3"}',
  ],
  ['what is not there', transformed('"[<n>]"', paths), '"[]"'],
  ['a name that nobody gave', transformed('"<other> a < b"', paths), '"<other> a < b"'],
  ['what the rule knows', transformed('"<aws.events.rule-name> <aws.events.rule-arn>"'), '"rule arn:rule"'],
  ['the event in it', transformed('{"e":<aws.events.event.json>}'), `{"e":${JSON.stringify(event)}}`],
];

for (const [what, got, wanted] of rows) test(`a target gets ${what}`, () => assert.equal(got, wanted));

test('paths are read step by step', () => {
  assert.deepEqual(stepsOf("$.detail['a b'][0].c"), ['detail', 'a b', '0', 'c']);
  assert.deepEqual(stepsOf('$'), []);
  assert.deepEqual(stepsOf('$.detail.items[*].id'), ['detail', 'items', '*', 'id']);
  const listed = { items: [{ ids: [1, 2] }, {}, { ids: [3] }] };
  assert.deepEqual(valueAt(listed, '$.items[*].ids[*]'), [1, 2, 3]);
  assert.deepEqual(valueAt(listed, '$.items[*].ids'), [[1, 2], [3]]);
  for (const path of ['detail', '$detail', '$.', '$..a', "$['a"]) assert.equal(stepsOf(path), undefined);
});
