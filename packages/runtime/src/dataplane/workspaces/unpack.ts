import { createWriteStream } from 'node:fs';
import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buffer, text } from 'node:stream/consumers';
import { inflateRawSync } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { isInside } from './paths.ts';

/** What a zip may hold. A source of more is not what this house is for, or a trap. */
const limits = { entries: 200_000, bytes: 8 * 1024 ** 3, linkBytes: 4096 };

interface Link {
  readonly place: string;
  readonly target: string;
}

const fileType = { mask: 0o170000, folder: 0o040000, link: 0o120000 };

/**
 * Unpacks zips into folders, later ones over earlier ones. Nothing is written outside of `root`: names that
 * lead out are refused, and links are made last, so that nothing is written through them.
 */
export async function unpackAll(
  zips: readonly { readonly file: string; readonly into: string }[],
  root: string,
): Promise<void> {
  const links: Link[] = [];
  for (const { file, into } of zips) {
    await mkdir(into, { recursive: true });
    links.push(...(await unpack(file, into)));
  }
  for (const link of links) await makeLink(link, root);
}

async function unpack(file: string, into: string): Promise<Link[]> {
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

/** A zip of this size is read whole, and not twice for each of its files. */
const zipBytesMax = 16 * 1024 * 1024;

async function opened(file: string): Promise<ZipFile> {
  try {
    const options = { lazyEntries: true, autoClose: false };
    const { size } = await stat(file);
    return size <= zipBytesMax
      ? await yauzl.fromBufferPromise(await readFile(file), options)
      : await yauzl.openPromise(file, options);
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw new EffectRefusal('InvalidZip', `this is no zip: ${(error as Error).message}`);
  }
}

async function unpackEntries(zip: ZipFile, into: string): Promise<Link[]> {
  const links: Link[] = [];
  const madeFolders = new Set([into]);
  let bytes = 0;
  if (zip.entryCount > limits.entries) throw tooLarge(`${zip.entryCount} entries`);
  for await (const entry of zip.eachEntry()) {
    bytes += entry.uncompressedSize;
    if (bytes > limits.bytes) throw tooLarge(`${bytes} bytes`);
    const place = path.join(into, entry.fileName);
    if (!isInside(into, place)) throw unsafe(entry.fileName);
    const mode = modeOf(entry);
    if (entry.fileName.endsWith('/') || (mode & fileType.mask) === fileType.folder) {
      await makeFolder(place, madeFolders);
    } else {
      await makeFolder(path.dirname(place), madeFolders);
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
  const permissions = mode & 0o777;
  if (entry.uncompressedSize <= wholeBytesMax) {
    const bytes = await bytesOf(zip, entry);
    await writeAnew(place, bytes, permissions === 0 ? 0o666 : permissions | 0o600);
    if ((permissions & withheld) === 0) return;
  } else {
    await rm(place, { force: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(place, { flags: 'wx' }));
  }
  if (permissions !== 0) await chmod(place, permissions | 0o600);
}

/** Files of this size are written at once: most are small, and a stream to each takes longer than its bytes. */
const wholeBytesMax = 1024 * 1024;

const deflated = 8;

/** The bytes of a small file. */
async function bytesOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  if (entry.compressionMethod !== deflated) return buffer(await zip.openReadStreamPromise(entry));
  const packed = await buffer(await zip.openReadStreamPromise(entry, { decompress: false }));
  const size = entry.uncompressedSize;
  const bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  if (bytes.length !== size) throw new Error(`${entry.fileName} is not of the size that is stated`);
  return bytes;
}

/** What a new file does not get of the permissions that are asked for. */
const withheld = process.umask();

/** Never through a link that lies there. */
async function writeAnew(place: string, bytes: Uint8Array, mode: number): Promise<void> {
  try {
    await writeFile(place, bytes, { flag: 'wx', mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await rm(place, { force: true });
    await writeFile(place, bytes, { flag: 'wx', mode });
  }
}

async function readLink(zip: ZipFile, entry: Entry, place: string): Promise<Link> {
  if (entry.uncompressedSize > limits.linkBytes) throw unsafe(entry.fileName);
  return { place, target: await text(await zip.openReadStreamPromise(entry)) };
}

async function makeLink({ place, target }: Link, root: string): Promise<void> {
  if (path.isAbsolute(target) || !isInside(root, path.resolve(path.dirname(place), target)))
    throw unsafe(`${path.relative(root, place)} -> ${target}`);
  await rm(place, { force: true, recursive: true });
  await symlink(target, place);
}

async function makeFolder(folder: string, made: Set<string>): Promise<void> {
  if (made.has(folder)) return;
  await mkdir(folder, { recursive: true });
  made.add(folder);
}

function unsafe(name: string): EffectRefusal {
  return new EffectRefusal(
    'UnsafeZip',
    `the zip holds ${JSON.stringify(name)}, which leads out of its folder`,
  );
}

function tooLarge(size: string): EffectRefusal {
  return new EffectRefusal('ZipTooLarge', `the zip holds ${size}, more than is unpacked here`);
}

/** The disk is full, a blob is gone: not the zip's fault. */
function isSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
