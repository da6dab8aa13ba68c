import { chmodSync, closeSync, createWriteStream, openSync, rmSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { isInside } from './paths.ts';
import { fileType, Folders, isSystemError, limits, refuseTooMuch, unsafe, type Link } from './unpacked.ts';
import type { PlainZip, ZipEntry } from './zip-entries.ts';

/** Files of this size are written at once: each step aside takes longer than their bytes. */
const smallBytesMax = 128 * 1024;
/** How many of them, before other work of the process gets its turn. */
const filesInARow = 32;

/** Unpacks a zip, most of whose files are small. */
export async function unpackPlain(zip: PlainZip, into: string): Promise<Link[]> {
  const links: Link[] = [];
  const folders = new Folders(into);
  const bytes = zip.entries.reduce((sum, entry) => sum + entry.bytes, 0);
  refuseTooMuch(zip.entries.length, bytes);
  for (const [index, entry] of zip.entries.entries()) {
    if (index % filesInARow === filesInARow - 1) await new Promise((resolve) => setImmediate(resolve));
    const place = path.join(into, entry.name);
    if (!isInside(into, place)) throw unsafe(entry.name);
    const type = entry.mode & fileType.mask;
    if (entry.name.endsWith('/') || type === fileType.folder) {
      folders.make(place);
      continue;
    }
    folders.make(path.dirname(place));
    if (type === fileType.link) links.push({ place, target: targetOf(zip, entry) });
    else if (entry.bytes > smallBytesMax) await writeLarge(zip, entry, place);
    else writeSmall(zip, entry, place);
  }
  return links;
}

function targetOf(zip: PlainZip, entry: ZipEntry): string {
  if (entry.bytes > limits.linkBytes) throw unsafe(entry.name);
  return bytesOf(zip, entry).toString();
}

function writeSmall(zip: PlainZip, entry: ZipEntry, place: string): void {
  const bytes = bytesOf(zip, entry);
  const permissions = entry.mode & 0o777;
  const descriptor = openAnew(place, permissions === 0 ? 0o666 : permissions | 0o600);
  try {
    writeFileSync(descriptor, bytes);
  } finally {
    closeSync(descriptor);
  }
  if ((permissions & withheld) !== 0) chmodSync(place, permissions | 0o600);
}

/** What a new file does not get of the permissions that are asked for. */
const withheld = process.umask();

/** Never through a link that lies there. */
function openAnew(place: string, mode: number): number {
  try {
    return openSync(place, 'wx', mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(place, { force: true });
    return openSync(place, 'wx', mode);
  }
}

async function writeLarge(zip: PlainZip, entry: ZipEntry, place: string): Promise<void> {
  rmSync(place, { force: true });
  const inflating = entry.deflated ? createInflateRaw() : new PassThrough();
  const writing = createWriteStream(place, { flags: 'wx' });
  try {
    await pipeline(zip.pieces(entry), inflating, proved(entry), writing);
  } catch (error) {
    throw isSystemError(error) ? error : damaged(entry);
  }
  const permissions = entry.mode & 0o777;
  if (permissions !== 0) await chmod(place, permissions | 0o600);
}

/** Passes on what was put into the zip, and nothing else. */
const proved = (entry: ZipEntry) =>
  async function* (pieces: AsyncIterable<Buffer>) {
    let [bytes, sum] = [0, 0];
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > entry.bytes) throw damaged(entry);
      sum = crc32(piece, sum);
      yield piece;
    }
    if (bytes !== entry.bytes || sum !== entry.crc32) throw damaged(entry);
  };

function bytesOf(zip: PlainZip, entry: ZipEntry): Buffer {
  const packed = zip.packed(entry);
  const bytes = entry.deflated ? inflated(packed, entry) : packed;
  if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc32) throw damaged(entry);
  return bytes;
}

function inflated(packed: Buffer, entry: ZipEntry): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.bytes), chunkSize: chunkOf(entry) });
  } catch {
    throw damaged(entry); // Nothing else can happen to bytes in memory.
  }
}

/** As much as is needed, and a byte more to see that there is no more; zlib wants 64. */
const chunkOf = ({ bytes }: ZipEntry): number => Math.max(64, bytes + 1);

const damaged = ({ name }: ZipEntry): EffectRefusal =>
  new EffectRefusal('InvalidZip', `the zip cannot be unpacked: ${JSON.stringify(name)} is damaged in it`);
