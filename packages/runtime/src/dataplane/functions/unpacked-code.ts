import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { BlobRef } from '../../base/blob.ts';
import type { BlobFiles } from '../blob-files.ts';
import { forgetFolder, sweepForgotten } from '../forgotten-folder.ts';
import { unpackAll } from '../workspaces/unpack.ts';

/** The code of functions, each zip unpacked once. */
export class UnpackedCode {
  readonly #folder: string;
  readonly #blobs: Pick<BlobFiles, 'pathOf'>;
  readonly #underWay = new Map<string, Promise<string>>();

  constructor(folder: string, blobs: Pick<BlobFiles, 'pathOf'>) {
    this.#folder = folder;
    this.#blobs = blobs;
    void sweepForgotten(folder);
    this.#prepare();
  }

  /** The folder that holds a function's files: Lambda's /var/task. */
  folderOf(code: BlobRef): Promise<string> {
    const folder = path.join(this.#folder, code.sha256);
    if (existsSync(folder)) return Promise.resolve(folder);
    const underWay = this.#underWay.get(code.sha256);
    if (underWay) return underWay;
    const unpacking = this.#unpack(code, folder).finally(() => this.#underWay.delete(code.sha256));
    this.#underWay.set(code.sha256, unpacking);
    return unpacking;
  }

  reset(): void {
    void forgetFolder(this.#folder);
    this.#prepare();
  }

  #prepare(): void {
    mkdirSync(this.#folder, { recursive: true });
    // Code without a package.json of its own must not come under one that lies in a folder further up.
    writeFileSync(path.join(this.#folder, 'package.json'), '{}\n');
  }

  async #unpack(code: BlobRef, folder: string): Promise<string> {
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    await unpackAll([{ file: this.#blobs.pathOf(code), into: unfinished }], unfinished);
    await rename(unfinished, folder);
    return folder;
  }
}
