import { mkdir, rm } from 'node:fs/promises';
import { EffectRefusal } from '../base/effects/effect.ts';
import type { ContainerStart, ContainerStarted } from '../base/effects/container.ts';
import type { BlobFiles } from './blob-files.ts';
import type { Blobs } from './blobs.ts';
import { hostCommand } from './containers/command.ts';
import { containerEnvironment, standardPath } from './containers/environment.ts';
import { placeIn } from './containers/image-paths.ts';
import { environmentOf, imageConfig } from './containers/image.ts';
import { RootFolders } from './containers/root-folders.ts';
import type { Containers } from './containers.ts';
import type { Host } from './host/connect.ts';
import type { ProcessSpec } from './host/protocol.ts';
import { pathOf } from './processes.local.ts';

export interface ProcessContainersParts {
  readonly folder: string;
  readonly blobs: Pick<Blobs, 'read'> & Pick<BlobFiles, 'pathOf'>;
  /** The PATH of whoever started the house. */
  readonly path: string;
}

/**
 * Containers without a container engine: a process in a folder that holds the image's files, with the host's
 * own runtime of its language, on the task's own loopback address. No isolation boundary.
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
    const root = await this.#roots.copyFor(effect.process, effect.image);
    try {
      return await this.#host.ask('process.start', await this.#spec(effect, root), signal);
    } catch (error) {
      if (error instanceof EffectRefusal) await rm(root, { recursive: true, force: true });
      throw error;
    }
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
    const env = { ...environmentOf(config.Env), ...effect.env };
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
}

/** As a container engine does, a working directory that is not there is made. */
async function folderIn(root: string, imagePath: string): Promise<string> {
  const folder = placeIn(root, imagePath);
  await mkdir(folder, { recursive: true });
  return folder;
}
