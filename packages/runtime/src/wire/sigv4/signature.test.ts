import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderList } from '../header-list.ts';
import { Incoming } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import { readAuthorization } from './authorization.ts';
import { chunkedBody } from './chunked-body.ts';
import { normalizedPath } from './canonical-request.ts';
import { percentEncoded } from './percent-encoding.ts';
import { verifySignature } from './signature.ts';
import { scopeText } from './signing-key.ts';
import {
  Sha256,
  signersContract,
  signingHost,
  signingKeys,
  signingRegion,
  signingTime,
  type Signer,
  type SigningCase,
} from './signers.contract.ts';
import { timeOf } from './signing-time.ts';

/** Repeated headers and parameters, as signers without a notion of them take them. */
function joined(signing: SigningCase): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of signing.headers)
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  return headers;
}

function queryText(pairs: Iterable<readonly [string, string | readonly string[]]>): string {
  return [...pairs]
    .flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map((each) => [name, each]))
    .map(
      ([name = '', value = '']) =>
        `${percentEncoded(Buffer.from(name))}=${percentEncoded(Buffer.from(value))}`,
    )
    .join('&');
}

const smithy: Signer = {
  name: '@smithy/signature-v4',
  async sign(signing, place) {
    const s3 = signing.service === 's3';
    const { accessKeyId, secret: secretAccessKey } = signingKeys;
    const { sessionToken } = signing;
    const signer = new SignatureV4({
      service: signing.service,
      region: signingRegion,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
      sha256: Sha256 as never,
      uriEscapePath: !s3,
      applyChecksum: s3,
    });
    const query: Record<string, string[]> = {};
    for (const [name, value] of signing.query) (query[name] ??= []).push(value);
    const unsigned = s3 && place === 'query' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {};
    const request = {
      method: signing.method,
      protocol: 'https:',
      hostname: signingHost,
      path: signing.path,
      query,
      headers: { host: signingHost, ...joined(signing), ...unsigned },
      body: signing.body === '' ? undefined : signing.body,
    };
    const signingDate = new Date(timeOf(signingTime) ?? 0);
    const signed =
      place === 'header'
        ? await signer.sign(request, { signingDate })
        : await signer.presign(request, { signingDate, expiresIn: 3_600 });
    return {
      path: signed.path,
      query: queryText(Object.entries((signed.query ?? {}) as Record<string, string | string[]>)),
      headers: Object.entries(signed.headers),
    };
  },
};

const aws4Signer: Signer = {
  name: 'aws4',
  async sign(signing, place) {
    const pairs =
      place === 'query' ? [...signing.query, ['X-Amz-Date', signingTime] as const] : signing.query;
    const query = queryText(pairs);
    const { accessKeyId, secret: secretAccessKey } = signingKeys;
    const { sessionToken } = signing;
    const date = place === 'header' ? { 'X-Amz-Date': signingTime } : {};
    const signed = aws4.sign(
      {
        host: signingHost,
        method: signing.method,
        path: query === '' ? signing.path : `${signing.path}?${query}`,
        headers: { ...joined(signing), ...date },
        service: signing.service,
        region: signingRegion,
        signQuery: place === 'query',
        ...(signing.body !== '' && { body: signing.body }),
      },
      { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    );
    const [path = '', signedQuery = ''] = (signed.path ?? '').split('?');
    return {
      path,
      query: signedQuery,
      headers: Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)]),
    };
  },
};

signersContract(smithy, { everyNth: 37 });
signersContract(aws4Signer, { everyNth: 37 });

// AWS: S3 API reference, "Examples: Signature Calculations" (its access key, its secret, its results).
const exampleSecret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const exampleScope = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function exampleRequest(method: string, target: string, headers: Record<string, string>): Incoming {
  const all = { Host: 'examplebucket.s3.amazonaws.com', ...headers };
  return new Incoming('id', method, target, HeaderList.of(Object.entries(all).flat()));
}

function authorizationHeader(signedHeaders: string, signature: string): string {
  return `AWS4-HMAC-SHA256 Credential=${exampleScope},SignedHeaders=${signedHeaders},Signature=${signature}`;
}

