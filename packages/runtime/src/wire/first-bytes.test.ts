import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { connect as connectSecurely } from 'node:tls';
import { SimulatedDoor } from './door.simulated.ts';
import { addressedBy } from './first-bytes.ts';
import { startServer } from './server.ts';
import { simulatedServices } from './services.simulated.ts';

test('a connection that names somebody else is theirs, with all that it has said', async (t) => {
  const taken: string[] = [];
  const server = await startServer({
    door: new SimulatedDoor(simulatedServices),
    hosts: ['127.0.0.1'],
    port: 0,
    now: () => Date.now(),
    houseNow: () => 2,
    other: [],
    connections: [
      {
        match: (host) => host === 'other.localhost',
        take: (socket: Socket, { host, secure }) => {
          socket.on('data', (chunk) => taken.push(chunk.toString('latin1'))).resume();
          socket.end(`${host} ${secure}`);
        },
        close: () => undefined,
      },
    ],
    log: () => {},
  });
  t.after(() => server.close());
  const said = async (...pieces: string[]) => {
    taken.length = 0;
    const socket = connect(server.port, '127.0.0.1');
    socket.setNoDelay(true);
    for (const piece of pieces) {
      socket.write(piece, 'latin1');
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [answer] = await once(socket, 'data');
    socket.destroy();
    return [String(answer).split('\r\n')[0], taken.join('')];
  };
  const whole = 'GET /x HTTP/1.1\r\nHost: other.localhost\r\nUpgrade: websocket\r\n\r\n';
  assert.deepEqual(await said(whole), ['other.localhost false', whole]);
  const plain = 'POST / HTTP/1.0\r\nhost:other.localhost\r\nContent-Length: 3\r\n\r\nabc';
  assert.deepEqual(await said(plain.slice(0, 20), plain.slice(20)), ['other.localhost false', plain]);
  const [answer] = await said('GET / HTTP/1.1\r\nHost: mine\r\nX: Host: other.localhost\r\n\r\n');
  assert.match(answer!, /^HTTP\/1\.1 /);
});

test('a client that speaks TLS names its host first; bytes that are cut off anywhere name nobody', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hello = once(server, 'connection').then(([socket]) => once(socket as Socket, 'data'));
  const client = connectSecurely({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    servername: 'shop.elb.localhost',
  });
  client.on('error', () => undefined);
  const [bytes] = (await hello.finally(() => (client.destroy(), server.close()))) as [Buffer];
  assert.deepEqual(addressedBy(bytes), { host: 'shop.elb.localhost', secure: true });
  const cut = bytes.indexOf('shop.elb.localhost');
  for (let length = 1; length <= cut; length++)
    assert.equal(addressedBy(bytes.subarray(0, length)), undefined, `${length} bytes`);
});
