import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { wall, type ClockSetting } from '../../base/clock.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { timers } from '../../base/timers.ts';
import type { HostPlace } from './place.ts';
import { protocolVersion, type HostRecord } from './protocol.ts';
import { marker, send } from './stragglers.ts';

/** How long a host may take to say that it is there. Wall time. */
const startMs = 10_000;

export interface HostOptions {
  /** The data folder. */
  readonly folder: string;
  readonly setting: ClockSetting;
  /** The host ends itself after so long without a control plane. Wall time; never, unless said. */
  readonly orphanedMinutes?: number;
}

/** The host of a data folder: the one that runs, or a new one. */
export async function findOrLaunch(place: HostPlace, options: HostOptions): Promise<HostRecord> {
  const running = place.running();
  if (running?.protocol === protocolVersion) return running;
  // It speaks another language: its processes outlive it, and are found again by the next.
  if (running) send(running.pid, 'SIGKILL');
  const said = await launch(place, options);
  const started = said === 'taken' ? await another(place) : place.running();
  if (started) return started;
  throw new EffectRefusal(
    'HostUnavailable',
    `the data-plane host does not start: ${said}; see ${place.log}`,
    true,
  );
}

/** A host that somebody else is starting at this moment. */
async function another(place: HostPlace): Promise<HostRecord | undefined> {
  for (const givenUpAt = wall.now() + startMs; wall.now() < givenUpAt;) {
    const running = place.running();
    if (running) return running;
    await new Promise<void>((resolve) => timers.after(20, resolve));
  }
  return undefined;
}

/** Starts a host that belongs to nobody, and waits for its word. */
async function launch(place: HostPlace, options: HostOptions): Promise<string> {
  const log = openSync(place.log, 'a', 0o600);
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const { folder, setting, orphanedMinutes } = options;
  const words = [main, folder, JSON.stringify(setting), String(orphanedMinutes ?? 'never')];
  const host = spawn(process.execPath, words, {
    detached: true,
    cwd: '/',
    env: { ...environment(), NODE_COMPILE_CACHE: place.compiled() },
    stdio: ['ignore', log, log, 'pipe'],
  });
  closeSync(log);
  host.unref();
  const word = Promise.withResolvers<string>();
  const forget = timers.after(startMs, () => word.resolve(`not a word for ${startMs} ms`));
  host.on('error', (error) => word.resolve(error.message));
  const pipe = host.stdio[3] as Readable;
  pipe.on('data', (bytes: Buffer) => word.resolve(bytes.toString().trim()));
  pipe.on('end', () => word.resolve('it ended'));
  const said = await word.promise;
  forget();
  pipe.destroy();
  return said;
}

/** Nothing of the control plane's own environment is the host's business, but where things are. */
function environment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', marker];
  const known = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(known.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
