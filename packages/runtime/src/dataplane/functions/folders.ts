import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { BlobRef } from '../../base/blob.ts';
import type { ContainerImage } from '../../base/effects/container.ts';
import type { BlobFiles } from '../blobs/blob-files.ts';
import type { Names } from '../blobs/blobs.ts';
import { RootFolders } from '../containers/root-folders.ts';
import { forgetFolder, sweepForgotten } from '../forgotten-folder.ts';
import { UnnamedFolders } from '../unnamed-folders.ts';
import { unpackAll } from '../workspaces/unpack.ts';
import { useOwnInterpreters } from './interpreters.ts';

/** The files of functions: each zip, each stack of layers and each image unpacked once. */
export class FunctionFolders {
  readonly #folder: string;
  readonly #blobs: Pick<BlobFiles, 'pathOf'>;
  readonly #images: RootFolders;
  readonly #underWay = new Map<string, Promise<string>>();
  readonly #unnamed: UnnamedFolders;

  constructor(folder: string, blobs: Pick<BlobFiles, 'pathOf'>) {
    this.#folder = path.join(folder, 'code');
    this.#blobs = blobs;
    this.#images = new RootFolders(path.join(folder, 'images'), blobs);
    this.#unnamed = new UnnamedFolders(this.#folder, (name) => this.#madeOf(name));
    void sweepForgotten(this.#folder);
    this.#prepare();
  }

  /** The folder that holds a function's files: Lambda's /var/task. */
  codeOf(code: BlobRef): Promise<string> {
    return this.#folderOf(code.sha256, [code]);
  }

  /** The folder that is Lambda's /opt: later layers over earlier ones. Undefined where there are none. */
  async layersOf(layers: readonly BlobRef[]): Promise<string | undefined> {
    if (layers.length === 0) return undefined;
    const names = layers.map(({ sha256 }) => sha256).join('\n');
    const name = stackOf(names);
    // What it is made of cannot be told from its name.
    if (this.#noted(name) === undefined) writeFileSync(this.#noteOf(name), names);
    return this.#folderOf(name, layers);
  }

  /** What a stack is made of; undefined also where whoever noted it has ended, or the disk was full, in its midst. */
  #noted(stack: string): string | undefined {
    const note = this.#noteOf(stack);
    const names = existsSync(note) ? readFileSync(note, 'utf8') : '';
    return stackOf(names) === stack ? names : undefined;
  }

  #noteOf(stack: string): string {
    return path.join(this.#folder, `${stack}.layers`);
  }

  imageOf(image: ContainerImage): Promise<string> {
    return this.#images.folderOf(image);
  }

  /** Forgets the files of what nobody names. */
  async sweep(names: Names): Promise<void> {
    const gone = await this.#unnamed.sweep(names);
    for (const name of gone) rmSync(this.#noteOf(name), { force: true });
    await this.#images.sweep(names);
  }

  #madeOf(name: string): readonly string[] {
    if (/^[0-9a-f]{64}$/.test(name)) return [name];
    return this.#noted(name)?.split('\n') ?? [];
  }

  reset(): void {
    void forgetFolder(this.#folder);
    this.#images.reset();
    this.#prepare();
  }

  #prepare(): void {
    mkdirSync(this.#folder, { recursive: true });
    // Code without a package.json of its own must not come under one that lies in a folder further up.
    writeFileSync(path.join(this.#folder, 'package.json'), '{}\n');
  }

  #folderOf(name: string, zips: readonly BlobRef[]): Promise<string> {
    const folder = path.join(this.#folder, name);
    if (existsSync(folder)) return Promise.resolve(folder);
    const underWay = this.#underWay.get(name);
    if (underWay) return underWay;
    const unpacking = this.#unpack(zips, folder).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, unpacking);
    return unpacking;
  }

  async #unpack(zips: readonly BlobRef[], folder: string): Promise<string> {
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    const files = zips.map((zip) => ({ file: this.#blobs.pathOf(zip), into: unfinished }));
    await unpackAll(files, unfinished);
    await useOwnInterpreters(unfinished);
    await rename(unfinished, folder);
    return folder;
  }
}

const stackOf = (names: string): string => `opt-${createHash('sha256').update(names).digest('hex')}`;
