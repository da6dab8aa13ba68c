import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** Holds back who comes until he is let go on. */
export async function gatekeeper(t: TestContext): Promise<{ readonly gate: string; open(): Promise<void> }> {
  const server = createServer((_request, response) => void server.emit('came', response));
  const came = once(server, 'came') as Promise<[ServerResponse]>;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return {
    gate: `http://127.0.0.1:${port}/`,
    open: async () => void (await came)[0].end(),
  };
}
