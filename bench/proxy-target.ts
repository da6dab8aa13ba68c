import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** The target behind both balancers: 300 bytes for whatever is asked, as cheaply as it can be had. */
const answer = Buffer.from(
  'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: keep-alive\r\n' +
    `Content-Length: 300\r\n\r\n${'x'.repeat(300)}`,
);

const server = createServer({ noDelay: true }, (socket) => {
  let rest = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const heads = (rest + chunk.toString('latin1')).split('\r\n\r\n');
    rest = heads.pop() ?? '';
    for (let i = 0; i < heads.length; i++) socket.write(answer);
  });
});
server.listen(0, () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
