import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { access, open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { BlobRef } from '../../base/blob.ts';
import type { BlobFiles } from './blob-files.ts';
import {
  BlobDigest,
  blobDamaged,
  blobMissing,
  type Blobs,
  type ByteRange,
  type Names,
  type Swept,
} from './blobs.ts';
import { syncFile, syncFolder } from '../disk-sync.ts';
import { forgetFolder, sweepForgotten } from '../forgotten-folder.ts';

const pieceBytes = 256 * 1024;

/** Blobs as files: `<folder>/ab/cdef…`, named by their SHA-256. One process owns the folder. */
export class LocalBlobs implements Blobs, BlobFiles {
  readonly #folder: string;
  #incoming = 0;
  /** What nobody named at the last sweep, and which file it was: who writes it again makes another. */
  #unnamed = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
    rmSync(this.#incomingFolder, { recursive: true, force: true });
    mkdirSync(this.#incomingFolder, { recursive: true });
    void sweepForgotten(folder);
  }

  /** The file that holds a blob, for whoever reads it himself. It is not to be written to. */
  pathOf(blob: Pick<BlobRef, 'sha256'>): string {
    return path.join(this.#folder, blob.sha256.slice(0, 2), blob.sha256.slice(2));
  }

  /** Takes a finished file over; nobody writes to it any more. From another file system it is copied. */
  async keep(file: string): Promise<BlobRef> {
    const handle = await open(file);
    try {
      const digest = new BlobDigest();
      for await (const piece of pieces(handle)) digest.add(piece);
      await handle.sync();
      const blob = digest.ref();
      const moved = await this.#settle(file, blob).then(() => true, isElsewhere);
      if (moved) return blob;
      await this.write(pieces(handle));
      await rm(file);
      return blob;
    } finally {
      await handle.close();
    }
  }

  async write(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef> {
    const temporary = path.join(this.#incomingFolder, String(++this.#incoming));
    const descriptor = openSync(temporary, 'wx');
    try {
      const digest = new BlobDigest();
      for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) {
        digest.add(piece);
        writeFileSync(descriptor, piece);
      }
      const blob = digest.ref();
      await syncFile(descriptor);
      await this.#settle(temporary, blob);
      return blob;
    } finally {
      closeSync(descriptor);
      rmSync(temporary, { force: true });
    }
  }

  async read(blob: BlobRef): Promise<Uint8Array> {
    const handle = await this.#open(blob);
    try {
      const bytes = await handle.readFile();
      const digest = new BlobDigest();
      digest.add(bytes);
      if (digest.ref().sha256 !== blob.sha256) throw blobDamaged(blob);
      return bytes;
    } finally {
      await handle.close();
    }
  }

  async *stream(blob: BlobRef, range?: ByteRange): AsyncIterable<Uint8Array> {
    const handle = await this.#open(blob);
    try {
      if (range) yield* pieces(handle, range);
      else yield* proved(pieces(handle), blob);
    } finally {
      await handle.close();
    }
  }

  async sweep(names: Names): Promise<Swept> {
    const unnamed = new Map<string, string>();
    const swept = { count: 0, bytes: 0 };
    for (const folder of readdirSync(this.#folder).filter(isOfBlobs)) {
      for (const name of filesIn(path.join(this.#folder, folder)))
        if (!names.has(folder + name)) this.#forget(folder + name, unnamed, swept);
      await aside();
    }
    this.#unnamed = unnamed;
    return swept;
  }

  /** In one turn: whoever writes the same bytes meanwhile has come before it, or comes after it. */
  #forget(sha256: string, unnamed: Map<string, string>, swept: { count: number; bytes: number }): void {
    const file = this.pathOf({ sha256 });
    const { ino, ctimeMs, size } = statSync(file);
    const which = `${ino} of ${ctimeMs}`;
    if (this.#unnamed.get(sha256) !== which) return void unnamed.set(sha256, which);
    unlinkSync(file);
    swept.count++;
    swept.bytes += size;
  }

  reset(): void {
    this.#unnamed.clear();
    void forgetFolder(this.#folder);
    mkdirSync(this.#incomingFolder, { recursive: true });
  }

  get #incomingFolder(): string {
    return path.join(this.#folder, 'incoming');
  }

  async #settle(temporary: string, blob: BlobRef): Promise<void> {
    const file = this.pathOf(blob);
    const made = mkdirSync(path.dirname(file), { recursive: true });
    renameSync(temporary, file);
    await syncFolder(path.dirname(file));
    if (made !== undefined) await syncFolder(this.#folder);
  }

  async #open(blob: BlobRef): Promise<FileHandle> {
    const file = this.pathOf(blob);
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (!there) throw blobMissing(blob);
    return open(file);
  }
}

const isOfBlobs = (folder: string): boolean => /^[0-9a-f]{2}$/.test(folder);

/** None where they were forgotten meanwhile. */
const filesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Lets others have their turns. */
const aside = () => new Promise<void>((resolve) => setImmediate(resolve));

/** False where a file cannot be renamed because the folder is on another file system; other errors go on. */
function isElsewhere(error: NodeJS.ErrnoException): false {
  if (error.code === 'EXDEV') return false;
  throw error;
}

async function* pieces(handle: FileHandle, range?: ByteRange): AsyncGenerator<Uint8Array, undefined> {
  const end = range ? range.end + 1 : Infinity;
  for (let position = range?.start ?? 0; position < end;) {
    const length = Math.min(pieceBytes, end - position);
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Passes pieces on one behind, so that damage is known before the reader takes the whole for whole. */
async function* proved(all: AsyncIterable<Uint8Array>, blob: BlobRef): AsyncGenerator<Uint8Array, undefined> {
  const digest = new BlobDigest();
  let held: Uint8Array | undefined;
  for await (const piece of all) {
    if (held) yield held;
    digest.add(piece);
    held = piece;
  }
  if (digest.ref().sha256 !== blob.sha256) throw blobDamaged(blob);
  if (held) yield held;
}
