import { existsSync, rmSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type {
  InstanceAttach,
  InstanceDetach,
  InstanceDiscard,
  InstanceInterrupt,
  InstanceMeasure,
  InstanceRan,
  InstanceRun,
  InstanceStart,
  InstanceStarted,
  InstanceStop,
  InstanceWatch,
} from '../../base/effects/instance.ts';
import type { ProcessExit, ProcessMeasured } from '../../base/effects/process.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { Host } from '../host/connect.ts';
import { CommandFolder } from './command-folder.ts';
import type { Instances } from './instances.ts';
import { OutputWatch } from './output-watch.ts';
import { pathOf } from '../processes/processes.local.ts';
import { Turns } from '../turns.ts';

/** The program that this is, as somebody else starts it: nothing of it is loaded here. */
const main = path.join(import.meta.dirname, '..', '..', 'main.mjs');

/** What a server does when it starts: its user data, the first time, and then its agent. */
const boot = `
if [ ! -e booted ]; then
  if [ -e user-data ]; then chmod 700 user-data; ./user-data > cloud-init-output.log 2>&1; fi
  : > booted
fi
exec "$@"
`;

const processOf = (instance: string, number: number): string => `instance/${instance}/${number}`;
const commandOf = (instance: string, command: string): string => `instance/${instance}/command/${command}`;

/** What runs now of a server: the name of its process. */
const bootFile = 'boot';

export interface LocalInstancesParts {
  readonly folder: string;
  readonly blobs: Pick<Blobs, 'write'>;
  readonly path: string;
  /** What plays a server, told as `penstock agent` is: this program, unless it is another. */
  readonly program?: readonly string[];
  /** A script that says more is ended. */
  readonly saidBytesMax?: number;
}

/** AWS has no limit but the server's disk; here it is everybody's. */
const saidBytesMax = 1024 ** 3;

/** A script that is to run on a server, as a process, from a folder. */
interface Beginning {
  readonly effect: InstanceRun;
  readonly process: string;
  readonly folder: CommandFolder;
}

/** Servers as processes of this machine, each in a folder. No isolation boundary: they may what its user may. */
export class LocalInstances implements Instances {
  readonly #host: Host;
  readonly #blobs: LocalInstancesParts['blobs'];
  readonly #folder: string;
  readonly #path: string;
  readonly #program: readonly string[];
  readonly #saidBytesMax: number;
  /** Of servers and scripts, by process. */
  readonly #beginnings = new Turns();

  constructor(host: Host, parts: LocalInstancesParts) {
    this.#host = host;
    this.#blobs = parts.blobs;
    this.#folder = parts.folder;
    this.#path = pathOf(parts);
    this.#program = parts.program ?? [globalThis.process.execPath, main];
    this.#saidBytesMax = parts.saidBytesMax ?? saidBytesMax;
  }

  async start(effect: InstanceStart, signal: AbortSignal): Promise<InstanceStarted> {
    const process = processOf(effect.instance, effect.boot);
    return this.#beginnings.take(process, () => this.#boot(effect, process, signal));
  }

  async #boot(effect: InstanceStart, process: string, signal: AbortSignal): Promise<InstanceStarted> {
    const { instance, userData, endpoint, region } = effect;
    const known = await this.#host.ask('process.find', { process }, signal);
    if (known) return known;
    const directory = path.join(this.#folder, instance);
    // User data and what scripts say are nobody else's to read.
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if (userData !== undefined) await writeFile(path.join(directory, 'user-data'), userData);
    await writeFile(path.join(directory, bootFile), process);
    const places = ['--dir', path.join(directory, 'agent'), '--root', path.join(directory, 'root')];
    const agent = ['agent', '--endpoint', endpoint, '--region', region, '--name', instance, ...places];
    const command = { argv: ['/bin/sh', '-c', boot, 'boot', ...this.#program, ...agent] };
    return this.#host.ask(
      'process.start',
      { process, command, directory, env: this.#bootEnv(effect) },
      signal,
    );
  }

  /** The account's own key, which nobody issued; its agent keeps it from scripts. */
  #bootEnv(effect: InstanceStart): Record<string, string> {
    return { ...this.#env(effect), AWS_ACCESS_KEY_ID: effect.account, AWS_SECRET_ACCESS_KEY: 'test' };
  }

  #env({ instance, region, endpoint, address }: InstanceStart | InstanceRun): Record<string, string> {
    return {
      PATH: this.#path,
      HOME: path.join(this.#folder, instance),
      HOST: address,
      PENSTOCK_ROOT: path.join(this.#folder, instance, 'root'),
      INSTANCE_ID: instance,
      AWS_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
    };
  }

  async watch({ instance, boot }: InstanceWatch, signal: AbortSignal): Promise<void> {
    await this.#end(processOf(instance, boot), signal);
  }

  async #end(process: string, signal: AbortSignal): Promise<ProcessExit> {
    for (let from = 0; ;) {
      const { next, exit } = await this.#host.ask('process.follow', { process, from }, signal);
      if (exit) return exit;
      from = next;
    }
  }

  async run(effect: InstanceRun, signal: AbortSignal): Promise<InstanceRan> {
    const process = commandOf(effect.instance, effect.command);
    const folder = new CommandFolder(path.join(this.#folder, effect.instance, 'commands', effect.command));
    // A script that is written anew while it begins could not be begun, or only by halves.
    await this.#beginnings.take(process, () => this.#begin({ effect, process, folder }, signal));
    const exit = await this.#endOfScript({ effect, process, folder }, signal);
    const saidTooMuch = (await folder.size()) > this.#saidBytesMax;
    const [stdout, stderr] = await folder.said(effect.keep ? this.#blobs : undefined);
    return { ...exit, stdout, stderr, ...(saidTooMuch && { saidTooMuch }) };
  }

  async #endOfScript({ effect, process, folder }: Beginning, signal: AbortSignal): Promise<ProcessExit> {
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    const watch = new OutputWatch({
      size: () => folder.size(),
      bytesMax: this.#saidBytesMax,
      exceeded: () => void this.interrupt(effect, signal).catch(reject),
    });
    try {
      return await Promise.race([this.#end(process, signal), stopped]);
    } finally {
      watch.close();
    }
  }

  async #begin({ effect, process, folder }: Beginning, signal: AbortSignal): Promise<void> {
    if (await this.#host.ask('process.find', { process }, signal)) return;
    const { instance, timeoutMs } = effect;
    const within = await this.#bootOf(instance);
    folder.assertFresh(process);
    const directory = path.join(this.#folder, instance, 'root', path.resolve('/', effect.directory ?? ''));
    if (effect.directory === undefined) await mkdir(directory, { recursive: true });
    const command = { argv: await folder.write(effect.script) };
    const env = { ...this.#env(effect), ...effect.env };
    await this.#host.ask('process.start', { process, command, directory, env, timeoutMs, within }, signal);
  }

  /** The process that it is. */
  async #bootOf(instance: string): Promise<string> {
    const file = path.join(this.#folder, instance, bootFile);
    if (!existsSync(file)) throw new EffectRefusal('NoSuchInstance', `${instance} is gone`);
    return readFile(file, 'utf8');
  }

  async interrupt(
    { instance, command }: Omit<InstanceInterrupt, 'type'>,
    signal: AbortSignal,
  ): Promise<void> {
    const process = commandOf(instance, command);
    await this.#host.ask('process.stop', { process, graceMs: 2000 }, signal);
  }

  async measure({ instance, boot }: InstanceMeasure, signal: AbortSignal): Promise<ProcessMeasured> {
    const process = processOf(instance, boot);
    const measured = await this.#host.ask('process.measure', { processes: [process], wide: true }, signal);
    const usage = measured.usages[process];
    return { ...measured, usages: usage ? { [instance]: usage } : {} };
  }

  async stop({ instance, boot, remove }: InstanceStop, signal: AbortSignal): Promise<void> {
    await this.#host.ask('process.stop', { process: processOf(instance, boot), graceMs: 5000 }, signal);
    if (remove) await rm(path.join(this.#folder, instance), { recursive: true, force: true });
  }

  async attach({ instance, volume, device }: InstanceAttach): Promise<void> {
    if (!existsSync(path.join(this.#folder, instance)))
      throw new EffectRefusal('NoSuchInstance', `${instance} is gone`);
    const disk = path.join(this.#folder, volume);
    await mkdir(disk, { recursive: true });
    const place = this.#placeOf(instance, device);
    await mkdir(path.dirname(place), { recursive: true });
    await rm(place, { force: true });
    await symlink(disk, place);
  }

  async detach({ instance, device }: InstanceDetach): Promise<void> {
    await rm(this.#placeOf(instance, device), { force: true });
  }

  async discard({ volume }: InstanceDiscard): Promise<void> {
    await rm(path.join(this.#folder, volume), { recursive: true, force: true });
  }

  #placeOf(instance: string, device: string): string {
    return path.join(this.#folder, instance, 'root', device);
  }

  reset(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
