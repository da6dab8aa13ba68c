import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';

/** A file, folder or link in a zip. */
export interface ZipEntry {
  readonly name: string;
  /** Of Unix; 0 where the zip was not made there. */
  readonly mode: number;
  readonly deflated: boolean;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  /** Where its own header begins. */
  readonly offset: number;
}

const signatures = { central: 0x02014b50, end: 0x06054b50 };
const endBytes = 22;
const commentBytesMax = 0xffff;
/** More of a directory is not read at once. */
const directoryBytesMax = 64 * 1024 * 1024;

/**
 * A zip as nearly all of them are: of one volume, without ZIP64, encryption, or names that have to be
 * thought about. Read as it is asked for, without a stream for each of its files.
 */
export class PlainZip {
  readonly #descriptor: number;
  readonly entries: readonly ZipEntry[];

  private constructor(descriptor: number, entries: readonly ZipEntry[]) {
    this.#descriptor = descriptor;
    this.entries = entries;
  }

  /** Undefined where it is another kind of zip, or none: what is wrong with it is not told here. */
  static open(file: string): PlainZip | undefined {
    const descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const entries = entriesOf(descriptor, size);
    if (entries) return new PlainZip(descriptor, entries);
    closeSync(descriptor);
    return undefined;
  }

  /** The bytes of an entry as they lie in the zip; fewer where the zip ends before they do. */
  packed({ offset, packedBytes, name }: ZipEntry): Buffer {
    // Most often, what a local header has besides the name is short.
    const likely = readAt(this.#descriptor, offset, 30 + Buffer.byteLength(name) + 64 + packedBytes);
    const start = startIn(likely);
    return start + packedBytes <= likely.length
      ? likely.subarray(start, start + packedBytes)
      : readAt(this.#descriptor, offset + start, packedBytes);
  }

  /** The same, piece by piece, of an entry that has any. */
  pieces({ offset, packedBytes }: ZipEntry): Readable {
    const start = offset + startIn(readAt(this.#descriptor, offset, 30));
    const place = { fd: this.#descriptor, start, end: start + Math.max(1, packedBytes) - 1 };
    return createReadStream('', { ...place, autoClose: false });
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** How long a local header is. One that is none leads to bytes that are not the entry's. */
const startIn = (header: Buffer): number =>
  header.length < 30 ? header.length : 30 + header.readUInt16LE(26) + header.readUInt16LE(28);

function entriesOf(descriptor: number, size: number): ZipEntry[] | undefined {
  const tail = readAt(descriptor, Math.max(0, size - endBytes - commentBytesMax), endBytes + commentBytesMax);
  const end = endOf(tail);
  if (end === undefined) return undefined;
  const volumes = tail.readUInt32LE(end + 4);
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (volumes !== 0 || count === 0xffff || length > directoryBytesMax || start + length > size)
    return undefined;
  const directory = readAt(descriptor, start, length);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    const entry = entryAt(directory, at);
    if (!entry) return undefined;
    entries.push(entry);
    at +=
      46 +
      directory.readUInt16LE(at + 28) +
      directory.readUInt16LE(at + 30) +
      directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Where the end of the central directory begins, with a comment behind it that is as long as it says. */
function endOf(tail: Buffer): number | undefined {
  for (let at = tail.length - endBytes; at >= 0; at--)
    if (
      tail.readUInt32LE(at) === signatures.end &&
      tail.readUInt16LE(at + 20) === tail.length - at - endBytes
    )
      return at;
  return undefined;
}

/** Undefined for anything out of the ordinary. */
function entryAt(directory: Buffer, at: number): ZipEntry | undefined {
  if (at + 46 > directory.length || directory.readUInt32LE(at) !== signatures.central) return undefined;
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  const packedBytes = directory.readUInt32LE(at + 20);
  const bytes = directory.readUInt32LE(at + 24);
  const offset = directory.readUInt32LE(at + 42);
  const raw = directory.subarray(at + 46, at + 46 + directory.readUInt16LE(at + 28));
  const more = directory.subarray(
    at + 46 + raw.length,
    at + 46 + raw.length + directory.readUInt16LE(at + 30),
  );
  const isEncrypted = (flags & 1) !== 0;
  const isZip64 = [packedBytes, bytes, offset].includes(0xffffffff);
  if (isEncrypted || isZip64 || more.includes(anotherName) || (method !== 0 && method !== 8))
    return undefined;
  if (method === 0 && packedBytes !== bytes) return undefined;
  const name = nameOf(raw, (flags & 0x800) !== 0);
  if (name === undefined) return undefined;
  const madeOnUnix = directory.readUInt8(at + 5) === 3;
  const mode = madeOnUnix ? directory.readUInt32LE(at + 38) >>> 16 : 0;
  return {
    name,
    mode,
    deflated: method === 8,
    packedBytes,
    bytes,
    crc32: directory.readUInt32LE(at + 16),
    offset,
  };
}

/** Info-ZIP's Unicode path, a name besides the name. */
const anotherName = Buffer.from([0x75, 0x70]);

function nameOf(raw: Buffer, isUtf8: boolean): string | undefined {
  const name = raw.toString('utf8');
  const isKnown = isUtf8 ? !name.includes('\ufffd') : raw.every((byte) => byte < 0x80);
  return isKnown && !name.includes('\\') && yauzl.validateFileName(name) === null ? name : undefined;
}

function readAt(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let read = 0;
  for (let more = 1; more > 0 && read < length; read += more)
    more = readSync(descriptor, buffer, read, length - read, position + read);
  return buffer.subarray(0, read);
}
