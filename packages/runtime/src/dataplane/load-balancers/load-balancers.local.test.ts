import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { loadBalancersContract } from './load-balancers.contract.ts';
import { LocalLoadBalancers } from './load-balancers.local.ts';
import { address, freePort } from './proxy/loopback.contract.ts';

const begin = Date.UTC(2026, 0, 1);

/** Virtual time for the real load balancer: the setting is told again whenever time has passed. */
loadBalancersContract('local', async () => {
  let now = begin;
  const setting = () => ({ wallOrigin: 0, houseOrigin: now, speed: 0 });
  const balancers = new LocalLoadBalancers(setting());
  const servers = await Promise.all([1, 2, 3].map(() => listening()));
  const port = await freePort();
  const pass = async (ms: number) => {
    now += ms;
    // A request that is sent then must not come before the news of the time that it comes at.
    await balancers.setClock(setting());
    await turn();
  };
  return {
    balancers,
    address,
    port,
    well: servers.map((server) => ({ id: '127.0.0.1', port: portOf(server) })),
    // Nobody is given this one by chance.
    ill: { id: '127.0.0.1', port: 1 },
    now: () => now,
    pass,
    send: async (requests, ms) => {
      for (let i = 0; i < requests; i++) await ask(port);
      await pass(ms);
    },
    close: async () => {
      await balancers.close();
      for (const server of servers) server.close();
    },
  };
});

async function listening(): Promise<Server> {
  const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Who is reset has asked as well. */
function ask(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ host: address, port, agent: false }, (response) => response.resume().on('end', resolve)).on(
      'error',
      ({ code, message }: NodeJS.ErrnoException) =>
        code === 'ECONNRESET' || code === 'EPIPE' ? resolve() : reject(new Error(message)),
    );
  });
}
