import { mkdirSync } from 'node:fs';
import { EffectRefusal } from '../../base/effects/effect.ts';

/** What a zip may hold. A source of more is not what this house is for, or a trap. */
export const limits = { entries: 200_000, bytes: 8 * 1024 ** 3, linkBytes: 4096 };

export function refuseTooMuch(entries: number, bytes: number): void {
  if (entries > limits.entries) throw tooLarge(`${entries} entries`);
  if (bytes > limits.bytes) throw tooLarge(`${bytes} bytes`);
}

/** A link that is made when all files are there. */
export interface Link {
  readonly place: string;
  readonly target: string;
}

/** In a Unix mode. */
export const fileType = { mask: 0o170000, folder: 0o040000, link: 0o120000 };

/** Folders that are made once. */
export class Folders {
  readonly #made: Set<string>;

  constructor(root: string) {
    this.#made = new Set([root]);
  }

  make(folder: string): void {
    if (this.#made.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    this.#made.add(folder);
  }
}

export function unsafe(name: string): EffectRefusal {
  return new EffectRefusal(
    'UnsafeZip',
    `the zip holds ${JSON.stringify(name)}, which leads out of its folder`,
  );
}

function tooLarge(size: string): EffectRefusal {
  return new EffectRefusal('ZipTooLarge', `the zip holds ${size}, more than is unpacked here`);
}

/** The disk is full, a blob is gone: not the zip's fault. */
export function isSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
