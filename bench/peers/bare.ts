import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least that Node can do for a request: throw it away, answer two bytes of JSON. No server of AWS's protocol can do so little. */
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': 2 }).end('{}');
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`Ready. http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
