import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageRecord } from '../records.ts';
import { expiring } from './evaluation.ts';
import { parseLifecyclePolicy, PolicyFault } from './policy.ts';

const day = 24 * 60 * 60_000;
const image = (digest: string, age: number, tags: string[] = [], parts: string[] = []): ImageRecord => ({
  digest,
  manifest: '',
  mediaType: '',
  bytes: 0,
  pushedAt: -age * day,
  tags,
  parts,
});
const rule = (rulePriority: number, selection: object) => ({
  rulePriority,
  selection,
  action: { type: 'expire' },
});
const policy = (...rules: object[]): string => JSON.stringify({ rules });

const images = [
  image('a', 1, ['prod-1', 'v1']),
  image('b', 2, ['prod-2']),
  image('c', 3, ['dev-1']),
  image('d', 4),
  image('e', 5, [], []),
  image('index', 6, ['prod-3'], ['e']),
];
const untagged = { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 4 };
const newest = (countNumber: number) => ({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber });
const prod = {
  tagStatus: 'tagged',
  tagPrefixList: ['prod-'],
  countType: 'imageCountMoreThan',
  countNumber: 1,
};

const rows: readonly (readonly [string, string[]])[] = [
  // What an index names stays as long as it does.
  [policy(rule(1, untagged)), ['d 1']],
  [policy(rule(1, untagged), rule(2, prod)), ['d 1', 'e 1', 'b 2', 'index 2']],
  // A prior rule's images count, and are no other's.
  [policy(rule(1, untagged), rule(2, prod), rule(9, newest(2))), ['d 1', 'e 1', 'b 2', 'index 2', 'c 9']],
  [
    policy(rule(1, { ...prod, tagPrefixList: ['prod-', 'v'], countNumber: 5 }), rule(2, newest(1))),
    ['b 2', 'c 2', 'd 2', 'e 2', 'index 2'],
  ],
  [
    policy(
      rule(1, {
        tagStatus: 'tagged',
        tagPatternList: ['*-1'],
        countType: 'imageCountMoreThan',
        countNumber: 1,
      }),
    ),
    ['c 1'],
  ],
];
for (const [text, expected] of rows)
  test(`${text} has ${expected.join(', ')} expire`, () => {
    const found = expiring(images, parseLifecyclePolicy(text), 0);
    assert.deepEqual(
      found.map(({ digest, rulePriority }) => `${digest} ${rulePriority}`),
      expected,
    );
  });

test('what is no policy is refused', () => {
  const broken = [
    'no',
    '{}',
    policy(rule(0, untagged)),
    policy(rule(1, untagged), rule(1, prod)),
    policy(rule(1, newest(1)), rule(2, prod)),
    policy(rule(1, { ...prod, tagPrefixList: [] })),
    policy(rule(1, { ...prod, countUnit: 'days' })),
    policy(rule(1, { ...untagged, countUnit: 'weeks' })),
    policy(rule(1, { ...untagged, countType: 'sinceImagePulled' })),
    policy({ ...rule(1, untagged), action: { type: 'transition' } }),
  ];
  for (const text of broken) assert.throws(() => parseLifecyclePolicy(text), PolicyFault, text);
});
