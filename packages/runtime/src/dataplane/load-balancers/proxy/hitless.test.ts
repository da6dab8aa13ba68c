import assert from 'node:assert/strict';
import { Agent, request, type RequestListener } from 'node:http';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { TargetGroup } from '../../../base/effects/load-balancer.ts';
import { address, allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from './loopback.contract.ts';

/** What changes while requests are under way, and that none of them notices. */

let loopback: Loopback;
let port: number;
let version = 0;

before(async () => {
  loopback = new Loopback();
  port = await freePort();
});
after(() => loopback.close());

const named =
  (name: string): RequestListener =>
  (incoming, response) => {
    incoming.resume().on('end', () => response.end(name));
  };

async function apply(weights: Readonly<Record<string, number>>, targetGroups: readonly TargetGroup[]) {
  await loopback.balancers.apply(tableOf({ version: ++version, port, weights, targetGroups }));
}

/** While this is set, requests that begin and end under it are not to be answered by the group it names. */
let forbidden: { readonly group: string } | undefined;
let strays = 0;

/** Clients that ask one request after the other until they are stopped, and count who answered. */
function load(clients: number): { readonly counts: Map<string, number>; stop(): Promise<void> } {
  const counts = new Map<string, number>();
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let stopped = false;
  const work = async (client: number) => {
    for (let i = 0; !stopped; i++) {
      const during = forbidden;
      const answer = await ask(agent, i % 3 === client % 3 ? 'a body' : undefined);
      if (during && during === forbidden && answer === during.group) strays++;
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
  };
  const working = Array.from({ length: clients }, (_, client) => work(client));
  return {
    counts,
    async stop() {
      stopped = true;
      await Promise.all(working);
      agent.destroy();
    },
  };
}

function ask(agent: Agent, body: string | undefined): Promise<string> {
  return new Promise((resolve) => {
    const method = body === undefined ? 'GET' : 'POST';
    const outgoing = request({ host: address, port, agent, method }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(response.statusCode === 200 ? text : `${response.statusCode}`));
      response.on('error', (error) => resolve(error.message));
    });
    outgoing.on('error', (error) => resolve(error.message));
    outgoing.end(body);
  });
}

const total = (counts: Map<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Lets at least so many more requests be answered. */
async function more(counts: Map<string, number>, requests: number): Promise<void> {
  const enough = total(counts) + requests;
  while (total(counts) < enough) await turn();
}

test('no request is lost in 100 weight shifts, and none goes to a group of weight 0', async () => {
  const blue = groupOf('blue', [await loopback.http(named('blue'))]);
  const green = groupOf('green', [await loopback.http(named('green'))]);
  await apply({ blue: 1, green: 0 }, [blue, green]);
  await untilObserved(loopback.balancers, allAre('healthy'));
  const { counts, stop } = load(8);
  for (let shift = 0; shift < 100; shift++) {
    const [all, nothing] = shift % 2 === 0 ? ['green', 'blue'] : ['blue', 'green'];
    forbidden = undefined;
    await apply({ [all!]: 1, [nothing!]: 0 }, [blue, green]);
    forbidden = { group: nothing! };
    await more(counts, 16);
  }
  forbidden = undefined;
  await stop();
  assert.equal(strays, 0);
  assert.deepEqual([...counts.keys()].sort(), ['blue', 'green']);
});

test('no request is lost in 20 drains of targets that go away', async () => {
  const kept = await loopback.http(named('kept'));
  await apply({ web: 1 }, [groupOf('web', [kept])]);
  await untilObserved(loopback.balancers, allAre('healthy'));
  const { counts, stop } = load(8);
  for (let drain = 0; drain < 20; drain++) {
    const leaving = await loopback.http(named('leaving'));
    await apply({ web: 1 }, [groupOf('web', [kept, leaving])]);
    await untilObserved(loopback.balancers, allAre('healthy'));
    const before = counts.get('leaving') ?? 0;
    while ((counts.get('leaving') ?? 0) < before + 2) await turn();
    await apply({ web: 1 }, [groupOf('web', [kept, leaving], [leaving])]);
    await untilObserved(loopback.balancers, ({ targets }) => targets[1]?.state === 'drained');
    await loopback.stop(leaving);
    await apply({ web: 1 }, [groupOf('web', [kept])]);
  }
  await stop();
  assert.deepEqual([...counts.keys()].sort(), ['kept', 'leaving']);
});

test('a request to a target that does not listen is answered by another', async () => {
  const kept = await loopback.http(named('kept'));
  const gone = await loopback.http(named('gone'));
  await apply({ web: 1 }, [groupOf('web', [kept, gone])]);
  await untilObserved(loopback.balancers, allAre('healthy'));
  await loopback.stop(gone);
  const { counts, stop } = load(2);
  await more(counts, 20);
  await stop();
  assert.deepEqual([...counts.keys()], ['kept']);
});

test('a draining target finishes what it has, and is drained then', async () => {
  let finish: () => void = () => undefined;
  const slow = await loopback.http((_, response) => (finish = () => response.end('late')));
  const other = await loopback.http(named('other'));
  await apply({ web: 1 }, [groupOf('web', [slow])]);
  await untilObserved(loopback.balancers, allAre('healthy'));
  const agent = new Agent();
  const late = ask(agent, undefined);
  await loopback.underWay(slow);
  await apply({ web: 1 }, [groupOf('web', [slow, other], [slow])]);
  await untilObserved(loopback.balancers, ({ targets }) => targets[1]?.state === 'healthy');
  assert.equal(await ask(agent, undefined), 'other');
  const { targets } = await untilObserved(loopback.balancers, () => true);
  assert.equal(targets[0]!.state, 'draining');
  assert.equal(targets[0]!.reason, 'Target.DeregistrationInProgress');
  finish();
  assert.equal(await late, 'late');
  await untilObserved(loopback.balancers, ({ targets: [first] }) => first?.state === 'drained');
});

test('when the deregistration delay is over, what a target still has is answered 502', async () => {
  const silent = await loopback.http(() => undefined);
  const group = { ...groupOf('web', [silent]), deregistrationDelayMs: 1000 };
  await apply({ web: 1 }, [group]);
  await untilObserved(loopback.balancers, allAre('healthy'));
  const agent = new Agent();
  const answer = ask(agent, undefined);
  await loopback.underWay(silent);
  await apply({ web: 1 }, [
    { ...group, targets: group.targets.map((target) => ({ ...target, draining: true })) },
  ]);
  assert.equal(await answer, '502');
  await untilObserved(loopback.balancers, allAre('drained'));
});

test('a table that cannot be listened to is refused, and the one before stays in force', async () => {
  const web = groupOf('web', [await loopback.http(named('web'))]);
  await apply({ web: 1 }, [web]);
  await untilObserved(loopback.balancers, allAre('healthy'));
  const taken = await loopback.http(named('taken'));
  const table = tableOf({
    version: ++version,
    port: taken,
    address: '127.0.0.1',
    weights: {},
    targetGroups: [],
  });
  await assert.rejects(loopback.balancers.apply(table), { code: 'PortTaken', retryable: true });
  const away = tableOf({ version: ++version, port, address: '192.0.2.1', weights: {}, targetGroups: [] });
  await assert.rejects(loopback.balancers.apply(away), { code: 'AddressNotAvailable', retryable: false });
  assert.equal(await ask(new Agent(), undefined), 'web');
});
