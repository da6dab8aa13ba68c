import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { Said } from '../../base/effects/instance.ts';
import type { Blobs } from '../blobs/blobs.ts';
import { absent } from '../workspaces/pack.ts';

/** Says first that it has begun, so that nobody begins it again. */
const runner = ': > "$0/begun" && exec "$0/_script.sh" > "$0/stdout" 2> "$0/stderr"';

const textBytesMax = 256 * 1024;

// AWS: the published agent's appconfig: RunCommandLogsRetentionDurationHours, 336 by default. No script runs as long.
const keptMs = 14 * 86_400_000;

/** Where a server has a script that it was told to run, and what that has said. */
export class CommandFolder {
  readonly #path: string;

  constructor(folder: string) {
    this.#path = folder;
  }

  /** What has begun, and is not known any more, went with what supervised it. */
  assertFresh(process: string): void {
    if (existsSync(path.join(this.#path, 'begun')))
      throw new EffectRefusal('NoSuchProcess', `${process} was lost with what supervised it`);
  }

  /** Answers how it is run. What was run long ago goes. */
  async write(script: string): Promise<readonly string[]> {
    await mkdir(this.#path, { recursive: true });
    await writeFile(path.join(this.#path, '_script.sh'), script, { mode: 0o700 });
    await this.#forgetOthers();
    return ['/bin/sh', '-c', runner, this.#path];
  }

  async #forgetOthers(): Promise<void> {
    const { mtimeMs: now } = await stat(this.#path);
    const all = path.dirname(this.#path);
    for (const name of await readdir(all)) {
      const folder = path.join(all, name);
      const found = await stat(folder).catch(absent);
      if (found && found.mtimeMs < now - keptMs) await rm(folder, { recursive: true, force: true });
    }
  }

  /** How many bytes it has said so far. */
  async size(): Promise<number> {
    const sizes = await Promise.all(
      ['stdout', 'stderr'].map(async (name) => {
        const found = await stat(path.join(this.#path, name)).catch(absent);
        return found?.size ?? 0;
      }),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  said(blobs: Pick<Blobs, 'write'> | undefined): Promise<[Said, Said]> {
    return Promise.all([this.#said('stdout', blobs), this.#said('stderr', blobs)]);
  }

  /** What is open stays, though its server goes meanwhile with its folder. */
  async #said(name: 'stdout' | 'stderr', blobs: Pick<Blobs, 'write'> | undefined): Promise<Said> {
    const handle = await open(path.join(this.#path, name)).catch(absent);
    // It could not so much as begin, or is gone.
    if (!handle) return { text: '' };
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(textBytesMax), 0, textBytesMax, 0);
      const text = buffer.subarray(0, bytesRead).toString();
      const { size } = await handle.stat();
      if (!blobs || size === 0) return { text };
      return { text, whole: await blobs.write(handle.createReadStream({ start: 0, autoClose: false })) };
    } finally {
      await handle.close();
    }
  }
}
