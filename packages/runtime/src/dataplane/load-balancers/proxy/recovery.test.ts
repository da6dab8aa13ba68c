import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import type { RoutingRule } from '../../../base/effects/load-balancer.ts';
import { address, allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from './loopback.contract.ts';

/** What is left after something has died, and what is answered when there is much of it. */

let loopback: Loopback;
let port: number;
before(async () => {
  loopback = new Loopback();
  port = await freePort();
});
after(() => loopback.close());

function ask(): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asking = get({ host: address, port, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    asking.on('error', reject);
  });
}

test('a worker that dies of a bug is replaced, and the table in force before is in force again', async () => {
  const web = groupOf('web', [await loopback.http((_, response) => response.end('ok'))]);
  const table = tableOf({ version: 1, port, weights: { web: 1 }, targetGroups: [web] });
  await loopback.balancers.apply(table);
  const { version } = await untilObserved(loopback.balancers, allAre('healthy'));
  const rules = null as unknown as readonly RoutingRule[];
  const listeners = [{ listener: 'http', port, protocol: 'HTTP', rules }] as const;
  const broken = tableOf({ version: 2, port, weights: {}, targetGroups: [web], listeners });
  await assert.rejects(loopback.balancers.apply(broken), { code: 'WorkerLost', retryable: true });
  const again = await untilObserved(
    loopback.balancers,
    (observed) => observed.version > version && allAre('healthy')(observed),
  );
  assert.equal(again.targets.length, 1);
  assert.equal(await ask(), 200);
});

test('a target that takes its time to read holds the client back, and the memory stays small', async () => {
  port = await freePort();
  const held: (() => void)[] = [];
  const target = await loopback.http((incoming, response) => {
    let size = 0;
    held.push(() => {
      incoming.on('data', (chunk: Buffer) => (size += chunk.length));
      incoming.on('end', () => response.end(String(size)));
    });
  });
  await loopback.balancers.apply(
    tableOf({ version: 3, port, weights: { slow: 1 }, targetGroups: [groupOf('slow', [target])] }),
  );
  await untilObserved(loopback.balancers, allAre('healthy'));
  const client = await loopback.client(port);
  const size = 64 * 1024 * 1024;
  client.say(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  const body = Buffer.alloc(1024 * 1024);
  let sent = 0;
  const send = () => {
    while (sent < size) {
      sent += body.length;
      if (!client.socket.write(body)) return;
    }
  };
  client.socket.on('drain', send);
  send();
  await loopback.underWay(target);
  // Kernel buffers take some megabytes; the rest waits at the client until the target reads.
  await loopback.quiet(() => client.socket.bytesWritten - client.socket.writableLength);
  assert.equal(client.socket.bytesWritten - client.socket.writableLength < size / 2, true);
  held[0]!();
  assert.match(await client.hears((heard) => heard.endsWith(String(size))), /^HTTP\/1\.1 200 /);
});
