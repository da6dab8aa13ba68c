import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { runAgent } from './agent.ts';

const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult><Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** What an agent says until it is ready, of a service that does so with the first of those who ask who they are. */
async function saidUntilReady(t: TestContext, asked: (turn: number) => number | 'away'): Promise<string[]> {
  let turns = 0;
  const server = createServer(async (request, response) => {
    if (!(await text(request)).includes('GetCallerIdentity')) return; // It waits for a command.
    const answer = asked(++turns);
    if (answer === 'away') request.socket.destroy();
    else response.writeHead(answer, { 'content-type': 'text/xml' }).end(identity);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-agent-'));
  t.after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });
  const stopping = new AbortController();
  const said: string[] = [];
  const running = runAgent({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    name: 'i-1',
    tags: [],
    folder: path.join(folder, 'agent'),
    root: path.join(folder, 'root'),
    git: '',
    env: {},
    log: (sentence) => {
      said.push(sentence.replace(/:\d+ /, ' '));
      if (sentence.startsWith('Ready.')) stopping.abort();
    },
    signal: stopping.signal,
  });
  await running.catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return said;
}

const ready = 'Ready. arn:aws:ec2:us-east-1:000000000000:instance/i-1';

test('an agent that starts while nobody answers waits, and is ready when somebody does', async (t) => {
  const told = 'http://127.0.0.1 does not answer; it is asked again.';
  assert.deepEqual(await saidUntilReady(t, (turn) => (turn <= 8 ? 'away' : 200)), [told, ready]);
  assert.deepEqual(await saidUntilReady(t, (turn) => (turn <= 5 ? 503 : 200)), [told, ready]);
});

test('an agent that is told no does not ask again', async (t) => {
  await assert.rejects(saidUntilReady(t, () => 403));
});
