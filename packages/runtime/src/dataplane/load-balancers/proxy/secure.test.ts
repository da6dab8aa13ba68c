import assert from 'node:assert/strict';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { after, before, describe, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import type {
  ClientCertificates,
  ListenerCertificate,
  RequestFields,
} from '../../../base/effects/load-balancer.ts';
import { certificateOf, selfSigned } from '../../../base/certificate.ts';
import { markOf } from '../../../base/revocation-list.ts';
import { address, allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from './loopback.contract.ts';

/** A secure listener: certificates by name, HTTP/1.1 and HTTP/2 in front, HTTP/1.1 behind. */

let loopback: Loopback;
let port: number;
let targetPort: number;
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
      const mtls = Object.fromEntries(
        Object.entries(headers).filter(([name]) => name.startsWith('x-amzn-mtls-')),
      );
      if (url === '/mtls') return void response.end(JSON.stringify({ mtls }));
      response.end(JSON.stringify({ method, url, httpVersion, host, cookie, proto, toPort, body }));
    });
  });
  targetPort = target;
  await loopback.balancers.apply(tableFor(1));
  await untilObserved(loopback.balancers, allAre('healthy'));
  session = connectHttp2(`https://${address}:${port}`, { rejectUnauthorized: false });
});
/** One listener, and what it asks of its clients. */
function tableFor(version: number, clients?: ClientCertificates, requests?: RequestFields) {
  const targets = [{ targetGroup: 'web', weight: 1 }];
  const rules = [{ rule: 'default', conditions: [], action: { type: 'forward', targets } }] as const;
  const listener = {
    listener: 'https',
    port,
    protocol: 'HTTPS',
    rules,
    certificates: [certificate('shop.example'), certificate('*.api.example')],
    tlsPolicy: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
    ...(clients && { clients }),
    ...(requests && { requests }),
  } as const;
  const targetGroups = [groupOf('web', [targetPort])];
  return tableOf({ version, port, weights: { web: 1 }, targetGroups, listeners: [listener] });
}

after(async () => {
  session.destroy();
  await loopback.close();
});

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const privateKey = pair();

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

describe('clients show certificates of their own', () => {
  const authority = pair();
  const certified = (commonName: string, notAfter = Date.UTC(2040, 0), by = authority) => {
    const key = pair();
    const words = {
      commonName,
      serial: Buffer.from([3, 165, 177]),
      notBefore: Date.UTC(2026, 0),
      notAfter,
      key,
    };
    const cert = certificateOf(words, { commonName: 'Team authority', key: by });
    return { cert, key: key.export({ type: 'pkcs8', format: 'pem' }) as string };
  };
  const ca = selfSigned(authority, 'Team authority', Buffer.from([1]));
  let version = 10;

  async function told(
    clients: ClientCertificates,
    shown: object,
    fields = '',
    requests?: RequestFields,
  ): Promise<Record<string, string>> {
    await loopback.balancers.apply(tableFor(++version, clients, requests));
    const socket = connect({ host: address, port, rejectUnauthorized: false, ...shown });
    socket.on('error', () => socket.destroy());
    socket.write(`GET /mtls HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n${fields}\r\n`);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text === ''
      ? {}
      : (JSON.parse(text.split('\r\n\r\n')[1]!) as { mtls: Record<string, string> }).mtls;
  }

  test('which are passed on', async () => {
    const shown = certified('web-1');
    const given = await told({ mode: 'passthrough' }, shown, 'X-Amzn-Mtls-Clientcert: forged\r\n');
    assert.deepEqual(Object.keys(given), ['x-amzn-mtls-clientcert']);
    assert.equal(decodeURIComponent(given['x-amzn-mtls-clientcert']!), shown.cert);
    assert.deepEqual(await told({ mode: 'passthrough' }, {}, 'X-Amzn-Mtls-Clientcert: forged\r\n'), {});
  });

  test('and are called as the listener says', async () => {
    const requests = { forwardedFor: 'append', clientPort: false, tls: false } as const;
    const names = { 'x-amzn-mtls-clientcert': 'X-Amzn-Mtls-Chain' };
    const given = await told({ mode: 'passthrough' }, certified('web-1'), '', { ...requests, names });
    assert.deepEqual(Object.keys(given), ['x-amzn-mtls-chain']);
  });

  test('or verified, and refused where nobody vouches for them, their time is over, or they are revoked', async () => {
    const verify = { mode: 'verify', authorities: ca, ignoreExpiry: false } as const;
    const shown = certified('web-1');
    const given = await told(verify, shown, 'X-Amzn-Mtls-Clientcert-Subject: CN=root\r\n');
    const { 'x-amzn-mtls-clientcert-leaf': leaf, ...rest } = given;
    assert.equal(decodeURIComponent(leaf!), shown.cert);
    assert.deepEqual(rest, {
      'x-amzn-mtls-clientcert-serial-number': '0103A5B1',
      'x-amzn-mtls-clientcert-issuer': 'CN=Team authority',
      'x-amzn-mtls-clientcert-subject': 'CN=web-1',
      'x-amzn-mtls-clientcert-validity': 'NotBefore=2026-01-01T00:00:00Z;NotAfter=2040-01-01T00:00:00Z',
    });
    assert.deepEqual(await told(verify, {}), {});
    assert.deepEqual(await told(verify, certified('web-1', undefined, pair())), {});
    const old = certified('web-1', Date.UTC(2026, 1));
    assert.deepEqual(await told(verify, old), {});
    assert.equal(Object.keys(await told({ ...verify, ignoreExpiry: true }, old)).length, 5);
    const mark = markOf(new X509Certificate(shown.cert));
    assert.deepEqual(await told({ ...verify, revoked: [mark] }, shown), {});
    assert.equal(Object.keys(await told({ ...verify, revoked: [`01${mark}`] }, shown)).length, 5);
  });
});
