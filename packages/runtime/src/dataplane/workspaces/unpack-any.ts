import { createWriteStream } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { isInside } from './paths.ts';
import { fileType, Folders, isSystemError, limits, refuseTooMuch, unsafe, type Link } from './unpacked.ts';

/** Unpacks a zip of any kind, or says why it cannot be, each file by a stream. */
export async function unpackAny(file: string, into: string): Promise<Link[]> {
  const zip = await opened(file);
  try {
    return await unpackEntries(zip, into);
  } catch (error) {
    if (error instanceof EffectRefusal || isSystemError(error)) throw error;
    // yauzl refuses what is no zip, or an unsafe one, in its own words.
    const { message } = error as Error;
    const code = /^(invalid relative|absolute) path/.test(message) ? 'UnsafeZip' : 'InvalidZip';
    throw new EffectRefusal(code, `the zip cannot be unpacked: ${message}`);
  } finally {
    zip.close();
  }
}

async function opened(file: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw new EffectRefusal('InvalidZip', `this is no zip: ${(error as Error).message}`);
  }
}

async function unpackEntries(zip: ZipFile, into: string): Promise<Link[]> {
  const links: Link[] = [];
  const folders = new Folders(into);
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    bytes += entry.uncompressedSize;
    refuseTooMuch(zip.entryCount, bytes);
    const place = path.join(into, entry.fileName);
    if (!isInside(into, place)) throw unsafe(entry.fileName);
    const mode = modeOf(entry);
    if (entry.fileName.endsWith('/') || (mode & fileType.mask) === fileType.folder) {
      folders.make(place);
    } else {
      folders.make(path.dirname(place));
      if ((mode & fileType.mask) === fileType.link) links.push(await readLink(zip, entry, place));
      else await writeEntry(zip, entry, place, mode);
    }
  }
  return links;
}

/** Unix modes are in the upper half, where the zip was made on Unix; else there are none. */
function modeOf(entry: Entry): number {
  const madeOnUnix = entry.versionMadeBy >> 8 === 3;
  return madeOnUnix ? entry.externalFileAttributes >>> 16 : 0;
}

async function writeEntry(zip: ZipFile, entry: Entry, place: string, mode: number): Promise<void> {
  await rm(place, { force: true }); // Never through a link that lies there.
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(place, { flags: 'wx' }));
  const permissions = mode & 0o777;
  if (permissions !== 0) await chmod(place, permissions | 0o600);
}

async function readLink(zip: ZipFile, entry: Entry, place: string): Promise<Link> {
  if (entry.uncompressedSize > limits.linkBytes) throw unsafe(entry.fileName);
  return { place, target: await text(await zip.openReadStreamPromise(entry)) };
}
