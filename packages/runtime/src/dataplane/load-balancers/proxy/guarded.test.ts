import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LoadBalancerObserved, RoutingTable } from '../../../base/effects/load-balancer.ts';
import {
  freePort,
  groupOf,
  loadBalancer,
  Loopback,
  tableOf,
  untilObserved,
  type RawClient,
} from './loopback.contract.ts';

/** A guarded release on real sockets: green fails, blue does not, chance chooses. */

let loopback: Loopback;
let port: number;
let client: RawClient;

before(async () => {
  loopback = new Loopback();
  port = await freePort();
});
after(() => loopback.close());

const guard = { listener: 'http', baseline: 'blue', candidate: 'green', alarm: 'guard' };

async function apply(version: number, green: number, rows: RoutingTable['targetGroups']): Promise<void> {
  const weights = { blue: 100 - green, green };
  const targets = Object.entries(weights).map(([targetGroup, weight]) => ({ targetGroup, weight }));
  const rules = [{ rule: 'default', conditions: [], action: { type: 'forward', targets } as const }];
  const listeners = [{ listener: 'http', port, protocol: 'HTTP', rules, guard } as const];
  await loopback.balancers.apply(tableOf({ version, port, weights, targetGroups: rows, listeners }));
}

async function ask(): Promise<void> {
  const heard = client.heard.length;
  client.say('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.hears((text) => text.length > heard && text.endsWith('\r\n\r\n'));
}

const known = async (satisfies: (observed: LoadBalancerObserved) => boolean) =>
  untilObserved(loopback.balancers, satisfies);

test('a failing version is told apart after a few bad requests, and only while chance chooses', async () => {
  const answering = (status: number) =>
    loopback.http((_, response) => response.writeHead(status, { 'content-length': 0 }).end());
  const rows = [groupOf('blue', [await answering(200)]), groupOf('green', [await answering(503)])];
  await apply(1, 100, rows);
  const well = await known(({ targets }) => targets.every(({ state }) => state === 'healthy'));
  client = await loopback.client(port);
  for (let i = 0; i < 40; i++) await ask();
  assert.deepEqual(well.verdicts, []);

  await apply(2, 10, rows);
  for (let i = 0; i < 2000 && client.heard.split('503').length < 40 + 15; i++) await ask();
  const { verdicts } = await known((observed) => observed.verdicts.length > 0);
  assert.deepEqual(verdicts, [{ ...guard, bad: 10, hits: 10, share: 0.1 }], loadBalancer);
});
