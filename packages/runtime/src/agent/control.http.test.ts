import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { HttpControl } from './control.http.ts';

const server = createServer();
after(() => server.close());

test('an agent asks again where its service dies in the midst of an answer', async () => {
  let asked = 0;
  server.on('request', (_, response) => {
    if (++asked > 1) return response.end('{}');
    response.writeHead(200, { 'content-length': '100' }).write('{');
    return setImmediate(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const control = new HttpControl({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: async () => ({ accessKeyId: 'test', secretAccessKey: 'test' }),
    host: 'arn:aws:ec2:us-east-1:000000000000:instance/i-1',
    signal: new AbortController().signal,
  });
  assert.equal(await control.poll(), undefined);
  assert.equal(asked, 2);
});