test("the examples of S3's documentation are right", () => {
  const date = '20130524T000000Z';
  const rows: readonly [Incoming, string][] = [
    [
      exampleRequest('GET', '/test.txt', {
        Range: 'bytes=0-9',
        'x-amz-content-sha256': emptyHash,
        'x-amz-date': date,
        Authorization: authorizationHeader(
          'host;range;x-amz-content-sha256;x-amz-date',
          'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
        ),
      }),
      emptyHash,
    ],
    [
      exampleRequest('GET', '/?lifecycle', {
        'x-amz-date': date,
        'x-amz-content-sha256': emptyHash,
        Authorization: authorizationHeader(
          'host;x-amz-content-sha256;x-amz-date',
          'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
        ),
      }),
      emptyHash,
    ],
    [
      exampleRequest(
        'GET',
        `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${exampleScope.replaceAll('/', '%2F')}` +
          `&X-Amz-Date=${date}&X-Amz-Expires=86400&X-Amz-SignedHeaders=host` +
          '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
        {},
      ),
      'UNSIGNED-PAYLOAD',
    ],
  ];
  for (const [request, payloadHash] of rows)
    verifySignature({
      request,
      authorization: readAuthorization(request),
      payloadHash,
      objectPath: true,
      secrets: ['not this one', exampleSecret],
    });
});

// AWS: S3 API reference, "Signature calculations for the authorization header: … multiple chunks": its example.
const chunkSignatures = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];

function exampleChunks(): Buffer[] {
  return [65_536, 1_024, 0].map((size, index) =>
    Buffer.from(`${size.toString(16)};chunk-signature=${chunkSignatures[index]}\r\n${'a'.repeat(size)}\r\n`),
  );
}

