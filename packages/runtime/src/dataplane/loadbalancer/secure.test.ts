import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { after, before, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import type { ListenerCertificate } from '../../base/effects/load-balancer.ts';
import { selfSigned } from '../../base/certificate.ts';
import { address, allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from './loopback.contract.ts';

/** A secure listener: certificates by name, HTTP/1.1 and HTTP/2 in front, HTTP/1.1 behind. */

let loopback: Loopback;
let port: number;
let session: ClientHttp2Session;

before(async () => {
  loopback = new Loopback();
  port = await freePort();
  const target = await loopback.http((request, response) => {
    const read: Buffer[] = [];
    request.on('data', (chunk: Buffer) => read.push(chunk));
    request.on('end', () => {
      const { method, url, httpVersion, headers } = request;
      if (url === '/reset') return void response.destroy();
      if (url === '/cookies') response.setHeader('Set-Cookie', ['a=1', 'b=2']);
      if (url === '/chunked') response.write('part ');
      const { host, cookie, 'x-forwarded-proto': proto, 'x-forwarded-port': toPort } = headers;
      const body = Buffer.concat(read).toString();
      response.end(JSON.stringify({ method, url, httpVersion, host, cookie, proto, toPort, body }));
    });
  });
  const { version, ...table } = {
    version: 1,
    port,
    weights: { web: 1 },
    targetGroups: [groupOf('web', [target])],
  };
  const rules = [
    {
      rule: 'default',
      conditions: [],
      action: { type: 'forward', targets: [{ targetGroup: 'web', weight: 1 }] },
    },
  ] as const;
  const listener = {
    listener: 'https',
    port,
    protocol: 'HTTPS',
    rules,
    certificates: [certificate('shop.example'), certificate('*.api.example')],
    tlsPolicy: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
  } as const;
  await loopback.balancers.apply(tableOf({ version, ...table, listeners: [listener] }));
  await untilObserved(loopback.balancers, allAre('healthy'));
  session = connectHttp2(`https://${address}:${port}`, { rejectUnauthorized: false });
});
after(async () => {
  session.destroy();
  await loopback.close();
});

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function certificate(name: string): ListenerCertificate {
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { names: [name], chain: selfSigned(privateKey, name, Buffer.from([1])), key };
}

async function shake(servername: string): Promise<TLSSocket> {
  const socket = connect({ host: address, port, servername, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  return socket;
}

async function ask(
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; text: string; cookies: unknown }> {
  const stream = session.request(headers, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  const [answered] = (await once(stream, 'response')) as [Record<string, unknown>];
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return { status: Number(answered[':status']), text, cookies: answered['set-cookie'] };
}

test('the certificate is the one for the name that the client asks for', async () => {
  const expected = {
    'shop.example': 'shop.example',
    'v1.api.example': '*.api.example',
    'other.example': 'shop.example',
  };
  for (const [name, subject] of Object.entries(expected)) {
    const socket = await shake(name);
    assert.equal(socket.getPeerCertificate().subject.CN, subject, name);
    socket.destroy();
  }
});

test('HTTP/1.1 over TLS is passed on, and the target is told so', async () => {
  const socket = await shake('shop.example');
  socket.write('GET /a HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n');
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  const body = JSON.parse(text.split('\r\n\r\n')[1]!) as Record<string, string>;
  assert.deepEqual([body['proto'], body['toPort'], body['url']], ['https', String(port), '/a']);
});

test('HTTP/2 reaches the target as HTTP/1.1', async () => {
  const got = await ask({ ':path': '/x?y=1', ':authority': 'shop.example', cookie: 'a=1' });
  const { method, url, httpVersion, host, cookie } = JSON.parse(got.text) as Record<string, string>;
  assert.deepEqual(
    [method, url, httpVersion, host, cookie],
    ['GET', '/x?y=1', '1.1', `shop.example:${port}`, 'a=1'],
  );
});

test('bodies go both ways, with a length and without', async () => {
  const big = 'x'.repeat(300_000);
  const posted = await ask({ ':method': 'POST', ':path': '/' }, big);
  assert.equal((JSON.parse(posted.text) as { body: string }).body, big);
  const sized = await ask({ ':method': 'PUT', ':path': '/', 'content-length': '5' }, 'hello');
  assert.equal((JSON.parse(sized.text) as { body: string }).body, 'hello');
  assert.match((await ask({ ':path': '/chunked' })).text, /^part \{/);
  assert.deepEqual((await ask({ ':path': '/cookies' })).cookies, ['a=1', 'b=2']);
  assert.deepEqual(await ask({ ':method': 'HEAD', ':path': '/' }), {
    status: 200,
    text: '',
    cookies: undefined,
  });
});

test('many requests share a connection; one that fails takes no other with it', async () => {
  const asked = Array.from({ length: 100 }, (_, i) => ask({ ':path': i === 50 ? '/reset' : `/${i}` }));
  const answers = await Promise.all(asked);
  assert.deepEqual(
    answers.map(({ status }) => status),
    answers.map((_, i) => (i === 50 ? 502 : 200)),
  );
});

test('a path that would be read in two ways is refused', async () => {
  await assert.rejects(ask({ ':path': '/a HTTP/1.1' }), /PROTOCOL_ERROR/);
});

test('plain text on a secure port, and a version that is too old, get no answer', async () => {
  const plain = await loopback.client(port);
  plain.say('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  assert.doesNotMatch(await plain.hearsEnd(), /^HTTP/);
  const old = connect({
    host: address,
    port,
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
  });
  const [error] = (await once(old, 'error')) as [Error];
  assert.ok(error);
});
