import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The least that any server must do for a call: read its body, answer the bytes that it was started with, under the
 * headers that AWS's protocol has. It looks at nothing, checks nothing and keeps nothing.
 */
const answer = process.argv[2] ?? '{}';
const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('latin1');
  request.on('data', (piece: string) => (body += piece));
  request.on('end', () => {
    response
      .writeHead(body === '' ? 400 : 200, {
        'x-amzn-requestid': randomUUID(),
        'content-type': 'application/x-amz-json-1.1',
        'content-length': answer.length,
      })
      .end(answer, 'latin1');
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`Ready. http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
