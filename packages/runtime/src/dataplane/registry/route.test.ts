import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetOf } from './address.ts';
import { registryRoute } from './route.ts';

test('a registry is asked under /v2, by whoever does not sign', () => {
  const { match } = registryRoute({ backend: undefined as never, blobs: undefined as never });
  const rows: readonly (readonly [path: string, authorization: string | undefined, matches: boolean])[] = [
    ['/v2/', undefined, true],
    ['/v2', undefined, true],
    ['/v2/000000000000/us-east-1/shop/manifests/v1', 'Basic QVdTOng=', true],
    ['/v2', 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request', false],
    ['/v2-files/a', undefined, false],
  ];
  for (const [path, authorization, matches] of rows)
    assert.equal(match('GET', path, { get: () => authorization }), matches, path);
});

test('a reference that is none is nowhere', () => {
  assert.deepEqual(targetOf('/v2/shop/manifests/v%2B1'), {
    kind: 'manifest',
    name: 'shop',
    reference: 'v+1',
  });
  assert.equal(targetOf('/v2/shop/manifests/%'), undefined);
});
