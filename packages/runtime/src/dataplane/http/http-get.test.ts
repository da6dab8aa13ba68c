import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createPlain } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { HttpGet } from '../../base/effects/http.ts';
import { refused } from '../blobs/blobs.contract.ts';
import { LocalHttp } from './http.local.ts';
import { selfSigned } from '../../base/certificate.ts';

const closing: (() => void)[] = [];
after(() => closing.forEach((close) => close()));

async function listening(server: Server | ReturnType<typeof createPlain>): Promise<string> {
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const read = (url: string, thumbprints: readonly string[] = [], bytesMax = 100) => {
  const effect: HttpGet = { type: 'http.get', url, thumbprints, bytesMax, timeoutMs: 5000 };
  return new LocalHttp().perform(effect, new AbortController().signal);
};

test('a certificate that no authority vouches for is trusted by its thumbprint alone', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const cert = selfSigned(privateKey, 'token.example', randomBytes(8));
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const host = await listening(createServer({ key, cert }, (_, response) => void response.end('{}')));
  const thumbprint = new X509Certificate(cert).fingerprint.replaceAll(':', '').toLowerCase();
  assert.partialDeepStrictEqual(await read(`https://${host}/keys`, [thumbprint]), {
    status: 200,
    body: '{}',
  });
  await assert.rejects(read(`https://${host}/keys`), refused('Untrusted'));
  await assert.rejects(read(`https://${host}/keys`, ['0'.repeat(40)]), refused('Untrusted'));
});

test('an answer of any status is read, but not one without end', async () => {
  const host = await listening(
    createPlain((request, response) => {
      if (request.url === '/endless') return void response.write('x'.repeat(200));
      response.writeHead(404).end('none');
    }),
  );
  assert.partialDeepStrictEqual(await read(`http://${host}/`), { status: 404, body: 'none' });
  await assert.rejects(read(`http://${host}/endless`), refused('TooLong'));
  await assert.rejects(read('http://127.0.0.1:1/'), refused('ConnectionRefused'));
});
