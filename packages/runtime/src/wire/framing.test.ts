import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { SimulatedDoor } from './door.simulated.ts';
import { rawBytes, sendRaw, signedRaw, type RawRequest, startDemo as asked } from './raw-client.contract.ts';
import { startServer, type RunningServer } from './server.ts';
import { simulatedServices } from './services.simulated.ts';

const door = new SimulatedDoor(simulatedServices);
let server: RunningServer;

before(async () => {
  server = await startServer({
    door,
    hosts: ['127.0.0.1'],
    port: 0,
    now: () => Date.now(),
    houseNow: () => 2,
    limits: { idleMs: 150, bytesMax: 1_000 },
    other: [
      {
        match: (_, path) => path.startsWith('/_other/'),
        handle: async (request, response) => void response.end(`other ${request.url}`),
      },
    ],
    log: () => {},
  });
});

after(() => server.close());

const object: RawRequest = { ...asked, method: 'PUT', path: '/b/k', service: 's3', headers: {} };

function send(request: RawRequest, headers: Record<string, string> = {}, now = Date.now()) {
  return sendRaw(server.port, rawBytes(request, { ...signedRaw(request, now, server.port), ...headers }));
}

test('a request that is right is answered', async () => {
  assert.equal((await send(asked)).status, 200);
  assert.equal((await send(object)).status, 200);
});

