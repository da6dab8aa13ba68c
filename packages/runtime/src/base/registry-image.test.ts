import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageIn, imageName } from './registry-image.ts';

const registry = '000000000000.dkr.ecr.eu-west-1.amazonaws.com';
const digest = `sha256:${'a'.repeat(64)}`;

test('an image of the house is named by its registry, repository, and tag or digest', () => {
  const place = { account: '000000000000', region: 'eu-west-1' };
  const rows: readonly [string, object | undefined][] = [
    [`${registry}/shop`, { ...place, repository: 'shop', id: { imageTag: 'latest' } }],
    [`${registry}/team/shop:v1`, { ...place, repository: 'team/shop', id: { imageTag: 'v1' } }],
    [`${registry}/shop@${digest}`, { ...place, repository: 'shop', id: { imageDigest: digest } }],
    [`${registry}/shop:v1@${digest}`, { ...place, repository: 'shop', id: { imageDigest: digest } }],
    [
      '000000000000.dkr.ecr.eu-west-1.127.0.0.1/shop:v1',
      { ...place, repository: 'shop', id: { imageTag: 'v1' } },
    ],
    [
      `127.0.0.1:4566/000000000000/eu-west-1/team/shop:v1`,
      { ...place, repository: 'team/shop', id: { imageTag: 'v1' } },
    ],
    ['127.0.0.1:4566/shop:v1', undefined],
    ['nginx', undefined],
    ['public.ecr.aws/nginx/nginx:1', undefined],
  ];
  for (const [image, expected] of rows) assert.deepEqual(imageName(image), expected, image);
});

test('an index names the manifest for linux/amd64', () => {
  const manifests = [
    { digest: 'sha256:1', size: 1, platform: { os: 'linux', architecture: 'arm64' } },
    { digest: 'sha256:2', size: 1, platform: { os: 'linux', architecture: 'amd64' } },
  ];
  assert.deepEqual(imageIn(JSON.stringify({ manifests }), digest), { manifest: 'sha256:2' });
});

test('a manifest names its blobs', () => {
  const manifest = { config: { digest: 'sha256:c', size: 2 }, layers: [{ digest: 'sha256:d', size: 3 }] };
  assert.deepEqual(imageIn(JSON.stringify(manifest), digest), {
    digest,
    config: { sha256: 'c', size: 2, md5: '' },
    layers: [{ sha256: 'd', size: 3, md5: '' }],
  });
  assert.equal(imageIn('{}', digest), undefined);
});
