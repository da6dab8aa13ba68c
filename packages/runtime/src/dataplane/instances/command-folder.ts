import { existsSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { Said } from '../../base/effects/instance.ts';
import type { Blobs } from '../blobs/blobs.ts';
import { absent } from '../workspaces/pack.ts';

/** Says first that it has begun, so that nobody begins it again. */
const runner = ': > "$0/begun" && exec "$0/_script.sh" > "$0/stdout" 2> "$0/stderr"';

const textBytesMax = 256 * 1024;

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

  /** Answers how it is run. */
  async write(script: string): Promise<readonly string[]> {
    await mkdir(this.#path, { recursive: true });
    await writeFile(path.join(this.#path, '_script.sh'), script, { mode: 0o700 });
    return ['/bin/sh', '-c', runner, this.#path];
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
