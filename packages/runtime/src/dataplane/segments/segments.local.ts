import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncData, syncFolder } from '../disk-sync.ts';
import { forgetFolder, sweepForgotten } from '../forgotten-folder.ts';
import { segmentTorn, type Segments } from './segments.ts';

interface Append {
  readonly bytes: Uint8Array;
  readonly resolve: (at: { readonly offset: number }) => void;
  readonly reject: (error: unknown) => void;
}

/** What is under way for one segment: one thing at a time, in the order it was asked for. */
interface Queue {
  /** Appends that will go to disk together; undefined where the next one begins a new batch. */
  batch: Append[] | undefined;
  last: Promise<void>;
  /** How many are under way; at none the queue is forgotten. */
  depth: number;
}

/**
 * Segments as files, named by the SHA-256 of their name. Nothing is remembered between appends: a file is
 * continued at its end, whatever a torn append of a dead process left there. One process owns the folder.
 */
export class LocalSegments implements Segments {
  readonly #folder: string;
  readonly #queues = new Map<string, Queue>();

  constructor(folder: string) {
    this.#folder = folder;
    void sweepForgotten(folder);
  }

  append(segment: string, bytes: Uint8Array): Promise<{ readonly offset: number }> {
    return new Promise((resolve, reject) => {
      const queue = this.#queueOf(segment);
      const append = { bytes, resolve, reject };
      if (queue.batch) return void queue.batch.push(append);
      const batch = [append];
      queue.batch = batch;
      void this.#after(segment, async () => {
        await endOfTurn();
        if (queue.batch === batch) queue.batch = undefined;
        await this.#write(this.#fileOf(segment), batch);
      });
    });
  }

  async read(segment: string, offset: number, length: number): Promise<Uint8Array> {
    const bytes = await bytesAt(this.#fileOf(segment), offset, length);
    if (bytes.length < length) throw segmentTorn(segment, length, bytes.length);
    return bytes;
  }

  remove(segment: string): Promise<void> {
    this.#queueOf(segment).batch = undefined;
    return this.#after(segment, () => rm(this.#fileOf(segment), { force: true }));
  }

  reset(): void {
    void forgetFolder(this.#folder);
  }

  #fileOf(segment: string): string {
    const name = createHash('sha256').update(segment).digest('hex');
    return path.join(this.#folder, name.slice(0, 2), name.slice(2));
  }

  #queueOf(segment: string): Queue {
    let queue = this.#queues.get(segment);
    if (!queue) this.#queues.set(segment, (queue = { batch: undefined, last: Promise.resolve(), depth: 0 }));
    return queue;
  }

  /** Does something when all that was asked of the segment before is done. */
  #after(segment: string, body: () => Promise<void>): Promise<void> {
    const queue = this.#queueOf(segment);
    queue.depth++;
    queue.last = queue.last.then(body, body).finally(() => {
      if (--queue.depth === 0) this.#queues.delete(segment);
    });
    return queue.last;
  }

  async #write(file: string, appends: readonly Append[]): Promise<void> {
    try {
      let offset = await appendTo(
        file,
        appends.map(({ bytes }) => bytes),
      );
      for (const { bytes, resolve } of appends) {
        resolve({ offset });
        offset += bytes.length;
      }
    } catch (error) {
      for (const { reject } of appends) reject(error);
    }
  }
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Answers where the first of them starts. Only the disk is waited for: a step aside takes longer than all the rest. */
async function appendTo(file: string, pieces: readonly Uint8Array[]): Promise<number> {
  const folder = path.dirname(file);
  const { descriptor, isNewFolder } = openAtEnd(file, folder);
  try {
    const { size } = fstatSync(descriptor);
    writeFileSync(descriptor, pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
    await syncData(descriptor);
    if (size === 0) await syncFolder(folder);
    if (isNewFolder) await syncFolder(path.dirname(folder));
    return size;
  } finally {
    closeSync(descriptor);
  }
}

/** Its folder is there, most often. */
function openAtEnd(
  file: string,
  folder: string,
): { readonly descriptor: number; readonly isNewFolder: boolean } {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
  try {
    return { descriptor: openSync(file, flags, 0o644), isNewFolder: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const made = mkdirSync(folder, { recursive: true });
    return { descriptor: openSync(file, flags, 0o644), isNewFolder: made !== undefined };
  }
}

async function bytesAt(file: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return new Uint8Array();
  try {
    const bytes = Buffer.allocUnsafe(length);
    let found = 0;
    while (found < length) {
      const { bytesRead } = await handle.read(bytes, found, length - found, offset + found);
      if (bytesRead === 0) break;
      found += bytesRead;
    }
    return bytes.subarray(0, found);
  } finally {
    await handle.close();
  }
}
