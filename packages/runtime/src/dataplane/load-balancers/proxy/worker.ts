import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../base/assert.ts';
import { EffectRefusal } from '../../../base/effects/effect.ts';
import type { LogSubject, Observation } from '../../../base/effects/load-balancer.ts';
import { alphabets, randomIds } from '../../../base/ids.ts';
import { never } from '../../../base/never.ts';
import { AccessLog } from './access-log.ts';
import { Balancer, type Openers } from './balancer.ts';
import { ConnectionLog } from './connection-log.ts';
import { Gates } from './gates/gates.ts';
import { logFolder } from './log-files.ts';
import { HouseClock } from './house-clock.ts';
import type { FromWorker, ToWorker, WorkerGiven } from './messages.ts';
import { Random } from './random.ts';

/** A worker thread: load balancers, and the port to the thread that gives them their tables. */

assert(parentPort, 'this file is started as a worker thread');
const port = parentPort;
const { setting, functions, logs } = workerData as WorkerGiven;
const clock = new HouseClock(setting);
const random = Random.from(randomIds);
const balancers = new Map<string, Balancer>();

const say = (message: FromWorker) => port.postMessage(message);

/** Nothing, where there is no folder for it. */
const opened = <T>(folder: string | undefined, open: (folder: string) => T): T | undefined =>
  folder === undefined ? undefined : open(folder);

function balancerOf(loadBalancer: string, own: SharedArrayBuffer): Balancer {
  const found = balancers.get(loadBalancer);
  if (found) return found;
  const observed = (observation: Observation) => say({ kind: 'observed', loadBalancer, observation });
  const folder = (about?: LogSubject) =>
    logs === undefined ? undefined : logFolder(logs, loadBalancer, about);
  const openLogs: Openers = {
    requests: () => opened(folder(), (at) => new AccessLog(at, loadBalancer, clock)),
    connections: () => opened(folder('connections'), (at) => new ConnectionLog(at, clock, random)),
  };
  const openGates = (seed: string, keeper: Balancer) =>
    new Gates({
      seed,
      loadBalancer,
      now: () => keeper.wallSecond(),
      nonce: () => randomIds.word(32, alphabets.lower),
      count: (what) => keeper.own.add(keeper.second(), what, 1),
    });
  const balancer = new Balancer({ clock, random, own, functions, openLogs, openGates, observed });
  balancers.set(loadBalancer, balancer);
  return balancer;
}

async function apply(message: Extract<ToWorker, { kind: 'apply' }>): Promise<void> {
  const { call, table, memory } = message;
  const balancer = balancerOf(message.loadBalancer, memory.own);
  try {
    await balancer.apply(table, memory);
    say({ kind: 'applied', call, observation: balancer.observed() });
  } catch (error) {
    if (!(error instanceof EffectRefusal)) throw error;
    const { code, retryable } = error;
    say({ kind: 'refused', call, code, message: error.message, retryable });
  }
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'apply':
      return void apply(message);
    case 'remove':
      balancers.get(message.loadBalancer)?.close();
      balancers.delete(message.loadBalancer);
      return say({ kind: 'removed', call: message.call });
    case 'flush':
      balancers.get(message.loadBalancer)?.flush();
      return say({ kind: 'flushed', call: message.call });
    case 'clock':
      clock.set(message.setting);
      return say({ kind: 'set', call: message.call });
    default:
      return never(message);
  }
});
