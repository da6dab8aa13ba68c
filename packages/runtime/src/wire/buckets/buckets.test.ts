import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { AwsError } from '../../base/aws-error.ts';
import { HeaderList } from '../header-list.ts';
import { Incoming } from '../incoming.ts';
import { bucketAddress } from '../protocols/bucket-address.ts';
import { Refusal } from '../refusal.ts';
import { readForm, type Form } from './form.ts';
import { hoistedHeaders } from './hoisted.ts';
import { requireConditions } from './form-policy.ts';
import { readOldAuthorization, verifyOldSignature } from './old-signature.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

function incoming(method: string, target: string, headers: Readonly<Record<string, string>> = {}): Incoming {
  return new Incoming('id', method, target, HeaderList.of(Object.entries(headers).flat()));
}

function verdict(request: Incoming, now = 0): string {
  const authorization = readOldAuthorization(request);
  assert.ok(authorization);
  try {
    verifyOldSignature(request, authorization, bucketAddress(request), { secrets: ['other', secret], now });
    return 'right';
  } catch (error) {
    if (error instanceof Refusal) return error.kind;
    throw error;
  }
}

/** Signs a text as clients of signature version 2 do. */
function signed(target: string, text: string): string {
  const signature = encodeURIComponent(createHmac('sha1', secret).update(text).digest('base64'));
  return `${target}${target.includes('?') ? '&' : '?'}AWSAccessKeyId=AKID&Signature=${signature}&Expires=10`;
}

test('a URL of the old kind is signed as AWS has it in its example', () => {
  // AWS: S3 user guide, "Query string request authentication": key, URL and signature are the example's.
  const path = '/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175139620';
  const host = { host: 'johnsmith.s3.amazonaws.com' };
  const url = `${path}&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D`;
  assert.equal(verdict(incoming('GET', url, host), 1_175_139_620_000), 'right');
  assert.equal(verdict(incoming('GET', url, host), 1_175_139_621_000), 'PresignedExpired');
  assert.equal(verdict(incoming('PUT', url, host)), 'SignatureMismatch');
  assert.equal(verdict(incoming('GET', url.replace('puppy', 'kitten'), host)), 'SignatureMismatch');
});

test('a URL of the old kind signs what S3 has it sign', () => {
  const rows: readonly [string, string, Readonly<Record<string, string>>][] = [
    ['/demo/a%20b', 'GET\n\n\n10\n/demo/a%20b', {}],
    ['/demo?acl', 'GET\n\n\n10\n/demo?acl', {}],
    ['/demo', 'GET\n\n\n10\n/demo/', {}],
    [
      '/demo/a?versionId=v1&x=y&response-content-type=a%2Fb',
      'GET\n\n\n10\n/demo/a?response-content-type=a/b&versionId=v1',
      {},
    ],
    ['/demo/a', 'GET\n\ntext/plain\n10\n/demo/a', { 'content-type': 'text/plain' }],
    ['/demo/a?content-type=text%2Fplain', 'GET\n\ntext/plain\n10\n/demo/a', {}],
    ['/demo/a?x-amz-acl=private', 'GET\n\n\n10\nx-amz-acl:private\n/demo/a', {}],
    [
      '/demo/a',
      'GET\n\n\n10\nx-amz-acl:private\nx-amz-meta-a:1\n/demo/a',
      { 'x-amz-meta-a': '1', 'x-amz-acl': 'private' },
    ],
  ];
  for (const [target, text, headers] of rows)
    assert.equal(verdict(incoming('GET', signed(target, text), headers)), 'right', target);
});

test('what a URL has in its query counts as headers, but for its signature and what sums a body up', () => {
  const checksums = 'x-amz-checksum-mode=ENABLED&x-amz-checksum-crc32=AAAAAA%3D%3D';
  const query = `X-Amz-Date=1&x-amz-acl=private&x-amz-meta-a=1&${checksums}`;
  const request = incoming('PUT', `/demo/a?${query}`, { 'x-amz-meta-a': '2' });
  hoistedHeaders(request);
  assert.deepEqual([...request.headers.names()].sort(), ['x-amz-acl', 'x-amz-checksum-mode', 'x-amz-meta-a']);
  assert.equal(request.headers.get('x-amz-meta-a'), '2');
});

