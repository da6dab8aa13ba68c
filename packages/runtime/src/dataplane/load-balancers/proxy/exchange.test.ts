import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sound, unsound, unsoundChunks, unsoundResponses } from './framing.contract.ts';
import { allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from './loopback.contract.ts';

/** One load balancer before one target that answers what it is told to by the path. */

let loopback: Loopback;
let port: number;
let target: number;
/** What the target read, the last request last. */
const read: string[] = [];

before(async () => {
  loopback = new Loopback();
  port = await freePort();
  target = await loopback.raw((text, socket) => {
    read.push(text);
    const path = /^\w+ \/(\S*) HTTP/.exec(text)?.[1];
    const answer = path === undefined ? undefined : answers[path];
    if (answer === 'reset') return void socket.resetAndDestroy();
    if (answer === 'half') {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', () => socket.resetAndDestroy());
      return;
    }
    if (answer?.startsWith('end:')) return void socket.end(answer.slice(4), 'latin1');
    if (answer !== undefined) socket.write(answer, 'latin1');
    if (text.startsWith('echo')) socket.write(text, 'latin1');
  });
  await patient(1, 60_000);
});
after(() => loopback.close());

/** From now on, whoever says nothing for so long is not waited for. */
async function patient(version: number, idleTimeoutMs: number): Promise<void> {
  const targetGroups = [groupOf('web', [target])];
  await loopback.balancers.apply(
    tableOf({ version, port, weights: { web: 1 }, targetGroups, idleTimeoutMs }),
  );
  await untilObserved(loopback.balancers, allAre('healthy'));
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const answers: Record<string, string> = {
  '': ok,
  reset: 'reset',
  half: 'half',
  silent: '',
  chunked: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n',
  close: 'end:HTTP/1.1 200 OK\r\n\r\nuntil the end',
  old: 'end:HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok',
  empty: 'HTTP/1.1 204 No Content\r\n\r\n',
  unchanged: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n',
  head: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
  continue: 'HTTP/1.1 100 Continue\r\n\r\n',
  hop:
    'HTTP/1.1 200 OK\r\nConnection: X-Mine\r\nX-Mine: 1\r\n' +
    'Keep-Alive: timeout=5\r\nContent-Length: 0\r\n\r\n',
  more: ok + 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison',
  upgrade: 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nhello',
  ...Object.fromEntries(
    Object.entries(unsoundResponses).map(([name, text]) => [
      `bad/${encodeURIComponent(name)}`,
      `end:${text}`,
    ]),
  ),
};

async function exchange(text: string): Promise<string> {
  const client = await loopback.client(port);
  client.say(text);
  return client.hearsEnd();
}

const get = (path: string, fields = '') =>
  `GET /${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`;
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

test('a request with ambiguous framing is answered 400, and not a byte of it is forwarded', async () => {
  const before = read.length;
  for (const [name, text] of Object.entries(unsound)) {
    const answer = await exchange(text);
    assert.equal(statusOf(answer), 400, name);
    assert.equal(answer.match(/HTTP\/1\.1/g)?.length, 1, name);
  }
  assert.equal(read.length, before);
});

test('a body with malformed chunks is answered 400', async () => {
  for (const [name, chunks] of Object.entries(unsoundChunks)) {
    const head = 'POST /silent HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    assert.equal(statusOf(await exchange(head + chunks)), 400, name);
  }
});

test('a coding that AWS does not support is answered 501', async () => {
  assert.equal(
    statusOf(await exchange('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n')),
    501,
  );
});

test('a target that hangs up is a 502 and is not asked again, by a fresh connection as by a kept one', async () => {
  for (const path of ['reset', '', 'reset']) {
    const before = read.length;
    assert.equal(statusOf(await exchange(get(path))), path === '' ? 200 : 502);
    assert.equal(read.length - before, 1);
  }
});

test('a malformed answer of a target becomes a 502', async () => {
  for (const name of Object.keys(unsoundResponses))
    assert.equal(statusOf(await exchange(get(`bad/${encodeURIComponent(name)}`))), 502, name);
});

test('requests one behind the other on a connection are answered in order', async () => {
  const client = await loopback.client(port);
  client.say(sound.plain! + sound['a length']! + sound['an empty line first']! + get('empty'));
  const heard = await client.hearsEnd();
  assert.deepEqual(heard.match(/HTTP\/1\.1 \d+/g), [
    'HTTP/1.1 200',
    'HTTP/1.1 200',
    'HTTP/1.1 200',
    'HTTP/1.1 204',
  ]);
});

test('a request that comes one byte at a time is answered', async () => {
  const client = await loopback.client(port);
  for (const letter of get('')) client.say(letter);
  assert.equal(statusOf(await client.hearsEnd()), 200);
});

test('the target is told who asked, and by what port', async () => {
  await exchange(
    get(
      '',
      'X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\nX-Amzn-Trace-Id: Root=1-2-3;a=b\r\n',
    ),
  );
  const text = read.at(-1)!;
  assert.match(text, /\r\nX-Forwarded-For: 203\.0\.113\.7, 127\.0\.0\.1\r\n/);
  assert.match(text, /\r\nX-Forwarded-Proto: http\r\n/);
  assert.match(text, new RegExp(`\r\nX-Forwarded-Port: ${port}\r\n`));
  assert.match(text, /\r\nX-Amzn-Trace-Id: Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-2-3;a=b\r\n/);
  assert.doesNotMatch(text, /https|Connection/);
  await exchange(get(''));
  assert.match(read.at(-1)!, /\r\nX-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24}\r\n/);
});

test('more than 30 addresses in X-Forwarded-For are answered 463', async () => {
  assert.equal(
    statusOf(await exchange(get('', `X-Forwarded-For: ${'1.2.3.4, '.repeat(30)}1.2.3.4\r\n`))),
    463,
  );
});

test('TRACE is answered 405', async () => {
  assert.equal(statusOf(await exchange('TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')), 405);
});

test('HTTP/1.0 is forwarded as HTTP/1.1 and answered without chunks', async () => {
  const answer = await exchange('GET /chunked HTTP/1.0\r\n\r\n');
  assert.match(read.at(-1)!, /^GET \/chunked HTTP\/1\.1\r\nHost: 127\.77\.250\.1\r\n/);
  assert.match(answer, /\r\nConnection: close\r\n\r\nabc$/);
  assert.doesNotMatch(answer, /Transfer-Encoding/);
});

test('chunks and trailers are passed on without their extensions', async () => {
  const answer = await exchange(get('chunked'));
  assert.match(answer, /\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n$/);
});

test('an answer that ends with its connection is passed on in chunks', async () => {
  const client = await loopback.client(port);
  client.say('GET /close HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.hears((heard) => heard.endsWith('0\r\n\r\n'));
  client.say(get(''));
  const heard = await client.hearsEnd();
  assert.match(heard, /Transfer-Encoding: chunked\r\n\r\nd\r\nuntil the end\r\n0\r\n\r\nHTTP\/1\.1 200/);
});

test('an answer in HTTP/1.0 is passed on as HTTP/1.1', async () => {
  assert.match(
    await exchange(get('old')),
    /^HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok$/,
  );
});

test('answers without a body end with their head', async () => {
  const client = await loopback.client(port);
  client.say(
    'HEAD /head HTTP/1.1\r\nHost: a\r\n\r\nGET /unchanged HTTP/1.1\r\nHost: a\r\n\r\n' + get('empty'),
  );
  const heard = await client.hearsEnd();
  assert.deepEqual(heard.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 304', 'HTTP/1.1 204']);
});

test('100 Continue comes from the target, before the body leaves', async () => {
  const client = await loopback.client(port);
  client.say('POST /continue HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
  assert.equal(await client.hears((heard) => heard.endsWith('\r\n\r\n')), answers.continue);
});

test('what an answer says to its connection alone stays there', async () => {
  const client = await loopback.client(port);
  client.say('GET /hop HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.equal(
    await client.hears((heard) => heard.endsWith('\r\n\r\n')),
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  );
});

test('bytes behind an answer are nobody’s answer', async () => {
  const client = await loopback.client(port);
  client.say('GET /more HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.hears((heard) => heard.endsWith('ok'));
  client.say(get('empty'));
  assert.doesNotMatch(await client.hearsEnd(), /poison/);
});

test('a target that resets is a 502; in the middle of its answer, a reset', async () => {
  assert.equal(statusOf(await exchange(get('reset'))), 502);
  const client = await loopback.client(port);
  client.say(get('half'));
  await client.hearsEnd();
  assert.equal(client.reset, true);
});

test('a connection is handed over to WebSocket', async () => {
  const client = await loopback.client(port);
  const fields = 'Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n';
  client.say(`GET /upgrade HTTP/1.1\r\nHost: a\r\n${fields}\r\n`);
  assert.match(await client.hears((heard) => heard.endsWith('hello')), /^HTTP\/1\.1 101 /);
  assert.match(read.at(-1)!, /\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/);
  client.say('echo \0 GET');
  await client.hears((heard) => heard.endsWith('echo \0 GET'));
  assert.equal(client.ended, false);
  client.socket.destroy();
});

test('an upgrade to anything else is not passed on', async () => {
  await exchange(
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade, HTTP2-Settings\r\n' +
      'Upgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n',
  );
  assert.doesNotMatch(read.at(-1)!, /upgrade|h2c|HTTP2/i);
});

test('a client that closes its side is still answered', async () => {
  const client = await loopback.client(port);
  client.socket.end('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.match(await client.hearsEnd(), /ok$/);
});

test('a silent target is a 504, a silent client a 408; an idle connection is closed without a word', async () => {
  await patient(2, 2_000);
  const [late, slow, idle] = await Promise.all([get('silent'), 'GET / HTTP/1.1\r\nHo', ''].map(exchange));
  assert.deepEqual([statusOf(late!), statusOf(slow!), idle], [504, 408, '']);
});