async function decoded(encoded: Buffer, pieceSize: number): Promise<number> {
  const request = exampleRequest('PUT', '/', {
    Host: 's3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'Content-Encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '66560',
    'Content-Length': '66824',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    Authorization: authorizationHeader(
      'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;' +
        'x-amz-storage-class',
      '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    ),
  });
  const signed = new Incoming('id', 'PUT', '/examplebucket/chunkObject.txt', request.headers);
  const authorization = readAuthorization(signed);
  const payloadHash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
  const verification = {
    request: signed,
    authorization,
    payloadHash,
    objectPath: true,
    secrets: [exampleSecret],
  };
  const { key, signature: seed } = verifySignature(verification);
  async function* source() {
    for (let at = 0; at < encoded.length; at += pieceSize) yield encoded.subarray(at, at + pieceSize);
  }
  const scope = scopeText(authorization.scope);
  const signing = { key, seed, time: authorization.time, scope };
  let length = 0;
  const body = { signing, trailers: false, onTrailer: () => assert.fail('no trailers here') };
  for await (const piece of chunkedBody(source(), body)) length += piece.length;
  return length;
}

test('a body in signed chunks is read however it is cut up, and only whole', async () => {
  const chunks = exampleChunks();
  const whole = Buffer.concat(chunks);
  for (const pieceSize of [1_000, 65_536, whole.length, 7])
    assert.equal(await decoded(whole, pieceSize), 66_560);
  const [first = whole, second = whole, last = whole] = chunks;
  const wrong: Record<string, Buffer> = {
    'a chunk left out': Buffer.concat([first, last]),
    'chunks in another order': Buffer.concat([second, first, last]),
    'without its last chunk': Buffer.concat([first, second]),
    'cut off': whole.subarray(0, -10),
    'with more behind': Buffer.concat([whole, Buffer.from('0\r\n\r\n')]),
    'a byte changed': Buffer.from(whole).fill('b', 5_000, 5_001),
    'unsigned chunks': Buffer.from('3\r\nabc\r\n0\r\n\r\n'),
  };
  for (const [name, body] of Object.entries(wrong)) await assert.rejects(decoded(body, 1_000), Refusal, name);
});

// AWS: S3 API reference, "Signature calculations … including trailing headers": its example.
const trailingChunks = [
  'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
  '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
  '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
];

test('signed trailers are read when they are right', async () => {
  const payloadHash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
  const { headers } = exampleRequest('PUT', '/', {
    Host: 's3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'Content-Encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '66560',
    'x-amz-content-sha256': payloadHash,
    'x-amz-trailer': 'x-amz-checksum-crc32c',
    Authorization: authorizationHeader(
      'content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;' +
        'x-amz-trailer',
      '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    ),
  });
  const request = new Incoming('id', 'PUT', '/examplebucket/chunkObject.txt', headers);
  const authorization = readAuthorization(request);
  const verification = { request, authorization, payloadHash, objectPath: true, secrets: [exampleSecret] };
  const { key, signature: seed } = verifySignature(verification);
  const signing = { key, seed, time: authorization.time, scope: scopeText(authorization.scope) };
  const chunks = [65_536, 1_024].map(
    (size, index) =>
      `${size.toString(16)};chunk-signature=${trailingChunks[index]}\r\n${'a'.repeat(size)}\r\n`,
  );
  const read = async (checksum: string, signature: string): Promise<readonly string[]> => {
    const seen: string[] = [];
    async function* source() {
      yield Buffer.from(`${chunks.join('')}0;chunk-signature=${trailingChunks[2]}\r\n`);
      yield Buffer.from(`x-amz-checksum-crc32c:${checksum}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`);
    }
    const onTrailer = (name: string, value: string) => void seen.push(`${name}=${value}`);
    for await (const piece of chunkedBody(source(), { signing, trailers: true, onTrailer })) assert.ok(piece);
    return seen;
  };
  const signature = 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435';
  assert.deepEqual(await read('sOO8/Q==', signature), ['x-amz-checksum-crc32c=sOO8/Q==']);
  await assert.rejects(read('sOO8/A==', signature), Refusal);
  await assert.rejects(read('sOO8/Q==', signature.replace('d', 'e')), Refusal);
});

test('a session token may have been added after signing, in a header and in a URL', async () => {
  const vanilla: SigningCase = {
    name: '',
    method: 'GET',
    path: '/',
    query: [],
    headers: [],
    body: '',
    service: 'iot',
  };
  const verify = (query: string, headers: readonly (readonly [string, string])[]) => {
    const request = new Incoming('id', 'GET', `/?${query}`, HeaderList.of(headers.flat()));
    const authorization = readAuthorization(request);
    assert.equal(authorization.sessionToken, 'token/+=');
    const verification = { request, authorization, objectPath: false, secrets: [signingKeys.secret] };
    return verifySignature({ ...verification, payloadHash: emptyHash });
  };
  const header = await smithy.sign(vanilla, 'header');
  verify(header.query, [...header.headers, ['X-Amz-Security-Token', 'token/+=']]);
  const presigned = await smithy.sign(vanilla, 'query');
  verify(`${presigned.query}&X-Amz-Security-Token=token%2F%2B%3D`, presigned.headers);
  assert.throws(
    () => verify(`${presigned.query}&X-Amz-Security-Token=token%2F%2B%3D&a=b`, presigned.headers),
    Refusal,
  );
});

test('a path is normal when its dots and double slashes are resolved', () => {
  const rows = {
    '/': '/',
    '/a/': '/a/',
    '//': '/',
    '/./a': '/a',
    '/a/../..': '/',
    '/a//b/': '/a/b/',
  };
  for (const [path, normal] of Object.entries(rows)) assert.equal(normalizedPath(path), normal, path);
});

test('what is no authorization is refused, with the reason', () => {
  const credential = 'Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request';
  const rows: readonly [header: string, kind: string, message: RegExp][] = [
    [
      'AWS4-HMAC-SHA256',
      'IncompleteSignature',
      /requires 'Credential'.*requires 'Signature'.*requires 'SignedHeaders'/,
    ],
    [`AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host`, 'IncompleteSignature', /requires 'Signature'/],
    ['AWS4-HMAC-SHA256 Credential, Signature=a', 'IncompleteSignature', /missing equal-sign/],
    ['AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=a', 'IncompleteSignature', /exactly 5/],
    [`AWS4-HMAC-SHA256 ${credential}x, SignedHeaders=host, Signature=a`, 'IncompleteSignature', /terminator/],
    [
      `AWS4-HMAC-SHA256 ${credential}, ${credential}, SignedHeaders=host, Signature=a`,
      'IncompleteSignature',
      /more than/,
    ],
    ['AWS AKID:signature', 'InvalidArgument', /not supported/],
    ['Basic QWxhZGRpbg==', 'IncompleteSignature', /requires 'AWS4-HMAC-SHA256'/],
  ];
  for (const [header, kind, message] of rows) {
    const headers = HeaderList.of(['Host', signingHost, 'X-Amz-Date', signingTime, 'Authorization', header]);
    const reading = () => readAuthorization(new Incoming('id', 'GET', '/', headers));
    assert.throws(reading, (error: Refusal) => error.kind === kind && message.test(error.message), header);
  }
});
