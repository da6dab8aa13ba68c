import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { after, before, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { selfSigned } from '../../../base/certificate.ts';
import { address, allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from './loopback.contract.ts';

/**
 * HTTP/2 whose fields would be something else as lines of HTTP/1.1, or whose bodies are not as long as they say. The
 * frames are written by hand: no honest client's library sends them.
 */

let loopback: Loopback;
let port: number;
let probePort: number;
/** The whole requests that the target read, but for probes: method, path, Host, fields of the client's, body. */
let read: string[] = [];

const listener: RequestListener = (incoming, response) => {
  let body = '';
  incoming.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
  incoming.on('end', () => {
    const { host, ...fields } = incoming.headers;
    const own = Object.entries(fields).filter(([name]) => !/^x-(forwarded|amzn)-/.test(name));
    const told = own.map(([name, value]) => `${name}=${String(value)}`).join('&');
    const name = host?.replace(/:\d+$/, ''); // The load balancer's port is put behind it.
    if (incoming.url !== '/probe') read.push(`${incoming.method} ${incoming.url} ${name} ${told} ${body}`);
    response.end('ok');
  });
};

before(async () => {
  loopback = new Loopback();
  [port, probePort] = [await freePort(), await freePort()];
  const target = await loopback.http(listener);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const action = { type: 'forward', targets: [{ targetGroup: 'web', weight: 1 }] } as const;
  const rules = [{ rule: 'default', conditions: [], action }];
  const listeners = [
    {
      listener: 'https',
      port,
      protocol: 'HTTPS',
      rules,
      certificates: [{ names: ['a'], chain: selfSigned(privateKey, 'a', Buffer.from([1])), key }],
      tlsPolicy: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
    },
    { listener: 'http', port: probePort, protocol: 'HTTP', rules },
  ] as const;
  const targetGroups = [groupOf('web', [target])];
  await loopback.balancers.apply(tableOf({ version: 1, port, weights: {}, targetGroups, listeners }));
  await untilObserved(loopback.balancers, allAre('healthy'));
});
after(() => loopback.close());

type Field = readonly [name: string, value: string];

const frameKind = { data: 0, headers: 1, reset: 3, settings: 4, goaway: 7 } as const;
const flag = { endStream: 1, endHeaders: 4 } as const;

function frame(kind: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = kind;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** RFC 7541 6.2.2: literal, not indexed, no Huffman; each shorter than 127. */
function block(fields: readonly Field[]): Buffer {
  const text = (value: string) => {
    const bytes = Buffer.from(value, 'latin1');
    return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  };
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

interface Sent {
  readonly fields: readonly Field[];
  readonly body?: string;
  readonly trailers?: readonly Field[];
}

/** Sends one request as stream 1. Answers `answered`, or how it was refused: `reset`, `goaway`, `closed`. */
async function send({ fields, body, trailers }: Sent): Promise<string> {
  const socket = connect({ host: address, port, ALPNProtocols: ['h2'], rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const headersEnd = body === undefined && !trailers;
  const frames = [
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    frame(frameKind.settings, 0, 0, Buffer.alloc(0)),
    frame(frameKind.headers, flag.endHeaders | (headersEnd ? flag.endStream : 0), 1, block(fields)),
  ];
  if (body !== undefined)
    frames.push(frame(frameKind.data, trailers ? 0 : flag.endStream, 1, Buffer.from(body, 'latin1')));
  if (trailers) frames.push(frame(frameKind.headers, flag.endHeaders | flag.endStream, 1, block(trailers)));
  socket.write(Buffer.concat(frames));
  const outcome = await firstOutcome(socket);
  socket.destroy();
  return outcome;
}

function firstOutcome(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => resolve('closed')).on('close', () => resolve('closed'));
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 9) {
        const size = bytes.readUIntBE(0, 3);
        if (bytes.length < 9 + size) return;
        const [kind, payload] = [bytes[3], bytes.subarray(9, 9 + size)];
        bytes = bytes.subarray(9 + size);
        if (kind === frameKind.reset) return resolve('reset');
        if (kind === frameKind.goaway) return resolve('goaway');
        // RFC 7541 6.1: `:status: 200` is entry 8 of the static table, and comes first; 400 is entry 12.
        if (kind === frameKind.headers) return resolve(payload.includes(0x88) ? 'answered' : 'refused');
      }
    });
  });
}

const request = (over: Readonly<Record<string, string>> = {}, more: readonly Field[] = []): Field[] => {
  const pseudo = { ':method': 'GET', ':scheme': 'https', ':path': '/', ':authority': 'a', ...over };
  return [...Object.entries(pseudo), ...more];
};
const posted = (length: string | undefined, body: string, trailers?: readonly Field[]): Sent => ({
  fields: request({ ':method': 'POST' }, length === undefined ? [] : [['content-length', length]]),
  body,
  ...(trailers && { trailers }),
});

