import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RoutingTable, TargetGroup } from '../../../base/effects/load-balancer.ts';
import {
  allAre,
  freePort,
  groupOf,
  loadBalancer,
  Loopback,
  tableOf,
  untilObserved,
} from './loopback.contract.ts';

/** Sticky sessions, and whose turn it is: two target groups of two targets, each of which answers its own name. */

let loopback: Loopback;
let port: number;
let groups: TargetGroup[];
let version = 0;

before(async () => {
  loopback = new Loopback();
  port = await freePort();
  const named = (name: string) =>
    loopback.http((request, response) => {
      if (request.url === '/login') response.setHeader('Set-Cookie', 'SESSION=s; Path=/');
      response.end(name);
    });
  const blue = groupOf('blue', [await named('blue-1'), await named('blue-2')]);
  const green = groupOf('green', [await named('green-1'), await named('green-2')]);
  groups = [blue, green];
});
after(() => loopback.close());

interface Settings {
  readonly weights?: Readonly<Record<string, number>>;
  readonly stickySeconds?: number;
  readonly group?: Partial<TargetGroup>;
}

async function apply({ weights = { blue: 1 }, stickySeconds, group }: Settings): Promise<void> {
  const targetGroups = groups.map((row) => ({ ...row, ...group }));
  const targets = Object.entries(weights).map(([targetGroup, weight]) => ({ targetGroup, weight }));
  const action = { type: 'forward', targets, ...(stickySeconds && { stickySeconds }) } as const;
  const rules = [{ rule: 'default', conditions: [], action }];
  const listeners: RoutingTable['listeners'] = [{ listener: 'http', port, protocol: 'HTTP', rules }];
  await loopback.balancers.apply(tableOf({ version: ++version, port, weights, targetGroups, listeners }));
  const used = allAre('healthy');
  await untilObserved(loopback.balancers, (observed) =>
    used({ ...observed, targets: observed.targets.filter(({ state }) => state !== 'unused') }),
  );
}

/** One request on a connection of its own: who answered, and the cookies that were set. */
async function ask(
  cookies: readonly string[] = [],
  path = '/',
): Promise<{ name: string; cookies: string[] }> {
  const client = await loopback.client(port);
  const cookie = cookies.length > 0 ? `Cookie: ${cookies.join('; ')}\r\n` : '';
  client.say(`GET ${path} HTTP/1.1\r\nHost: x\r\n${cookie}Connection: close\r\n\r\n`);
  const [head = '', name = ''] = (await client.hearsEnd()).split('\r\n\r\n');
  const set = [...head.matchAll(/^set-cookie: ([^;\r]+)/gim)].map((found) => found[1]!);
  return { name: /[a-z]+-\d/.exec(name)![0], cookies: set };
}

async function names(count: number, cookies: readonly string[] = []): Promise<Set<string>> {
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) seen.add((await ask(cookies)).name);
  return seen;
}

test("without stickiness nothing is added, and a target's turn comes round", async () => {
  await apply({});
  assert.deepEqual((await ask()).cookies, []);
  assert.deepEqual(await names(4), new Set(['blue-1', 'blue-2']));
});

test("the load balancer's cookie keeps a client with its target", async () => {
  await apply({ group: { stickiness: { type: 'lb_cookie', seconds: 60 } } });
  const first = await ask();
  assert.deepEqual(
    first.cookies.map((cookie) => cookie.split('=')[0]),
    ['AWSALB', 'AWSALBCORS'],
  );
  assert.deepEqual(await names(6, first.cookies), new Set([first.name]));
  const forged = first.cookies.map((cookie) => cookie.replace(/\..*/, '.nobody'));
  assert.deepEqual(await names(6, forged), new Set(['blue-1', 'blue-2']));
  const over = first.cookies.map((cookie) => cookie.replace(/=.*\./, '=0.'));
  assert.deepEqual(await names(6, over), new Set(['blue-1', 'blue-2']));
});

test("an application's cookie begins a session, and only then", async () => {
  await apply({ group: { stickiness: { type: 'app_cookie', cookieName: 'SESSION', seconds: 60 } } });
  assert.deepEqual((await ask()).cookies, []);
  const login = await ask([], '/login');
  assert.deepEqual(
    login.cookies.map((cookie) => cookie.split('=')[0]),
    ['SESSION', 'AWSALBAPP-0'],
  );
  assert.deepEqual(await names(6, login.cookies), new Set([login.name]));
});

test('a client keeps to its target group, until that one has no weight', async () => {
  await apply({ weights: { blue: 1, green: 1 }, stickySeconds: 60 });
  let first = await ask();
  for (let i = 0; i < 200 && !first.name.startsWith('green'); i++) first = await ask();
  assert.deepEqual(await names(12, first.cookies), new Set(['green-1', 'green-2']));
  await apply({ weights: { blue: 1, green: 0 }, stickySeconds: 60 });
  assert.deepEqual(await names(4, first.cookies), new Set(['blue-1', 'blue-2']));
});

test('least outstanding requests and weighted random are other ways to take turns', async () => {
  await apply({ group: { algorithm: 'weighted_random' } });
  assert.deepEqual(await names(40), new Set(['blue-1', 'blue-2']));
  await apply({ group: { algorithm: 'least_outstanding_requests' } });
  assert.equal((await names(4)).size, 1);
});

test('a target that joins starts slowly', async () => {
  const [blue] = groups;
  const [one, two] = blue!.targets;
  const slowStartMs = 24 * 3600_000;
  const table = (targets: TargetGroup['targets']) =>
    tableOf({
      version: ++version,
      port,
      weights: { blue: 1 },
      targetGroups: [{ ...blue!, targets, slowStartMs }],
    });
  await loopback.balancers.apply(table([one!]));
  await untilObserved(loopback.balancers, allAre('healthy'));
  await loopback.balancers.apply(table([one!, two!]));
  await untilObserved(loopback.balancers, allAre('healthy'));
  const counts = { 'blue-1': 0, 'blue-2': 0 };
  for (let i = 0; i < 60; i++) counts[(await ask()).name as keyof typeof counts]++;
  assert.ok(counts['blue-2'] < 6, `${loadBalancer}: ${JSON.stringify(counts)}`);
});
