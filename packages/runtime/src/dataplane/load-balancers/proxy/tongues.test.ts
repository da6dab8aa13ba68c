import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  connect as connectHttp2,
  createSecureServer,
  createServer as createHttp2Server,
  type ClientHttp2Session,
  type Http2Server,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createHttpsServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { TargetGroup } from '../../../base/effects/load-balancer.ts';
import { selfSigned } from '../../../base/certificate.ts';
import { address, allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from './loopback.contract.ts';

/** Targets that understand TLS, HTTP/2 and gRPC, behind one secure listener. */

const loopback = new Loopback();
const servers: (Http2Server | Server)[] = [];
let port: number;
let session: ClientHttp2Session;
/** Connections by which the HTTP/2 target has been asked, not for its health. */
const connections = new Set<unknown>();

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const cert = selfSigned(pair, 'target', Buffer.from([1]));
const key = pair.export({ type: 'pkcs8', format: 'pem' }) as string;

async function listening(server: Http2Server | Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Answers calls as gRPC's servers do: a message and a status behind it, or a status at once. */
function call(stream: ServerHttp2Stream, headers: OutgoingHttpHeaders): void {
  const type = { ':status': 200, 'content-type': 'application/grpc' };
  const path = headers[':path'];
  if (path === '/AWS.ALB/healthcheck')
    return void stream.respond({ ...type, 'grpc-status': '12' }, { endStream: true });
  if (path === '/shop/none')
    return void stream.respond({ ...type, 'grpc-status': '5', 'grpc-message': 'none' }, { endStream: true });
  stream.respond({ ...type, 'x-te': String(headers['te']) }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'x-cost': '7' }));
  stream.pipe(stream);
}

before(async () => {
  port = await freePort();
  const secure = await listening(
    createHttpsServer({ cert, key }, (request, response) => response.end(`tls ${request.httpVersion}`)),
  );
  const plain = createHttp2Server((request, response) => {
    if (request.url !== '/health') connections.add(request.stream.session);
    if (request.url === '/long') return void response.end('x'.repeat(300_000));
    response.setHeader('x-seen', `${String(request.headers['x-forwarded-proto'])} ${request.authority}`);
    void buffer(request).then((body) => response.end(`h2 ${request.method} ${request.url} ${body.length}`));
  });
  const both = createSecureServer({ cert, key }, (_, response) => response.end('h2 over tls'));
  const calls = createHttp2Server();
  calls.on('stream', call);
  const groups: TargetGroup[] = [
    { ...groupOf('tls', [secure]), secure: true },
    { ...groupOf('h2', [await listening(plain)]), speaks: 'HTTP2' },
    { ...groupOf('h2s', [await listening(both)]), speaks: 'HTTP2', secure: true },
    { ...groupOf('grpc', [await listening(calls)]), speaks: 'GRPC' },
    groupOf('h1', [await loopback.http((_, response) => response.end('plain'))]),
  ];
  const targetGroups = groups.map(({ healthCheck, secure: isSecure, speaks, ...group }) => ({
    ...group,
    ...(isSecure && { secure: isSecure }),
    ...(speaks && { speaks }),
    healthCheck: {
      ...healthCheck,
      ...(isSecure && { secure: isSecure }),
      ...(speaks && { speaks }),
      ...(speaks === 'GRPC' && { path: '/AWS.ALB/healthcheck', matcher: '12' }),
    },
  }));
  const rules = targetGroups.map(({ targetGroup }) => ({
    rule: targetGroup,
    conditions: [{ field: 'http-header', name: 'to', values: [targetGroup] } as const],
    action: { type: 'forward', targets: [{ targetGroup, weight: 1 }] } as const,
  }));
  const listeners = [
    {
      listener: 'https',
      port,
      protocol: 'HTTPS',
      rules,
      certificates: [{ names: [], chain: cert, key }],
      tlsPolicy: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
    },
  ] as const;
  await loopback.balancers.apply(tableOf({ version: 1, port, weights: {}, targetGroups, listeners }));
  await untilObserved(loopback.balancers, allAre('healthy'));
  session = connectHttp2(`https://${address}:${port}`, { rejectUnauthorized: false });
});
after(async () => {
  session?.destroy();
  for (const server of servers) server.close();
  await loopback.close();
});

async function ask(to: string, headers: OutgoingHttpHeaders, body: Buffer | string = '') {
  const stream = session.request({ ':path': '/', ...headers, to });
  let trailers: OutgoingHttpHeaders = {};
  stream.on('trailers', (fields) => (trailers = { ...fields }));
  const answered = once(stream, 'response');
  // One of GET has ended by itself.
  if (!stream.writableEnded) stream.end(body);
  const [fields] = (await answered) as [OutgoingHttpHeaders];
  return { fields, status: fields[':status'], body: await text(stream), trailers };
}

test('a target is spoken to by TLS, whoever vouches for it', async () => {
  assert.equal((await ask('tls', {})).body, 'tls 1.1');
  assert.equal((await ask('h2s', {})).body, 'h2 over tls');
});

test('HTTP/2 is spoken to targets on one connection, with whole bodies either way', async () => {
  const all = await Promise.all([
    ask('h2', { ':path': '/a?b' }),
    ask('h2', { ':method': 'POST', ':path': '/up' }, Buffer.alloc(300_000)),
    ask('h2', { ':path': '/long' }),
  ]);
  assert.deepEqual(
    all.map(({ body }) => (body.length > 100 ? body.length : body)),
    ['h2 GET /a?b 0', 'h2 POST /up 300000', 300_000],
  );
  assert.equal(all[0].fields['x-seen'], `https ${address}:${port}`);
  assert.equal(connections.size, 1);
});

test('a call gets its message, and how it has gone behind it; one that fails at once is told so', async () => {
  const type = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };
  const message = Buffer.from([0, 0, 0, 0, 3, 1, 2, 3]);
  const gone = await ask('grpc', { ...type, ':path': '/shop/order' }, message);
  assert.deepEqual([gone.status, gone.fields['x-te'], gone.body], [200, 'trailers', message.toString()]);
  assert.deepEqual([gone.trailers['grpc-status'], gone.trailers['x-cost']], ['0', '7']);
  const failed = await ask('grpc', { ...type, ':path': '/shop/none' }, message);
  assert.deepEqual(
    [failed.fields['grpc-status'], failed.fields['grpc-message'], failed.body],
    ['5', 'none', ''],
  );
});

test('messages of a call go either way while it lasts', async () => {
  const fields = { ':method': 'POST', ':path': '/shop/talk', 'content-type': 'application/grpc', to: 'grpc' };
  const stream = session.request(fields);
  for (const said of ['one', 'two']) {
    stream.write(said);
    assert.equal(String((await once(stream, 'data'))[0]), said);
  }
  const trailers = once(stream, 'trailers');
  stream.end();
  assert.equal((await trailers)[0]['grpc-status'], '0');
  stream.resume();
});

test('what a client speaks and targets understand must go together', async () => {
  const type = { 'content-type': 'application/grpc' };
  assert.equal((await ask('grpc', { ':method': 'GET', ...type })).status, 464);
  assert.equal((await ask('h1', { ':method': 'POST', ...type })).status, 464);
  assert.equal((await ask('h1', { ':method': 'POST', 'content-type': 'application/grpc-web' })).status, 200);
});
