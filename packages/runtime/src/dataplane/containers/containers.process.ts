import { mkdir, rm } from 'node:fs/promises';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { Clock } from '../../base/clock.ts';
import type {
  ContainerCheck,
  ContainerChecked,
  ContainerStart,
  ContainerStarted,
} from '../../base/effects/container.ts';
import type { BlobFiles } from '../blobs/blob-files.ts';
import type { Blobs, Names } from '../blobs/blobs.ts';
import { hostCommand } from './command.ts';
import { containerEnvironment, standardPath } from './environment.ts';
import { variablesIn } from './environment-file.ts';
import { placeIn } from './image-paths.ts';
import { environmentOf, imageConfig } from './image.ts';
import { RootFolders } from './root-folders.ts';
import type { Containers } from './containers.ts';
import type { Host } from '../host/connect.ts';
import type { ProcessSpec } from '../host/protocol.ts';
import { pathOf } from '../processes/processes.local.ts';
import { Turns } from '../turns.ts';

export interface ProcessContainersParts {
  readonly folder: string;
  readonly blobs: Pick<Blobs, 'read'> & Pick<BlobFiles, 'pathOf'>;
  /** The PATH of whoever started the house. */
  readonly path: string;
  readonly clock: Clock;
}

/**
 * Containers without a container engine: a process in a folder that holds the image's files, with the host's
 * own runtime of its language, on the task's own loopback address. No isolation boundary.
 */
export class ProcessContainers implements Containers {
  readonly #host: Host;
  readonly #parts: ProcessContainersParts;
  readonly #roots: RootFolders;
  /** By process: a folder that is filled anew while its process begins would be another's, or half of one. */
  readonly #beginnings = new Turns();

  constructor(host: Host, parts: ProcessContainersParts) {
    this.#host = host;
    this.#parts = parts;
    this.#roots = new RootFolders(parts.folder, parts.blobs);
  }

  async perform(effect: ContainerStart, signal: AbortSignal): Promise<ContainerStarted> {
    return this.#beginnings.take(effect.process, () => this.#begin(effect, signal));
  }

  async #begin(effect: ContainerStart, signal: AbortSignal): Promise<ContainerStarted> {
    const known = await this.#host.ask('process.find', { process: effect.process }, signal);
    if (known) return known;
    const root = await this.#roots.copyFor(effect.process, effect.image);
    try {
      return await this.#host.ask('process.start', await this.#spec(effect, root), signal);
    } catch (error) {
      if (error instanceof EffectRefusal) await rm(root, { recursive: true, force: true });
      throw error;
    }
  }

  async check(effect: ContainerCheck, signal: AbortSignal): Promise<ContainerChecked> {
    const { process, known, retries, timeoutMs } = effect;
    const argv = this.#checkCommand(effect);
    const { clock } = this.#parts;
    for (let failures = 0; ;) {
      await passing(clock, effect.intervalMs, signal);
      const { well } = await this.#host.ask('process.check', { process, argv, timeoutMs }, signal);
      failures = well || clock.now() < effect.graceUntil ? 0 : failures + 1;
      if (well && known !== 'HEALTHY') return { health: 'HEALTHY' };
      if (failures >= retries && known !== 'UNHEALTHY') return { health: 'UNHEALTHY' };
    }
  }

  /** AWS: `CMD-SHELL` and a line, `CMD` and words, or words. What calls localhost means the task. */
  #checkCommand({ process, command, address }: ContainerCheck): readonly string[] {
    const [first, ...rest] = command.map((word) => word.replace(/\b(localhost|127\.0\.0\.1)\b/g, address));
    const words = first === 'CMD' ? rest : [first!, ...rest];
    const argv = first === 'CMD-SHELL' ? ['sh', '-c', rest.join(' ')] : words;
    const place = { root: this.#roots.placeOf(process), imagePath: standardPath, workingDirectory: '/' };
    return hostCommand({ ...place, argv, path: this.#parts.path });
  }

  /** Forgets the files of images that nobody names. */
  sweep(names: Names): Promise<void> {
    return this.#roots.sweep(names);
  }

  reset(): void {
    this.#roots.reset();
  }

  async #spec(effect: ContainerStart, root: string): Promise<ProcessSpec> {
    const config = imageConfig(await this.#parts.blobs.read(effect.image.config));
    const workingDirectory = effect.workingDirectory ?? config.WorkingDir;
    const entryPoint = effect.entryPoint ?? config.Entrypoint;
    // AWS: task definition parameters, "entryPoint": where it is given, the image's command is not used.
    const command = effect.command ?? (effect.entryPoint ? [] : config.Cmd);
    const env = { ...environmentOf(config.Env), ...(await this.#said(effect)) };
    const place = { root, imagePath: env['PATH'] ?? standardPath };
    const argv = hostCommand({
      ...place,
      argv: [...entryPoint, ...command],
      workingDirectory,
      path: this.#parts.path,
    });
    return {
      process: effect.process,
      command: { argv },
      directory: await folderIn(root, workingDirectory),
      env: containerEnvironment({
        ...place,
        env,
        address: effect.address,
        path: pathOf(this.#parts),
      }),
      scratch: root,
      ...(effect.limits && { limits: effect.limits }),
    };
  }

  /** Its environment, with what files say of it. */
  async #said({ env, environmentFiles }: ContainerStart): Promise<Record<string, string>> {
    if (!environmentFiles) return env;
    const texts = await Promise.all(environmentFiles.files.map((file) => this.#parts.blobs.read(file)));
    const variables = texts.map((text) => variablesIn(text.toString()));
    const weak = Object.fromEntries(environmentFiles.under.map((name) => [name, env[name] ?? '']));
    const strong = Object.entries(env).filter(([name]) => !(name in weak));
    return Object.assign({}, weak, ...variables.toReversed(), Object.fromEntries(strong));
  }
}

function passing(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      callOff();
      reject(signal.reason as Error);
    };
    const callOff = clock.at(clock.now() + ms, () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
    signal.addEventListener('abort', giveUp, { once: true });
  });
}

/** As a container engine does, a working directory that is not there is made. */
async function folderIn(root: string, imagePath: string): Promise<string> {
  const folder = placeIn(root, imagePath);
  await mkdir(folder, { recursive: true });
  return folder;
}
