import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { resetOf } from './reset.ts';

test('who is being told that all is said is let go of, too', async () => {
  const server = createServer((socket) => socket.on('error', () => socket.destroy())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  socket.end();
  await new Promise<void>((resolve) => process.nextTick(resolve));
  const closed = once(socket, 'close');
  resetOf(socket);
  await closed;
  assert.ok(socket.destroyed);
  server.close();
});
