import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContainerStart, ContainerStarted } from '../base/effects/container.ts';
import type { BlobFiles } from './blob-files.ts';
import type { Blobs } from './blobs.ts';
import { hostCommand } from './containers/command.ts';
import { environmentOf, imageConfig } from './containers/image.ts';
import { RootFolders } from './containers/root-folders.ts';
import type { Containers } from './containers.ts';
import type { Host } from './host/connect.ts';
import { pathOf } from './processes.local.ts';

const bindAddress = new URL('./containers/bind-address.mjs', import.meta.url);

export interface ProcessContainersParts {
  readonly folder: string;
  readonly blobs: Pick<Blobs, 'read'> & Pick<BlobFiles, 'pathOf'>;
  /** The PATH of whoever started the house. */
  readonly path: string;
}

/**
 * Containers without a container engine: a process in a folder that holds the image's files, with the host's own runtime
 * of its language, on the task's own loopback address. No isolation boundary.
 */
export class ProcessContainers implements Containers {
  readonly #host: Host;
  readonly #parts: ProcessContainersParts;
  readonly #roots: RootFolders;

  constructor(host: Host, parts: ProcessContainersParts) {
    this.#host = host;
    this.#parts = parts;
    this.#roots = new RootFolders(parts.folder, parts.blobs);
  }

  async perform(effect: ContainerStart, signal: AbortSignal): Promise<ContainerStarted> {
    const known = await this.#host.ask('process.find', { process: effect.process }, signal);
    if (known) return known;
    const { image } = effect;
    const config = imageConfig(await this.#parts.blobs.read(image.config));
    const root = await this.#roots.copyFor(effect.process, image);
    const workingDirectory = effect.workingDirectory ?? config.WorkingDir;
    const entryPoint = effect.entryPoint ?? config.Entrypoint;
    // AWS: task definition parameters, "entryPoint": where it is given, the image's command is not used.
    const command = effect.command ?? (effect.entryPoint ? [] : config.Cmd);
    const argv = hostCommand({
      argv: [...entryPoint, ...command],
      root,
      workingDirectory,
      path: this.#parts.path,
    });
    return this.#host.ask(
      'process.start',
      {
        process: effect.process,
        command: { argv },
        directory: path.join(root, workingDirectory),
        env: this.#environment(effect, environmentOf(config.Env), root),
        scratch: root,
      },
      signal,
    );
  }

  reset(): void {
    this.#roots.reset();
  }

  #environment(effect: ContainerStart, own: Record<string, string>, root: string): Record<string, string> {
    const given = { ...own, ...effect.env };
    const preload = `--import=${fileURLToPath(bindAddress)}`;
    return {
      ...given,
      HOST: effect.address,
      HOME: root,
      PATH: pathOf(this.#parts),
      NODE_OPTIONS: [given['NODE_OPTIONS'], preload].filter(Boolean).join(' '),
    };
  }
}
