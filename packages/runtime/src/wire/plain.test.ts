import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { after, before, test } from 'node:test';
import { SimulatedDoor } from './door.simulated.ts';
import { HeaderList } from './header-list.ts';
import { plainHead } from './plain-head.ts';
import { PlainResponse } from './plain-response.ts';
import { signedRaw, type RawRequest, startDemo as call } from './raw-client.contract.ts';
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
    limits: { idleMs: 50 },
    other: [
      { match: (_, path) => path === '/_other', handle: async (_, response) => void response.end('other') },
    ],
    log: () => {},
  });
});

after(() => server.close());

/** A request that is signed, and leaves the connection open. */
function request(asked: RawRequest, more: Readonly<Record<string, string>> = {}): string {
  const headers = { ...signedRaw(asked, Date.now(), server.port), ...more };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = 'Transfer-Encoding' in more ? '' : `Content-Length: ${asked.body.length}\r\n`;
  const body = 'Transfer-Encoding' in more ? `f\r\n${asked.body}\r\n0\r\n\r\n` : asked.body.toString();
  return `${asked.method} ${asked.path} HTTP/1.1\r\n${lines.join('')}${length}\r\n${body}`;
}

/** A connection, and the statuses of what has been answered on it so far. */
class Talk {
  readonly socket: Socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
  text = '';
  readonly closed: Promise<unknown>;
  #arrived: () => void = () => {};

  constructor() {
    this.closed = new Promise((resolve) => this.socket.once('end', resolve));
    this.socket.on('data', (piece) => {
      this.text += piece.toString('latin1');
      this.#arrived();
    });
  }

  get statuses(): string[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status!);
  }

  async answers(count: number): Promise<string[]> {
    while (this.statuses.length < count) await this.#more();
    return this.statuses;
  }

  /** Waits until this has come last. */
  async endsWith(text: string): Promise<void> {
    while (!this.text.endsWith(`\r\n\r\n${text}`)) await this.#more();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => (this.#arrived = resolve));
  }
}

test('requests of one connection are answered one after the other, however they come', async () => {
  const talk = new Talk();
  const one = request(call);
  talk.socket.write(one + one + one.slice(0, 40));
  assert.deepEqual(await talk.answers(2), ['200', '200']);
  talk.socket.write(one.slice(40, -5));
  talk.socket.write(one.slice(-5));
  assert.deepEqual(await talk.answers(3), ['200', '200', '200']);
  assert.match(talk.text, /Connection: keep-alive\r\nKeep-Alive: timeout=75\r\n/);
  talk.socket.destroy();
});

test('what is not plain is answered on the same connection, and so is what follows it', async () => {
  const talk = new Talk();
  talk.socket.write(request(call) + request(call, { 'Transfer-Encoding': 'chunked' }) + request(call));
  assert.deepEqual(await talk.answers(3), ['200', '200', '200']);
  talk.socket.write('GET /_other HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.deepEqual(await talk.answers(4), ['200', '200', '200', '200']);
  talk.socket.write('nonsense\r\n\r\n');
  assert.deepEqual(await talk.answers(5), ['200', '200', '200', '200', '400']);
  await talk.closed;
});

test('objects come back as they were put, whole, in part, or as a head', async () => {
  const talk = new Talk();
  const object: RawRequest = { ...call, path: '/b/k', service: 's3', headers: {}, body: Buffer.alloc(0) };
  talk.socket.write(request({ ...object, method: 'PUT', body: Buffer.from('0123456789') }));
  await talk.answers(1);
  talk.socket.write(request({ ...object, method: 'GET' }));
  await talk.endsWith('0123456789');
  talk.socket.write(request({ ...object, method: 'GET', headers: { Range: 'bytes=1-3' } }));
  await talk.endsWith('123');
  const unchanged = request({ ...object, path: '/b/unchanged', method: 'GET' });
  talk.socket.write(request({ ...object, method: 'HEAD' }) + unchanged);
  assert.deepEqual((await talk.answers(5)).slice(1), ['200', '206', '200', '304']);
  talk.socket.destroy();
});

test('what is answered can neither end a header nor begin one', () => {
  const wrong: Record<string, string>[] = [
    { a: 'b\r\nc: d' },
    { 'a: b\r\nc': 'd' },
    { 'a b': 'c' },
    { a: '\0' },
  ];
  for (const headers of wrong)
    assert.throws(() => new PlainResponse({} as Socket, 'GET', 'now').writeHead(200, headers));
});

test('a client that says its last is answered; in the middle of a request, it is refused', async () => {
  const [whole, half] = [new Talk(), new Talk()];
  whole.socket.end(request(call));
  half.socket.end(request(call).slice(0, -1));
  await Promise.all([whole.closed, half.closed]);
  assert.deepEqual([whole.statuses, half.statuses], [['200'], ['400']]);
});

test('what stops in the middle is waited for no longer than by Node', async () => {
  const [head, silent] = [new Talk(), new Talk()];
  head.socket.write(request(call).slice(0, 30));
  await Promise.all([head.closed, silent.closed]);
  assert.deepEqual([head.statuses, silent.statuses], [['408'], ['408']]);
});

/** Pieces of which heads are made: right, odd, and wrong ones. */
const pieces = [
  ...['Host: a', 'host:a', 'Host: a\r\nHost: b', 'X-A: b', 'x-a:\tb \t', 'X-A: b, c', 'X-A:', 'X!#$%: é'],
  ...['Content-Length: 0', 'Content-Length: 5', 'content-length: +5', 'Content-Length: 5, 5', 'X\0: a'],
  ...['Transfer-Encoding: chunked', 'Connection: keep-alive', 'Connection: close', 'X A: b', ' folded'],
  ...['Upgrade: h2c', 'Expect: 100-continue', '__proto__: a', 'X-A: a\nb', 'X-A: a\rb', 'X-A\r\n', ': a'],
];
const lines = [
  'POST / HTTP/1.1',
  'GET /a%20?b=c HTTP/1.1',
  'GET * HTTP/1.1',
  'get / HTTP/1.1',
  'PUT /é HTTP/1.1',
];

/** What Node's parser makes of a head: undefined where it refuses it. */
function readByNode(head: string): Promise<IncomingMessage | undefined> {
  return new Promise((resolve) => {
    const node = createServer((message) => resolve(message));
    node.on('clientError', () => resolve(undefined));
    const [ours, theirs] = duplexPair();
    node.emit('connection', theirs);
    ours.write(Buffer.from(head, 'latin1'));
  });
}

test('for any head: what is plain, Node reads in the same way', async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...lines),
      fc.array(fc.constantFrom(...pieces), { maxLength: 5 }),
      async (line, fields) => {
        const text = [line, 'Host: a', ...fields, ''].join('\r\n');
        const head = plainHead(text);
        if (!head) return;
        plain++;
        const node = await readByNode(`${text}\r\n`);
        assert(node, `Node refuses ${JSON.stringify(text)}`);
        const { method, url, rawHeaders } = node;
        assert.deepEqual([head.method, head.url], [method, url]);
        assert.deepEqual(head.headers, HeaderList.of(rawHeaders));
      },
    ),
    { numRuns: 400 },
  );
  assert(plain > 10, `${plain} heads were plain`);
});
