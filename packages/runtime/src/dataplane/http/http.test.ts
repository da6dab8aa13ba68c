import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { httpContract, type HttpUnderTest } from './http.contract.ts';
import { LocalHttp } from './http.local.ts';
import { SimulatedHttp } from './http.simulated.ts';

const closing: (() => void)[] = [];
after(() => closing.forEach((close) => close()));

async function openServer(): Promise<HttpUnderTest> {
  const received: { body: string; type: string | undefined }[] = [];
  let answer = (response: ServerResponse): void => void response.end();
  const server = createServer(async (request, response) => {
    received.push({ body: await text(request), type: request.headers['content-type'] });
    answer(response);
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  closing.push(close);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    http: new LocalHttp(),
    url,
    async answers(wanted) {
      if (wanted === 'gone') close();
      answer = (response) => {
        if (typeof wanted === 'number') response.writeHead(wanted, { location: `${url}/elsewhere` }).end();
      };
    },
    received: () => received,
  };
}

httpContract('http', openServer);
httpContract('simulated http', async () => {
  const http = new SimulatedHttp();
  const url = 'http://endpoint.example';
  return {
    http,
    url,
    async answers(answer) {
      const codes = { silence: 'TimedOut', gone: 'ConnectionRefused' };
      http.urlAnswers(url, typeof answer === 'number' ? answer : codes[answer]);
    },
    received: () => http.posts.map(({ body, headers }) => ({ body, type: headers['content-type'] })),
  };
});

test('an answer without end is not waited for', async () => {
  const { http, url } = await endless();
  const effect = { type: 'http.post' as const, url, headers: {}, body: '', timeoutMs: 5000 };
  assert.deepEqual(await http.perform(effect, new AbortController().signal), { status: 200 });
});

test('a port that no browser speaks to is refused, as one where nobody listens', async () => {
  const url = 'http://127.0.0.1:1/';
  const effect = { type: 'http.post' as const, url, headers: {}, body: '', timeoutMs: 5000 };
  const asked = new LocalHttp().perform(effect, new AbortController().signal);
  await assert.rejects(asked, { code: 'ConnectionFailed', message: /bad port/ });
});

async function endless(): Promise<{ http: LocalHttp; url: string }> {
  const server = createServer((_request, response) => void response.writeHead(200).write('and so on'));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { http: new LocalHttp(), url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