const unsound: Readonly<Record<string, Sent>> = {
  'capitals in a name': { fields: request({}, [['Content-Length', '5']]) },
  'a method of two lines': { fields: request({ ':method': 'GET / HTTP/1.1\r\nHost: b\r\n\r\nGET' }) },
  'a method with a space': { fields: request({ ':method': 'GET /2' }) },
  'a path of two lines': { fields: request({ ':path': '/ HTTP/1.1\r\nHost: b\r\n\r\nGET /2' }) },
  'a path with a space': { fields: request({ ':path': '/a b' }) },
  'a path that is not one': { fields: request({ ':path': 'a' }) },
  'an empty path': { fields: request({ ':path': '' }) },
  'an authority of two lines': { fields: request({ ':authority': 'a\r\nx: b' }) },
  'an authority with a path': { fields: request({ ':authority': 'a/b' }) },
  'an authority with credentials': { fields: request({ ':authority': 'b@a' }) },
  'a coding': {
    fields: request({ ':method': 'POST' }, [['transfer-encoding', 'chunked']]),
    body: '0\r\n\r\n',
  },
  'a connection field': { fields: request({}, [['connection', 'close']]) },
  'an upgrade': { fields: request({}, [['upgrade', 'websocket']]) },
  'two paths': { fields: request({}, [[':path', '/b']]) },
  'a pseudo-field behind the others': { fields: [...request({}, [['x', 'a']]), [':authority', 'b']] },
  'an unknown pseudo-field': { fields: request({ ':x': 'a' }) },
  'two lengths': { fields: [...posted('5', '').fields, ['content-length', '6']], body: 'hello' },
  'a length with a sign': posted('+5', 'hello'),
  'a length in hexadecimal': posted('0x5', 'hello'),
  'a body longer than its length': posted('5', 'hello!'),
  'a body shorter than its length': posted('6', 'hello'),
  'a length and no body': { fields: posted('6', '').fields },
  'a pseudo-field in the trailers': posted(undefined, 'hello', [[':path', '/b']]),
};

/** Fields that the library leaves out, as the target must see: nothing of them is left. */
const leftOut: Readonly<Record<string, Sent>> = {
  'CR LF in a value': { fields: request({}, [['x', 'a\r\ny: b']]) },
  'LF in a value': { fields: request({}, [['x', 'a\ny: b']]) },
  'CR in a value': { fields: request({}, [['x', 'a\ry: b']]) },
  'NUL in a value': { fields: request({}, [['x', 'a\0b']]) },
  'a request in a value': { fields: request({}, [['x', 'a\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n']]) },
  'CR LF in a name': { fields: request({}, [['x: a\r\ny', 'b']]) },
  'a colon in a name': { fields: request({}, [['x:y', 'b']]) },
  'a space in a name': { fields: request({}, [['x y', 'b']]) },
  'a space behind a name': { fields: request({}, [['transfer-encoding ', 'chunked']]) },
  'an empty name': { fields: request({}, [['', 'b']]) },
  'an authority and another Host': { fields: request({}, [['host', 'b']]) },
};

/** Through the same connection to the target as before, if it was kept. */
async function probe(): Promise<void> {
  const client = await loopback.client(probePort);
  client.say('GET /probe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.match(await client.hearsEnd(), /^HTTP\/1\.1 200 /);
}

test('HTTP/2 that would be something else in HTTP/1.1 is refused, and no target reads it', async (t) => {
  for (const [name, sent] of Object.entries(unsound))
    await t.test(name, async () => {
      read = [];
      assert.match(await send(sent), /^(reset|goaway|closed|refused)$/);
      await probe();
      assert.deepEqual(read, []);
    });
});

test('a field of HTTP/2 that would be several in HTTP/1.1 is none', async (t) => {
  for (const [name, sent] of Object.entries(leftOut))
    await t.test(name, async () => {
      read = [];
      assert.equal(await send(sent), 'answered');
      await probe();
      assert.deepEqual(read, ['GET / a  ']);
    });
});

test('sound HTTP/2 is read by the target as what it is', async () => {
  const crumbs = request({}, [
    ['te', 'trailers'],
    ['cookie', 'a=1'],
    ['cookie', 'b=2'],
  ]);
  const sound: readonly (readonly [Sent, string])[] = [
    [posted('5', 'hello'), 'POST / a content-length=5 hello'],
    [posted(undefined, 'hello'), 'POST / a transfer-encoding=chunked hello'],
    [posted(undefined, 'GET /2 HTTP/1.1'), 'POST / a transfer-encoding=chunked GET /2 HTTP/1.1'],
    [{ fields: crumbs }, 'GET / a cookie=a=1; b=2 '],
  ];
  for (const [sent, expected] of sound) {
    read = [];
    assert.equal(await send(sent), 'answered');
    assert.deepEqual(read, [expected]);
  }
});

test('what comes behind a body that is whole is no request', async () => {
  read = [];
  await send(posted('0', 'GET /2 HTTP/1.1\r\nHost: b\r\n\r\n'));
  await probe();
  assert.deepEqual(
    read.filter((text) => text !== 'POST / a content-length=0 '),
    [],
  );
});
