import { SignatureV4 } from '@smithy/signature-v4';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SimulatedDoor, testSecret } from './door.simulated.ts';
import { percentEncoded } from './sigv4/percent-encoding.ts';
import { Sha256 } from './sigv4/signers.contract.ts';
import { startServer, type RunningServer } from './server.ts';
import { simulatedServices } from './services.simulated.ts';

let server: RunningServer;

before(async () => {
  server = await startServer({
    door: new SimulatedDoor(simulatedServices),
    hosts: ['127.0.0.1'],
    port: 0,
    now: () => Date.now(),
    houseNow: () => 2,
    other: [],
    log: assert.fail,
  });
});

after(() => server.close());

interface Presigning {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly service?: string;
  readonly expiresIn?: number;
  readonly secondsAgo?: number;
  readonly sessionToken?: string;
}

async function presigned(asked: Presigning): Promise<string> {
  const { method, path, query = {}, service = 's3', expiresIn = 60, secondsAgo = 0, sessionToken } = asked;
  const accessKeyId = sessionToken ? 'ASIASESSION' : 'AKIDEXAMPLE';
  const s3 = service === 's3';
  const signer = new SignatureV4({
    service,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: testSecret, ...(sessionToken && { sessionToken }) },
    sha256: Sha256 as never,
    uriEscapePath: !s3,
    applyChecksum: false,
  });
  const host = `127.0.0.1:${server.port}`;
  const unsigned = s3 ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {};
  const signed = await signer.presign(
    { method, protocol: 'http:', hostname: host, path, query, headers: { host, ...unsigned } },
    { expiresIn, signingDate: new Date(Date.now() - secondsAgo * 1_000) },
  );
  const parameters = Object.entries(signed.query as Record<string, string>);
  return `http://${host}${path}?${parameters.map((pair) => pair.map(percentEncoded).join('=')).join('&')}`;
}

async function answer(url: string, init: RequestInit = {}): Promise<readonly [status: number, body: string]> {
  const response = await fetch(url, init);
  return [response.status, await response.text()];
}

test('a presigned URL puts and gets an object', async () => {
  const body = 'written by a stranger';
  const [put] = await answer(await presigned({ method: 'PUT', path: '/b/a%20key' }), { method: 'PUT', body });
  assert.equal(put, 200);
  const sessionToken = 'the-token/+=';
  const url = await presigned({
    method: 'GET',
    path: '/b/a%20key',
    query: { 'x-id': 'GetObject' },
    sessionToken,
  });
  assert.deepEqual(await answer(url), [200, body]);
});

test('a presigned URL is good for what was signed, as long as was signed', async () => {
  const get = { method: 'GET', path: '/b/k' };
  const rows: readonly [url: string, status: number, answer: RegExp][] = [
    [await presigned({ ...get, secondsAgo: 50 }), 200, /stranger/],
    [await presigned({ ...get, expiresIn: 604_800, secondsAgo: 604_000 }), 200, /stranger/],
    [await presigned({ ...get, secondsAgo: 61 }), 403, /<Code>AccessDenied.*Request has expired.*<Expires>/],
    [await presigned({ ...get, secondsAgo: -1_000 }), 403, /<Code>RequestTimeTooSkewed</],
    [(await presigned(get)).replace('/b/k', '/b/other'), 403, /<Code>SignatureDoesNotMatch</],
    [`${await presigned(get)}&response-content-type=x`, 403, /<Code>SignatureDoesNotMatch</],
    [
      (await presigned(get)).replace('=60', '=604801'),
      400,
      /AuthorizationQueryParametersError.*less than a week/,
    ],
    [(await presigned(get)).replace('=60', '=0'), 400, /<Code>AuthorizationQueryParametersError</],
    [(await presigned(get)).replace('=60', '=x'), 400, /should be a number/],
    [(await presigned(get)).replace('&X-Amz-Expires=60', ''), 400, /X-Amz-Expires parameters/],
    [
      (await presigned(get)).replace('aws4_request', 'aws3_request'),
      400,
      /AuthorizationQueryParametersError/,
    ],
    [(await presigned(get)).replace(/X-Amz-Credential=[^&]*/, ''), 400, /AuthorizationQueryParametersError/],
    [await presigned({ ...get, sessionToken: 'another' }), 400, /<Code>InvalidToken</],
  ];
  for (const [url, status, expected] of rows) {
    const [got, body] = await answer(url);
    assert.equal(got, status, `${url}\n${body}`);
    assert.match(body, expected);
  }
  const [status] = await answer(await presigned(get), { method: 'PUT', body: 'x' });
  assert.equal(status, 403);
});

test('a query service can be asked by a presigned URL', async () => {
  const query = { Action: 'ListTopics', Version: '2010-03-31' };
  const [status, body] = await answer(await presigned({ method: 'GET', path: '/', query, service: 'sns' }));
  assert.equal(status, 200, body);
  assert.match(body, /<ListTopicsResult>.*<TopicArn>a<\/TopicArn>/);
});
