import { closeSync, rmSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { Server } from 'node:net';
import { assert } from '../../base/assert.ts';
import type { ClockSetting } from '../../base/clock.ts';
import { alphabets, randomIds } from '../../base/ids.ts';
import { timers } from '../../base/timers.ts';
import { identityOf } from './identity.ts';
import { MountedLoadBalancers } from './mounted-load-balancers.ts';
import { HostPlace } from './place.ts';
import { protocolVersion } from './protocol.ts';
import { serveHost, type Answers } from './server.ts';
import { Supervisor } from './supervisor.ts';

/**
 * The data-plane host: a process of its own, which the control plane starts and which outlives it. Supervises
 * processes and carries the load balancers.
 *
 *     node main.ts <data folder> <clock setting, JSON> <minutes | never>
 *
 * The minutes are how long it stays without a control plane.
 */
const [dataFolder = '', settingText = '', orphanedMinutes = 'never'] = process.argv.slice(2);

/** What a shutdown gives processes to end by themselves. Wall time. */
const shutdownGraceMs = 5000;
/** How often one looks whether there is still anything to be here for. Wall time. */
const lookMs = 10_000;
/** Where whoever starts this waits for one line: the descriptor is its pipe. */
const readyDescriptor = 3;

const place = new HostPlace(dataFolder);
const identity = identityOf(process.pid);
assert(identity, 'this process runs');

if (place.lock(process.pid, identity)) void host(identity);
else tellReady('taken');

async function host(identity: string): Promise<void> {
  const supervisor = new Supervisor(place.processes);
  const setting = JSON.parse(settingText) as ClockSetting;
  const loadBalancers = new MountedLoadBalancers(place.loadBalancers, setting, {
    functions: place.functions(),
    logs: place.accessLogs,
  });
  await loadBalancers.restore();
  const token = randomIds.word(32, alphabets.lower);
  const socket = place.socket();
  const server = serveHost(answersOf(supervisor, loadBalancers, end), token, (setting) =>
    loadBalancers.setClock(setting),
  );
  rmSync(socket, { force: true });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  place.write({ pid: process.pid, identity, socket, token, protocol: protocolVersion });
  tellReady('ready');
  flushCompileCache();
  watch(server);
  void supervisor.prune();

  async function end(): Promise<void> {
    await Promise.all([supervisor.stopAll(shutdownGraceMs), loadBalancers.close()]);
    server.close();
    rmSync(socket, { force: true });
    // The answer to whoever asked is still on its way.
    timers.after(100, () => process.exit(0));
  }

  /** Ends where the data folder has gone, or where nobody has come back for too long. */
  function watch(server: Server, aloneMs = 0): void {
    timers.after(lookMs, () => {
      server.getConnections((_, count) => {
        const alone = count > 0 ? 0 : aloneMs + lookMs;
        const tooLong = orphanedMinutes !== 'never' && alone >= Number(orphanedMinutes) * 60_000;
        if (tooLong || !place.exists) void end();
        else watch(server, alone);
      });
    });
  }
}

function answersOf(
  supervisor: Supervisor,
  loadBalancers: MountedLoadBalancers,
  end: () => Promise<void>,
): Answers {
  const nothing = async (done: Promise<void>): Promise<null> => {
    await done;
    return null;
  };
  return {
    'process.start': (spec) => supervisor.start(spec),
    'process.find': async ({ process }) => supervisor.find(process),
    'process.run': (run, signal) => supervisor.run(run, signal),
    'process.follow': (follow, signal) => supervisor.follow(follow, signal),
    'process.check': (check) => supervisor.check(check),
    'process.measure': (measure) => supervisor.measure(measure),
    'process.stop': (stop) => supervisor.stop(stop),
    'loadbalancer.apply': (apply) => nothing(loadBalancers.apply(apply)),
    'loadbalancer.observe': (observe, signal) => loadBalancers.observe(observe, signal),
    'loadbalancer.measure': (measure, signal) => loadBalancers.measure(measure, signal),
    'loadbalancer.log': (log, signal) => loadBalancers.log(log, signal),
    'loadbalancer.remove': (remove) => nothing(loadBalancers.remove(remove)),
    'clock.set': async (setting) => {
      loadBalancers.setClock(setting);
      return null;
    },
    'host.reset': async () => {
      await Promise.all([supervisor.reset(), loadBalancers.reset()]);
      return null;
    },
    'host.shutdown': () => nothing(end()),
  };
}

function tellReady(word: 'ready' | 'taken'): void {
  writeSync(readyDescriptor, `${word}\n`);
  closeSync(readyDescriptor);
}
