import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from './manifest.ts';
import { isMutable } from './tag-mutability.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const part = (letter: string, mediaType?: string) => ({ digest: digest(letter), size: 3, mediaType });

test('a manifest is an image or an index, or it is nothing', () => {
  const image = { schemaVersion: 2, config: part('a', 'c'), layers: [part('b', 'l')] };
  assert.deepEqual(parseManifest(JSON.stringify(image)), {
    kind: 'image',
    mediaType: undefined,
    config: part('a', 'c'),
    layers: [part('b', 'l')],
  });
  const index = { schemaVersion: 2, mediaType: 'i', manifests: [part('a', 'm')] };
  assert.deepEqual(parseManifest(JSON.stringify(index)), {
    kind: 'index',
    mediaType: 'i',
    manifests: [part('a', 'm')],
  });
  const broken = [
    'no json',
    '[]',
    '{"schemaVersion":1}',
    JSON.stringify({ ...image, schemaVersion: 1 }),
    JSON.stringify({ ...image, config: undefined }),
    JSON.stringify({ ...image, layers: [{ digest: 'sha256:zz', size: 1 }] }),
  ];
  for (const text of broken) assert.equal(parseManifest(text), undefined, text);
});

test('a tag may move where its repository says so', () => {
  const rows: [Parameters<typeof isMutable>[0]['tagMutability'], string[], string, boolean][] = [
    ['MUTABLE', [], 'v1', true],
    ['IMMUTABLE', [], 'v1', false],
    ['IMMUTABLE_WITH_EXCLUSION', ['latest', 'dev-*'], 'latest', true],
    ['IMMUTABLE_WITH_EXCLUSION', ['latest', 'dev-*'], 'dev-7', true],
    ['IMMUTABLE_WITH_EXCLUSION', ['latest', 'dev-*'], 'v1', false],
    ['IMMUTABLE_WITH_EXCLUSION', ['v.'], 'v1', false],
    ['MUTABLE_WITH_EXCLUSION', ['v*'], 'v1', false],
    ['MUTABLE_WITH_EXCLUSION', ['v*'], 'latest', true],
  ];
  for (const [tagMutability, mutabilityExclusions, tag, expected] of rows)
    assert.equal(
      isMutable({ tagMutability, mutabilityExclusions }, tag),
      expected,
      `${tagMutability} ${tag}`,
    );
});
