import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Member, StructureShape } from '../schema/shape.ts';
import { patternTest, satisfies } from './pattern.ts';
import { ConstraintLibrary } from './service-constraints.ts';
import { validationSentence, violationsOf } from './violation.ts';

test('a pattern is matched whole, unless it says where it stands', () => {
  const rows: readonly [pattern: string, text: string, satisfied: boolean][] = [
    ['[a-z]+', 'abc', true],
    ['[a-z]+', 'abc1', false],
    ['^arn:', 'arn:aws', true],
    ['a|b', 'ab', false],
    ['[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*', 'a💥', true],
    ['[\\p{L}]+', 'é', true],
    ['[\\w+=,.@\\-]+', 'a@b', true],
    ['(?s).*', 'a\nb', true],
    ['(?i)abc', 'ABC', true],
    ['\\A[a-z]\\Z', '7', true],
    ['[a-z&&[^b]]', '7', true],
  ];
  for (const [pattern, text, satisfied] of rows)
    assert.equal(satisfies(patternTest(pattern), text), satisfied, `${pattern} ${text}`);
});

test('no text takes long to match, however the pattern is made', () => {
  const rows = ['(a+)+b', '([a-z]|[0-9]|a)*b', '(a|aa)+b', '(.*)*b', 'a*a*a*a*a*a*b'];
  for (const pattern of rows) {
    const before = process.threadCpuUsage();
    assert.equal(satisfies(patternTest(pattern), 'a'.repeat(5_000)), false, pattern);
    const { user, system } = process.threadCpuUsage(before);
    assert.ok(user + system < 1_000_000, `${pattern} took ${user + system} µs of the thread's own time`);
  }
  assert.equal(satisfies(patternTest('(a+)+b'), `${'a'.repeat(10)}b`), true);
});

test('nearly all patterns of the services of the house can be read', async () => {
  const library = new ConstraintLibrary();
  let read = 0;
  const skipped: string[] = [];
  for (const service of [
    'codepipeline',
    'codebuild',
    'ecs',
    'ecr',
    'iam',
    'lambda',
    's3',
    'logs',
    'cloudwatch',
  ]) {
    for (const { pattern } of Object.values((await library.of(service)).shapes)) {
      if (pattern === undefined) continue;
      if (patternTest(pattern).expression) read++;
      else skipped.push(pattern);
    }
  }
  assert.ok(read > 200, `${read} read`);
  assert.ok(skipped.length <= 3, skipped.join('\n'));
});

test('constraints are kept in a folder, and are the same from there', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-wire-'));
  const first = await new ConstraintLibrary(folder).of('sts');
  const [version = ''] = await readdir(folder);
  assert.deepEqual(await readdir(path.join(folder, version)), ['sts.json']);
  assert.deepEqual(await new ConstraintLibrary(folder).of('sts'), first);
  assert.deepEqual(first.protocols, ['query']);
  assert.equal(first.shapes['AssumeRoleRequest']?.members?.['RoleArn'], 'arnType');
  assert.deepEqual(await new ConstraintLibrary().of('no-such-service'), {
    protocols: [],
    operations: {},
    shapes: {},
  });
  await rm(folder, { recursive: true });
});

const member = (name: string, shape: Member['shape'], more: Partial<Member> = {}): Member => ({
  name,
  shape,
  traits: {},
  required: false,
  sensitive: false,
  ...more,
});

function structure(...members: readonly Member[]): StructureShape {
  const byName = new Map(members.map((each) => [each.name, each]));
  return { kind: 'structure', name: 'S', union: false, traits: {}, members, byName };
}

test('violations are told in AWS’s sentences', () => {
  const short = { kind: 'string', max: 3 } as const;
  const inner = structure(member('Name', short, { required: true }));
  const shape = structure(
    member('Names', {
      kind: 'list',
      item: member('member', { kind: 'string', values: new Set(['a', 'b']) }),
    }),
    member('Parts', { kind: 'list', max: 1, item: member('member', inner) }),
    member('Tags', { kind: 'map', key: member('key', short), value: member('value', { kind: 'string' }) }),
    member('Secret', short, { sensitive: true }),
    member('Pair', { kind: 'string', min: 2 }),
    member('Bytes', { kind: 'blob', min: 2, streaming: false }),
    member('Count', { kind: 'number', type: 'integer', min: 1, max: 5 }),
  );
  const rows: readonly [input: object, sentence: string][] = [
    [
      { Names: ['a', 'c'] },
      "Value '[a, c]' at 'names' failed to satisfy constraint: Member must satisfy constraint: " +
        '[Member must satisfy enum value set: [a, b]]',
    ],
    [
      { Parts: [{}] },
      "Value null at 'parts.1.member.name' failed to satisfy constraint: Member must not be null",
    ],
    [
      { Tags: { long1: 'x' } },
      "Value '{long1=x}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: " +
        '[Member must have length less than or equal to 3]',
    ],
    [
      { Secret: 'abcd' },
      "Value at 'secret' failed to satisfy constraint: Member must have length less than or equal to 3",
    ],
    [
      { Pair: '💥' },
      "Value '💥' at 'pair' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      { Bytes: new Uint8Array(1) },
      "Value '...' at 'bytes' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      { Count: 9 },
      "Value '9' at 'count' failed to satisfy constraint: Member must have value less than or equal to 5",
    ],
  ];
  for (const [input, sentence] of rows)
    assert.equal(validationSentence(violationsOf(shape, input)), `1 validation error detected: ${sentence}`);
  assert.equal(violationsOf(shape, { Parts: [{ Name: 'x' }, { Name: 'y' }] }).length, 1);
  assert.deepEqual(violationsOf(shape, { Parts: [{ Name: '💥💥💥' }], Names: [], Tags: {} }), []);
});
