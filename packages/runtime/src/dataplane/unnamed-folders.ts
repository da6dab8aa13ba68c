import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Names } from './blobs/blobs.ts';
import { forgetFolder } from './forgotten-folder.ts';

/**
 * Folders that are made of blobs, and could be made again. They go when nobody names what they are made of, and nobody
 * has at the sweep before: whoever was still at work in one has ended since.
 */
export class UnnamedFolders {
  readonly #parent: string;
  readonly #madeOf: (folder: string) => readonly string[];
  #unnamed = new Set<string>();

  /** `madeOf`: SHA-256 in hex, of whatever a folder of that name is made of; nothing, where it is to stay. */
  constructor(parent: string, madeOf: (folder: string) => readonly string[]) {
    this.#parent = parent;
    this.#madeOf = madeOf;
    this.#sweepLeft();
  }

  /** Answers the names of those that have gone. */
  async sweep(names: Names): Promise<string[]> {
    if (!existsSync(this.#parent)) return [];
    const unnamed = readdirSync(this.#parent).filter((folder) =>
      this.#madeOf(folder).some((sha256) => !names.has(sha256)),
    );
    const going = unnamed.filter((folder) => this.#unnamed.has(folder));
    this.#unnamed = new Set(unnamed);
    await Promise.all(going.map((folder) => forgetFolder(path.join(this.#parent, folder))));
    return going;
  }

  /** What an earlier process was still making or deleting when it ended, nobody goes on with. */
  #sweepLeft(): void {
    if (!existsSync(this.#parent)) return;
    const left = readdirSync(this.#parent).filter((name) => /[.-]unfinished|\.forgotten-/.test(name));
    // What cannot be removed is the operator's to find.
    for (const name of left) forgetFolder(path.join(this.#parent, name)).catch(() => {});
  }
}
