import { accessSync, constants, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RegistryTypes, RegistryTypesRead } from '../../base/effects/registry.ts';
import type { Registry } from './registry.ts';
import { cacheFolder, Catalogue, catalogueFile } from './catalogue.ts';

/** Reads the catalogue, which a thread writes the first time that it is needed on this machine. */
export class LocalRegistry implements Registry {
  readonly #folders: readonly string[];
  #catalogue: Catalogue | undefined;
  #opening: Promise<Catalogue> | undefined;

  /** The catalogue is kept in the first of the folders that may be written to. */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  async perform(asked: RegistryTypes): Promise<RegistryTypesRead> {
    this.#catalogue ??= await (this.#opening ??= this.#open());
    return this.#catalogue.answer(asked);
  }

  async #open(): Promise<Catalogue> {
    try {
      return this.#written() ?? (await this.#write());
    } finally {
      this.#opening = undefined;
    }
  }

  #written(): Catalogue | undefined {
    for (const folder of this.#folders) {
      const catalogue = Catalogue.open(catalogueFile(folder));
      if (catalogue) return catalogue;
    }
    return undefined;
  }

  async #write(): Promise<Catalogue> {
    const file = catalogueFile(this.#folders.find(isWritable) ?? this.#folders.at(-1)!);
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: file });
    await once(worker, 'exit');
    return Catalogue.open(file)!;
  }
}

/** The catalogue of a folder of the house's own, or of the machine's cache of packages. */
export function localRegistry(folder: string): LocalRegistry {
  return new LocalRegistry([cacheFolder(), folder]);
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