test('ambiguous framing is refused before anything else', async () => {
  const host = `Host: 127.0.0.1:${server.port}\r\n`;
  const before = door.calls.length;
  const rows: Record<string, string> = {
    'two lengths': `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    'two equal lengths': `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`,
    'a list of lengths': `POST / HTTP/1.1\r\n${host}Content-Length: 1, 1\r\n\r\na`,
    'a signed length': `POST / HTTP/1.1\r\n${host}Content-Length: +1\r\n\r\na`,
    'a length in hex': `POST / HTTP/1.1\r\n${host}Content-Length: 0x1\r\n\r\na`,
    'length and chunks': `POST / HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'chunks and length': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`,
    'a strange coding': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    'a coding in disguise': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    'two codings': `POST / HTTP/1.1\r\n${host}${'Transfer-Encoding: chunked\r\n'.repeat(2)}\r\n0\r\n\r\n`,
    'chunks in HTTP 1.0': `POST / HTTP/1.0\r\n${host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'space before a colon': `POST / HTTP/1.1\r\n${host}Content-Length : 1\r\n\r\na`,
    'a bare line feed': `POST / HTTP/1.1\n${host}\n\n`,
    'a wrong chunk size': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
    'two hosts': `GET / HTTP/1.1\r\n${host}${host}\r\n`,
    'no host': 'GET / HTTP/1.1\r\n\r\n',
    'a strange host': 'GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n',
    'an absolute target': `GET http://127.0.0.1/ HTTP/1.1\r\n${host}\r\n`,
    'an asterisk': `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
    'a fragment': `GET /a#b HTTP/1.1\r\n${host}\r\n`,
    'two authorizations': `GET / HTTP/1.1\r\n${host}Authorization: a\r\nAuthorization: b\r\n\r\n`,
    'no HTTP': 'hello\r\n\r\n',
    'a zero byte': `GET / HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`,
    'no version': 'GET /\r\n\r\n',
    'another method': `NONSENSE / HTTP/1.1\r\n${host}\r\n`,
  };
  for (const [name, bytes] of Object.entries(rows)) {
    const { status, head } = await sendRaw(server.port, bytes);
    assert.equal(status, 400, `${name}: ${head}`);
    assert.match(head, /connection: close/i, name);
  }
  const tunnel = await sendRaw(server.port, `CONNECT a:1 HTTP/1.1\r\n${host}\r\n`);
  assert.equal(tunnel.status, 0);
  const headers = `GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(40_000)}\r\n\r\n`;
  assert.equal((await sendRaw(server.port, headers)).status, 431);
  assert.equal(door.calls.length, before);
});

test('a chunked body is read as any other', async () => {
  const headers = signedRaw(asked, Date.now(), server.port);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const { status } = await sendRaw(
    server.port,
    `POST / HTTP/1.1\r\n${lines.join('')}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n` +
      `5\r\n{"nam\r\na\r\ne":"demo"}\r\n0\r\n\r\n`,
  );
  assert.equal(status, 200);
});

test('a body is asked for where the client waits for that', async () => {
  const { head } = await send(object, { Expect: '100-continue' });
  assert.match(head, /^HTTP\/1\.1 100 Continue/);
  assert.equal((await send(object, { Expect: 'miracles' })).status, 417);
});

test('a body that stops, or is too long, is not waited for', async () => {
  const rows: readonly [RawRequest, expected: number][] = [
    [asked, 400],
    [object, 400],
  ];
  for (const [request, expected] of rows) {
    const { status, body } = await send(request, { 'Content-Length': '500' });
    assert.equal(status, expected);
    assert.match(body, /RequestTimeout/);
  }
  const long = { ...asked, body: Buffer.alloc(2_000, 'x') };
  assert.equal((await send(long)).status, 413);
  const packed = {
    ...asked,
    headers: { ...asked.headers, 'Content-Encoding': 'gzip' },
    body: gzipSync(long.body),
  };
  assert.equal((await send(packed)).status, 413);
  assert.equal((await send({ ...object, body: Buffer.alloc(5_000, 'x') })).status, 200);
  const unfinished = await sendRaw(server.port, 'POST / HTTP/1.1\r\nHost: x\r\nConten');
  assert.equal(unfinished.status, 408);
});

test('what a caller said about the body must be true', async () => {
  const rows: readonly [headers: Record<string, string>, code: string][] = [
    [{ 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest'],
    [{ 'Content-MD5': 'short' }, 'InvalidDigest'],
    [{ 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest'],
    [{ 'x-amz-checksum-xxhash3': 'AAAAAA==' }, 'InvalidArgument'],
    [{ 'X-Amz-Content-Sha256': 'f'.repeat(64) }, 'XAmzContentSHA256Mismatch'],
    [{ 'X-Amz-Content-Sha256': 'nonsense' }, 'InvalidArgument'],
    [{ 'X-Amz-Content-Sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }, 'IncompleteBody'],
  ];
  for (const [headers, code] of rows) {
    const { status, body } = await send({ ...object, headers });
    assert.equal(status, 400, body);
    assert.match(body, new RegExp(`<Code>${code}</Code>`));
  }
  assert.equal(
    (await send({ ...object, headers: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' } })).status,
    200,
  );
});

test('a checksum in a trailer is verified, and reaches the handler', async () => {
  const request = (checksum: string): RawRequest => ({
    ...object,
    headers: {
      'X-Amz-Content-Sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'X-Amz-Trailer': 'x-amz-checksum-crc64nvme',
      'X-Amz-Decoded-Content-Length': '9',
      'Content-Encoding': 'gzip,aws-chunked',
    },
    body: Buffer.from(`9\r\n123456789\r\n0\r\nx-amz-checksum-crc64nvme:${checksum}\r\n\r\n`),
  });
  const right = await send(request('rosUhgp5mIg='));
  assert.equal(right.status, 200, right.body);
  const { input } = door.calls.at(-1) ?? assert.fail();
  assert.equal(input.ChecksumCRC64NVME, 'rosUhgp5mIg=');
  assert.equal(input.ContentEncoding, 'gzip');
  assert.match((await send(request('rosUhgp5mIk='))).body, /<Code>BadDigest<\/Code>/);
});

test('what comes without a checksum is summed up, and its handler hears of it', async () => {
  const heard = async (headers: Record<string, string>) => {
    const { status, body } = await send({ ...object, headers, body: Buffer.from('123456789') });
    assert.equal(status, 200, body);
    const { input } = door.calls.at(-1) ?? assert.fail();
    return [input.ChecksumCRC64NVME, input.ChecksumCRC32];
  };
  assert.deepEqual(await heard({}), ['rosUhgp5mIg=', undefined]);
  assert.deepEqual(await heard({ 'Content-MD5': 'JfnnlDI7RTiF9RgfG2JNCw==' }), ['rosUhgp5mIg=', undefined]);
  assert.deepEqual(await heard({ 'x-amz-checksum-crc32': 'y/Q5Jg==' }), [undefined, 'y/Q5Jg==']);
});

test('a signature is good for a while', async () => {
  const minute = 60_000;
  const rows: readonly [RawRequest, minutes: number, status: number, answer: RegExp][] = [
    [asked, -4, 200, /pipelineExecutionId/],
    [asked, 4, 200, /pipelineExecutionId/],
    [asked, -6, 400, /InvalidSignatureException.*Signature expired: \d{8}T\d{6}Z is now earlier than/],
    [asked, 6, 400, /Signature not yet current: \d{8}T\d{6}Z is still later than .* \+ 5 min/],
    [object, -14, 200, /^/],
    [object, -16, 403, /RequestTimeTooSkewed.*<MaxAllowedSkewMilliseconds>900000</],
  ];
  for (const [request, minutes, status, answer] of rows) {
    const got = await send(request, {}, Date.now() + minutes * minute);
    assert.equal(got.status, status, got.body);
    assert.match(got.body, answer);
  }
});

test('headers that matter must be signed', async () => {
  const unsigned = await send(asked, { 'X-Amz-Security-Extra': 'x' });
  assert.match(unsigned.body, /InvalidSignatureException.*not signed/);
  assert.match((await send(object, { 'x-amz-acl': 'public-read' })).body, /<HeadersNotSigned>x-amz-acl</);
});

test('who says nothing is told so in the words of what they asked', async () => {
  const rows: readonly [RawRequest, status: number, answer: RegExp][] = [
    [asked, 400, /"__type":"MissingAuthenticationTokenException"/],
    [
      { ...asked, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      403,
      /<Code>MissingAuthenticationToken</,
    ],
    [object, 403, /<Code>AccessDenied<\/Code>/],
    [{ ...asked, path: '/2015-03-31/functions', headers: {} }, 403, /Missing Authentication Token/],
    [{ ...asked, headers: { 'Smithy-Protocol': 'rpc-v2-cbor' } }, 400, /MissingAuthenticationTokenException/],
  ];
  for (const [request, status, answer] of rows) {
    const headers = { Host: 'localhost', ...request.headers };
    const got = await sendRaw(server.port, rawBytes(request, headers));
    assert.equal(got.status, status);
    assert.match(got.body, answer);
  }
});

test('an operation that needs no signature is answered without one, as a query only', async () => {
  const query = 'Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:1:t&Token=a%20b';
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': `${query.length}` };
  const bytes = (line: string, headers: object, body = '') => {
    const lines = Object.entries({ Host: 'localhost', Connection: 'close', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    return Buffer.from(`${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  };
  const rows: readonly [Buffer, number, RegExp][] = [
    [bytes(`GET /?${query}`, {}), 200, /<SubscriptionArn>.*&quot;Token&quot;:&quot;a b&quot;|"Token":"a b"/],
    [bytes('POST /', form, query), 200, /<ConfirmSubscriptionResponse /],
    [bytes(`GET /?${query}&Version=2010-03-31`, {}), 200, /<ConfirmSubscriptionResponse /],
    [bytes(`GET /?${query}&Version=2015-01-01`, {}), 403, /<Code>MissingAuthenticationToken</],
    [bytes('GET /?Action=ConfirmSubscription', {}), 400, /<Code>ValidationError</],
    [bytes('GET /?Action=ListTopics', {}), 403, /<Code>MissingAuthenticationToken</],
    [
      bytes(`POST /?${query}`, { ...form, 'Content-Length': 1_000_000 }, 'x'),
      413,
      /<Code>RequestEntityTooLarge</,
    ],
    [
      bytes(`GET /?${query}`, { 'X-Amz-Target': 'CodePipeline_20150709.ConfirmSubscription' }),
      400,
      /MissingAuthenticationTokenException/,
    ],
  ];
  for (const [request, status, answer] of rows) {
    const got = await sendRaw(server.port, request);
    assert.match(got.body, answer);
    assert.equal(got.status, status);
  }
  assert.equal(door.calls.at(-1)?.caller.arn, 'anonymous');
});

test('other routes come before services, and after framing', async () => {
  const { status, body } = await sendRaw(
    server.port,
    'GET /_other/x?y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  assert.equal(status, 200);
  assert.match(body, /other \/_other\/x\?y/);
});

test('operations and services that there are not', async () => {
  const target = (name: string) => ({ ...asked, headers: { ...asked.headers, 'X-Amz-Target': name } });
  const form = (text: string, service = 'sns'): RawRequest => ({
    ...asked,
    service,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: Buffer.from(text),
  });
  const rows: readonly [RawRequest, status: number, answer: RegExp][] = [
    [target('CodePipeline_20150709.Nonsense'), 400, /UnknownOperationException/],
    [target('Other_20150709.StartPipelineExecution'), 400, /UnknownOperationException/],
    [target('constructor.__proto__'), 400, /UnknownOperationException/],
    [
      form('Action=Nonsense&Version=2010-03-31'),
      400,
      /InvalidAction.*Could not find operation Nonsense for version 2010-03-31/,
    ],
    [form('Action=Publish&Version=1999-01-01'), 400, /InvalidAction/],
    [form('Version=2010-03-31'), 400, /MissingAction/],
    [
      form('Action=Nonsense', 'ec2'),
      400,
      /InvalidAction.*The action Nonsense is not valid for this web service\./,
    ],
    [
      { ...asked, service: 'lambda', path: '/2015-03-31/nonsense', headers: {} },
      404,
      /UnknownOperationException/,
    ],
    [{ ...object, path: '/b/k', method: 'PATCH' }, 405, /<Code>MethodNotAllowed</],
    [
      { ...asked, service: 'dynamodb' },
      400,
      /UnsupportedOperationException.*Penstock does not serve the service dynamodb/,
    ],
    [
      { ...asked, service: 'cloudfront', path: '/2020-05-31/distribution', headers: {} },
      400,
      /<ErrorResponse.*<Code>UnsupportedOperation<.*Penstock does not serve the service cloudfront/,
    ],
    [
      { ...asked, service: 'apigateway', path: '/restapis', headers: {} },
      400,
      /"message":"Penstock does not serve the service apigateway/,
    ],
  ];
  for (const [request, status, answer] of rows) {
    const got = await send(request);
    assert.equal(got.status, status, got.body);
    assert.match(`${got.head}\n${got.body}`, answer);
  }
});

test('malformed bodies are named as such', async () => {
  const json = (body: string | Buffer) => ({ ...asked, body: Buffer.from(body as string) });
  const cbor: RawRequest = {
    ...asked,
    service: 'monitoring',
    path: '/service/GraniteServiceVersion20100801/operation/ListMetrics',
    headers: { 'Smithy-Protocol': 'rpc-v2-cbor', 'Content-Type': 'application/cbor' },
  };
  const xml = { ...object, path: '/b', query: 'versioning=' };
  const rows: readonly [RawRequest, RegExp][] = [
    [json('{'), /SerializationException/],
    [json('"x"'), /SerializationException/],
    [json('[]'), /Start of list found/],
    [json('{"name":7}'), /NUMBER_VALUE can not be converted to a String/],
    [json('{"name":{"a":1}}'), /Start of structure or map found where not expected/],
    [json(Buffer.from([0x7b, 0xff, 0x7d])), /SerializationException/],
    [{ ...asked, headers: { ...asked.headers, 'Content-Encoding': 'gzip' } }, /SerializationException/],
    [json('{"__proto__":{"name":"demo"}}'), /Value null at 'name'/],
    [{ ...cbor, body: Buffer.from([0xbf]) }, /SerializationException/],
    [
      { ...cbor, body: Buffer.from([0x9b, 255, 255, 255, 255, 255, 255, 255, 255]) },
      /SerializationException/,
    ],
    [
      { ...cbor, body: Buffer.from('a1694e616d657370616365182a', 'hex') },
      /NUMBER_VALUE can not be converted/,
    ],
    [{ ...xml, body: Buffer.from('<VersioningConfiguration>') }, /MalformedXML/],
    [{ ...xml, body: Buffer.from('<Other/>') }, /MalformedXML/],
    [
      { ...xml, body: Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><VersioningConfiguration/>') },
      /MalformedXML/,
    ],
    [{ ...object, method: 'GET', path: '/b', query: 'list-type=2&max-keys=x' }, /InvalidArgument.*max-keys/],
    [{ ...object, method: 'GET', path: '/b/%ff', query: '' }, /InvalidURI/],
  ];
  for (const [request, answer] of rows) {
    const got = await send(request);
    assert.equal(got.status, 400, got.body);
    assert.match(got.body, answer);
  }
  assert.equal(({} as { name?: unknown }).name, undefined);
});
