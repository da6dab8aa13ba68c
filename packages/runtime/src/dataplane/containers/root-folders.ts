import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ContainerImage } from '../../base/effects/container.ts';
import type { BlobFiles } from '../blobs/blob-files.ts';
import type { Names } from '../blobs/blobs.ts';
import { forgetFolder } from '../forgotten-folder.ts';
import { UnnamedFolders } from '../unnamed-folders.ts';
import { unpackLayers } from './layers.ts';

const execute = promisify(execFile);

/** Folders that hold the files of images, one for each image, and a copy for each container. */
export class RootFolders {
  readonly #folder: string;
  readonly #blobs: Pick<BlobFiles, 'pathOf'>;
  readonly #unpacking = new Map<string, Promise<string>>();
  readonly #unnamed: UnnamedFolders;

  constructor(folder: string, blobs: Pick<BlobFiles, 'pathOf'>) {
    this.#folder = folder;
    this.#blobs = blobs;
    this.#unnamed = new UnnamedFolders(path.join(folder, 'images'), digestIn);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Where a container's own folder is. */
  placeOf(container: string): string {
    const name = createHash('sha256').update(container).digest('hex').slice(0, 32);
    return path.join(this.#folder, 'containers', name);
  }

  /** A folder of the container's own with the image's files in it. */
  async copyFor(container: string, image: ContainerImage): Promise<string> {
    const copy = this.placeOf(container);
    await rm(copy, { recursive: true, force: true });
    await mkdir(path.dirname(copy), { recursive: true });
    const how = process.platform === 'linux' ? ['-a', '--reflink=auto'] : ['-a'];
    await execute('cp', [...how, await this.folderOf(image), copy]);
    return copy;
  }

  /** Forgets the files of images that nobody names. */
  async sweep(names: Names): Promise<void> {
    const gone = new Set(await this.#unnamed.sweep(names));
    for (const digest of this.#unpacking.keys())
      if (gone.has(folderName(digest))) this.#unpacking.delete(digest);
  }

  reset(): void {
    void forgetFolder(this.#folder);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#unpacking.clear();
  }

  /** The image's files, which nobody is to change. Each is unpacked once, however many ask at the same time. */
  folderOf(image: ContainerImage): Promise<string> {
    const known = this.#unpacking.get(image.digest);
    if (known) return known;
    const unpacking = this.#unpack(image);
    this.#unpacking.set(image.digest, unpacking);
    unpacking.catch(() => this.#unpacking.delete(image.digest));
    return unpacking;
  }

  async #unpack(image: ContainerImage): Promise<string> {
    const folder = path.join(this.#folder, 'images', folderName(image.digest));
    if (existsSync(folder)) return folder;
    await mkdir(path.dirname(folder), { recursive: true });
    const unfinished = await mkdtemp(`${folder}-unfinished-`);
    await unpackLayers(
      image.layers.map((layer) => this.#blobs.pathOf(layer)),
      unfinished,
    );
    await rename(unfinished, folder);
    return folder;
  }
}

const folderName = (digest: string): string => digest.replace(/[^\w]/g, '-');

/** Of a folder of an image that is whole. */
const digestIn = (name: string): string[] => /^sha256-([0-9a-f]{64})$/.exec(name)?.slice(1) ?? [];
