import assert from 'node:assert/strict';
import { createHash, createHmac, hash, type Hash, type Hmac } from 'node:crypto';
import { test } from 'node:test';
import { HeaderList } from '../header-list.ts';
import { Incoming } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import { statedPayloadHash } from '../signed-body.ts';
import { readAuthorization, type Authorization } from './authorization.ts';
import { canonicalPaths, canonicalRequest } from './canonical-request.ts';
import { verifySignature } from './signature.ts';

/** One request to be signed: one kind of case of AWS's published signing suite. */
export interface SigningCase {
  readonly name: string;
  readonly method: string;
  /** Percent-encoded, as it will travel. */
  readonly path: string;
  /** Decoded. A name may be repeated. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Beside host and date; values may be repeated, wide, or folded. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly service: string;
  readonly sessionToken?: string;
}

/** What a signer made of a case: headers in the order sent, repeated ones apart. */
export interface SignerOutput {
  readonly path: string;
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Where it is not the case's. */
  readonly body?: string;
}

/** A library that signs, independent of this house and of the others. */
export interface Signer {
  readonly name: string;
  sign(signing: SigningCase, place: 'header' | 'query'): Promise<SignerOutput>;
}

/** SHA-256 as `@smithy/signature-v4` wants it handed. */
export class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {}
}

