import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProjectSource } from '@aws-sdk/client-codebuild';
import { sourceTypeOf } from './index.ts';
import { cloneOf } from './source-origin.ts';

// AWS: user guide, "Environment variables in build environments", CODEBUILD_SOURCE_REPO_URL.
const urls: readonly (readonly [ProjectSource['type'], string, string | undefined])[] = [
  ['S3', 'bucket/path/app.zip', 's3://bucket/path/app.zip'],
  ['CODECOMMIT', 'https://git.example/v1/repos/web', 'https://git.example/v1/repos/web'],
  ['GITHUB', 'https://github.com/acme/web', 'https://github.com/acme/web'],
  ['CODEPIPELINE', 'store/web/Code/a', undefined],
  ['NO_SOURCE', '', undefined],
];
for (const [type, location, wanted] of urls)
  test(`a build is told where a source of type ${type} is from`, () => {
    const source = { type, location };
    assert.equal(sourceTypeOf(source).repositoryUrl(source), wanted);
  });

test('a clone is as deep as it is to be; 0 and none are the whole', () => {
  const source = { type: 'GITHUB', location: 'https://github.com/acme/web' } as const;
  const origin = source.location;
  assert.deepEqual(cloneOf(source), { origin });
  assert.deepEqual(cloneOf({ ...source, gitCloneDepth: 0 }), { origin });
  assert.deepEqual(cloneOf({ ...source, gitCloneDepth: 5 }), { origin, depth: 5 });
});