const boundary = { 'content-type': 'multipart/form-data; boundary=edge' };
const part = (name: string, content: string, more = '') =>
  `--edge\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;

test('a form is read up to its file, with what its bytes hold', () => {
  const file = part('file', 'one\r\ntwo\r\n', '; filename="x.txt"');
  const body = `${part('Key', 'a')}${file}${part('late', '')}--edge--\r\n`;
  const form = readForm(incoming('POST', '/demo', boundary), Buffer.from(body));
  assert.deepEqual([...form.fields], [['key', 'a']]);
  assert.deepEqual([form.file.toString(), form.fileName], ['one\r\ntwo\r\n', 'x.txt']);
  const refused: readonly [string, Readonly<Record<string, string>>, string][] = [
    [part('key', 'a'), boundary, 'InvalidArgument'],
    [body, { 'content-type': 'multipart/form-data' }, 'MalformedPOSTRequest'],
    ['--edge\r\nnothing--edge--', boundary, 'MalformedPOSTRequest'],
  ];
  for (const [text, headers, name] of refused)
    assert.throws(() => readForm(incoming('POST', '/demo', headers), Buffer.from(text)), { name });
});

test('a form is held against every condition of its policy', () => {
  const form = (fields: Readonly<Record<string, string>>): Form => ({
    fields: new Map(Object.entries(fields)),
    file: Buffer.from('hello'),
    fileName: 'x',
  });
  const rows: readonly [conditions: unknown, fields: Readonly<Record<string, string>>, said: string][] = [
    [[{ bucket: 'demo' }, ['eq', '$key', 'a']], { key: 'a' }, ''],
    [[{ bucket: 'demo' }, ['starts-with', '$key', 'in/']], { key: 'in/a' }, ''],
    [[{ bucket: 'other' }], {}, 'Policy Condition failed: {"bucket":"other"}'],
    [[['eq', '$key', 'a']], { key: 'b' }, 'Policy Condition failed: ["eq","$key","a"]'],
    [[['starts-with', '$key', '']], { key: 'b', acl: 'private' }, 'Extra input fields: acl'],
    [[['starts-with', '$key', '']], { key: 'b', 'x-ignore-me': '1', policy: 'p' }, ''],
    [[['content-length-range', 1, 5]], {}, ''],
    [[['content-length-range', 6, 9]], {}, 'EntityTooSmall'],
    [[['content-length-range', 1, 4]], {}, 'EntityTooLarge'],
    [[['matches', '$key', 'a']], { key: 'a' }, 'InvalidPolicyDocument'],
    ['none', {}, 'InvalidPolicyDocument'],
  ];
  for (const [conditions, fields, said] of rows) {
    const text = Buffer.from(JSON.stringify({ expiration: '2030-01-01T00:00:00Z', conditions })).toString(
      'base64',
    );
    assert.equal(
      refusal(() => requireConditions(form(fields), 'demo', text, 0)),
      said,
      JSON.stringify(conditions),
    );
  }
  const old = Buffer.from(JSON.stringify({ expiration: '1970-01-01T00:00:00Z', conditions: [] })).toString(
    'base64',
  );
  assert.equal(
    refusal(() => requireConditions(form({}), 'demo', old, 1)),
    'Policy expired.',
  );
});

function refusal(judge: () => void): string {
  try {
    judge();
    return '';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return error.name === 'AccessDenied'
      ? error.message.replace('Invalid according to Policy: ', '')
      : error.name;
  }
}

test('a bucket, or an access point, is named by the host, whatever the house is reached by', () => {
  const addressed = (host: string) => bucketAddress(incoming('GET', '/key/of', { host }));
  const byHost = ['localhost:4566', 's3.localhost', 's3.us-east-1.amazonaws.com', '127.0.0.1:4566'];
  for (const place of byHost)
    assert.deepEqual(addressed(`ap-000000000000.${place}`), { bucket: 'ap-000000000000', path: '/key/of' });
  for (const place of byHost) assert.deepEqual(addressed(place), { bucket: 'key', path: '/of' });
});
