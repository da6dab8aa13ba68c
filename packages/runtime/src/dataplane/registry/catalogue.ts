import { openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { RegistryTypes, RegistryTypesRead } from '../../base/effects/registry.ts';
import type { RegistryType } from '../../base/registry-type.ts';
import { own } from '../../base/own.ts';

/**
 * The registry on disk. The specification takes a second and 200 MB to load, so it is written down once, in a form of
 * which one type is read without the others: a line with the place of each, then a line for each.
 */
export class Catalogue {
  readonly #descriptor: number;
  /** Where the first type's line begins. */
  readonly #base: number;
  readonly #places: Places;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
    const length = Number(readText(descriptor, 0, headerBytes));
    this.#places = JSON.parse(readText(descriptor, headerBytes, length)) as Places;
    this.#base = headerBytes + length;
  }

  /** Undefined where none has been written, or may be read. */
  static open(file: string): Catalogue | undefined {
    try {
      return new Catalogue(openSync(file, 'r'));
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? ''))
        return undefined;
      throw error;
    }
  }

  get names(): readonly string[] {
    return Object.keys(this.#places);
  }

  answer({ names, beginning }: Omit<RegistryTypes, 'type'>): RegistryTypesRead {
    const types = this.types(names);
    if (beginning === undefined) return { types };
    return { types, names: this.names.filter((name) => name.startsWith(beginning)).toSorted() };
  }

  /** Those of the named types that there are. */
  types(names: readonly string[]): Readonly<Record<string, RegistryType>> {
    const found = names.map((name) => [name, this.#read(name)] as const);
    return Object.fromEntries(
      found.filter((entry): entry is [string, RegistryType] => entry[1] !== undefined),
    );
  }

  #read(name: string): RegistryType | undefined {
    const place = own(this.#places, name);
    if (!place) return undefined;
    return JSON.parse(readText(this.#descriptor, this.#base + place[0], place[1])) as RegistryType;
  }
}

/** Offset and length in bytes of each type's line, by name. */
export type Places = Readonly<Record<string, readonly [number, number]>>;

/** The length of the line of places stands before it, in so many characters. */
export const headerBytes = 16;

function readText(descriptor: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, position);
  return bytes.toString();
}

/** Another number for another form. */
const form = 1;

/** The catalogue's file in a folder: another for another version of the specification. */
export function catalogueFile(folder: string): string {
  const { version } = specification.require('@aws-cdk/aws-service-spec/package.json') as { version: string };
  return path.join(folder, `registry-${version}-${form}`);
}

/** Where packages keep what they have made: beside the specification's own package. */
export function cacheFolder(): string {
  const manifest = specification.require.resolve('@aws-cdk/aws-service-spec/package.json');
  return path.resolve(path.dirname(manifest), '../../.cache/penstock');
}

const specification = { require: createRequire(import.meta.url) };