export const signingKeys = { accessKeyId: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
export const signingHost = 'example.amazonaws.com';
export const signingTime = '20150830T123600Z';
export const signingRegion = 'us-east-1';

const plain = {
  method: 'GET',
  path: '/',
  query: [],
  headers: [],
  body: '',
  service: 'service',
} satisfies Omit<SigningCase, 'name'>;

const unreserved = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

// AWS: the kinds of the signing suite in awslabs/aws-c-auth, tests/aws-signing-test-suite/v4; values are ours.
export const signingCases: readonly SigningCase[] = [
  { ...plain, name: 'get-vanilla' },
  { ...plain, name: 'get-vanilla-query', query: [['Param1', 'value1']] },
  { ...plain, name: 'get-vanilla-empty-query-key', query: [['Param1', '']] },
  {
    ...plain,
    name: 'get-query-order-key',
    query: [
      ['Param2', 'b'],
      ['Param1', 'a'],
      ['Param', 'c'],
      ['Param-3', 'd'],
    ],
  },
  {
    ...plain,
    name: 'get-query-order-key-case',
    query: [
      ['param', 'a'],
      ['Param', 'b'],
      ['PARAM', 'c'],
    ],
  },
  {
    ...plain,
    name: 'get-query-order-value',
    query: [
      ['Param1', 'value2'],
      ['Param1', 'Value1'],
      ['Param1', ''],
    ],
  },
  {
    ...plain,
    name: 'get-query-order-encoded',
    query: [
      ['ሴ', 'a'],
      ['Param-3', 'b'],
      ['Param', 'c'],
    ],
  },
  { ...plain, name: 'get-query-unreserved', query: [[unreserved, unreserved]] },
  { ...plain, name: 'get-query-utf8', query: [['ሴ', 'bar é 💥']] },
  { ...plain, name: 'get-query-reserved', query: [['a b/c', "x+y=z&w;:@$,!'()*[]"]] },
  { ...plain, name: 'get-unreserved', path: `/${unreserved}` },
  { ...plain, name: 'get-utf8', path: '/%E1%88%B4' },
  { ...plain, name: 'get-space', path: '/example%20space/' },
  {
    ...plain,
    name: 'get-reserved-in-path',
    path: '/2015-03-31/functions/arn%3Aaws%3Alambda%3Ax%2Fy/a=b,c;d@e',
  },
  { ...plain, name: 'get-relative', path: '/example/..' },
  { ...plain, name: 'get-relative-relative', path: '/example1/example2/../..' },
  { ...plain, name: 'get-slash', path: '//' },
  { ...plain, name: 'get-slashes', path: '//example//' },
  { ...plain, name: 'get-slash-dot-slash', path: '/./' },
  { ...plain, name: 'get-slash-pointless-dot', path: '/./example' },
  { ...plain, name: 'get-trailing-slash', path: '/example/a/' },
  {
    ...plain,
    name: 'get-header-key-duplicate',
    headers: [
      ['My-Header1', 'value2'],
      ['My-Header1', 'value2'],
      ['My-Header1', 'value1'],
    ],
  },
  {
    ...plain,
    name: 'get-header-value-order',
    headers: [
      ['My-Header1', 'value4'],
      ['My-Header1', 'value1'],
      ['My-Header1', 'value3'],
      ['My-Header1', 'value2'],
    ],
  },
  {
    ...plain,
    name: 'get-header-value-trim',
    headers: [
      ['My-Header1', ' value1'],
      ['My-Header2', ' "a   b   c" \t '],
    ],
  },
  {
    ...plain,
    name: 'get-header-value-multiline',
    headers: [['My-Header1', 'value1\n  value2\n     value3']],
  },
  { ...plain, name: 'get-header-value-empty', headers: [['My-Header1', '']] },
  {
    ...plain,
    name: 'post-header-key-sort',
    method: 'POST',
    headers: [
      ['My-Header1', 'value1'],
      ['a-header', 'b'],
      ['Z-Header', 'c'],
    ],
  },
  { ...plain, name: 'post-header-key-case', method: 'POST', headers: [['MY-HEADER1', 'VALUE1']] },
  { ...plain, name: 'post-vanilla', method: 'POST' },
  { ...plain, name: 'post-vanilla-query', method: 'POST', query: [['Param1', 'value1']] },
  {
    ...plain,
    name: 'post-x-www-form-urlencoded',
    method: 'POST',
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    body: 'Param1=value1',
  },
  {
    ...plain,
    name: 'post-x-www-form-urlencoded-parameters',
    method: 'POST',
    headers: [['Content-Type', 'application/x-www-form-urlencoded; charset=utf8']],
    body: 'Param1=value1',
  },
  {
    ...plain,
    name: 'post-utf8-body',
    method: 'POST',
    headers: [['Content-Type', 'application/json']],
    body: '{"a":"ሴ"}',
  },
  {
    ...plain,
    name: 'post-sts-header',
    method: 'POST',
    sessionToken: 'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWs/kMcGd+==',
  },
  { ...plain, name: 's3-get', service: 's3', path: '/bucket/key' },
  { ...plain, name: 's3-path-not-normalized', service: 's3', path: '/bucket/a//b/./c/../d/' },
  { ...plain, name: 's3-path-encoded-once', service: 's3', path: '/bucket/a%20b%2Bc%C3%A9%25%26' },
  { ...plain, name: 's3-subresource', service: 's3', path: '/bucket', query: [['versioning', '']] },
  {
    ...plain,
    name: 's3-put',
    service: 's3',
    method: 'PUT',
    path: '/bucket/key',
    body: 'hello',
    headers: [['x-amz-meta-a', ' b  c ']],
  },
];

/** What any signer's signatures must be to us: right as they are, wrong with any byte changed (or each nth of them). */
export function signersContract(signer: Signer, { everyNth }: { readonly everyNth: number }): void {
  for (const place of ['header', 'query'] as const) {
    for (const signing of signingCases) {
      test(`${signer.name}, ${place}: ${signing.name}`, async () => {
        const output = await signer.sign(signing, place);
        const sent = { ...signing, body: output.body ?? signing.body };
        verify(incomingOf(signing.method, output), sent, place);
        const refused = refuseChanges(output, sent, place, everyNth);
        assert.ok(refused > 100 / everyNth, `${refused} changed requests`);
      });
    }
  }
}

function verify(request: Incoming, signing: SigningCase, place: 'header' | 'query'): void {
  const authorization = readAuthorization(request);
  const objectPath = signing.service === 's3';
  const stated = statedPayloadHash(request, place, objectPath)?.text;
  const payloadHash = stated ?? hash('sha256', signing.body, 'hex');
  verifySignature({ request, authorization, payloadHash, objectPath, secrets: [signingKeys.secret] });
}

/** Changes one character at a time; a change that leaves the canonical request as it is does not count. */
function refuseChanges(
  output: SignerOutput,
  signing: SigningCase,
  place: 'header' | 'query',
  everyNth: number,
): number {
  const before = meanings(incomingOf(signing.method, output), signing.service);
  let refused = 0;
  let turn = signing.name.length;
  for (const changed of changes(signing.method, output)) {
    if (turn++ % everyNth !== 0) continue;
    if (meanings(changed, signing.service).some((meaning) => before.includes(meaning))) continue;
    assert.throws(() => verify(changed, signing, place), Refusal, `${changed.path}?${changed.query}`);
    refused++;
  }
  return refused;
}

function incomingOf(method: string, { path, query, headers }: SignerOutput): Incoming {
  return new Incoming('id', method, query === '' ? path : `${path}?${query}`, HeaderList.of(headers.flat()));
}

/** All that a signature is about, in each spelling that is tried; nothing where the request says no such thing. */
function meanings(request: Incoming, service: string): readonly string[] {
  let authorization: Authorization;
  try {
    authorization = readAuthorization(request);
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return [];
  }
  const { signedHeaders, time, scope, signature } = authorization;
  return canonicalPaths(request.path, service === 's3').map((path) => {
    const canonical = canonicalRequest(request, {
      signedHeaders,
      payloadHash: request.headers.get('x-amz-content-sha256') ?? '',
      path,
      unsignedParameters: ['X-Amz-Signature'],
    });
    const unsigned = [...request.headers.names()].filter(
      (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
    );
    return JSON.stringify([canonical, time, scope, signature, unsigned]);
  });
}

function* changes(method: string, output: SignerOutput): Generator<Incoming> {
  for (const changed of changedTexts(method)) yield incomingOf(changed, output);
  for (const path of changedTexts(output.path)) yield incomingOf(method, { ...output, path });
  for (const query of changedTexts(output.query)) yield incomingOf(method, { ...output, query });
  for (const [index, [name, value]] of output.headers.entries())
    for (const changed of changedTexts(value))
      yield incomingOf(method, { ...output, headers: output.headers.with(index, [name, changed]) });
}

/** Every character in turn replaced by another, and left out. */
function* changedTexts(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    const before = text.slice(0, at);
    const after = text.slice(at + 1);
    yield `${before}${text[at] === '1' ? '2' : '1'}${after}`;
    yield before + after;
  }
}
