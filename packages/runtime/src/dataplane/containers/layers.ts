import { createReadStream, createWriteStream, lstatSync, readdirSync } from 'node:fs';
import { chmod, copyFile, mkdir, open, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Transform } from 'node:stream';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { placeIn } from './image-paths.ts';
import { entriesOf, type TarEntry } from './tar.ts';

/** What an image may hold. */
const limits = { entries: 500_000, bytes: 16 * 1024 ** 3 };

/**
 * A file of this name takes away one of a lower layer; `opaque` all of its folder. OCI: image-layout,
 * "Whiteouts".
 */
const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/** Unpacks layers over one another, the lowest first. No name and no link of theirs leads out of `root`. */
export async function unpackLayers(files: readonly string[], root: string): Promise<void> {
  const counted = { entries: 0, bytes: 0 };
  for (const file of files) {
    try {
      await unpackLayer(file, root, counted);
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (/^(Z_|ZSTD_)/.test(code)) throw refused(`a layer cannot be unpacked: ${message}`);
      throw error;
    }
  }
}

async function unpackLayer(
  file: string,
  root: string,
  counted: { entries: number; bytes: number },
): Promise<void> {
  const own = new Set<string>();
  for await (const entry of entriesOf(await opened(file))) {
    counted.bytes += entry.size;
    if (++counted.entries > limits.entries || counted.bytes > limits.bytes)
      throw refused(`the image holds over ${limits.entries} files or ${limits.bytes} bytes`);
    await unpackEntry(entry, root, own);
  }
}

/** A layer's bytes as a tar, however they are packed. */
async function opened(file: string): Promise<AsyncIterable<Buffer>> {
  const reading = await open(file);
  const { buffer: start } = await reading.read(Buffer.alloc(4), 0, 4, 0);
  await reading.close();
  const source = createReadStream(file);
  const unpacking = unpackingOf(start);
  if (!unpacking) return source;
  // Its failure comes to whoever reads.
  pipeline(source, unpacking).catch(() => {});
  return unpacking;
}

function unpackingOf(start: Buffer): Transform | undefined {
  if (start.readUInt16BE(0) === 0x1f8b) return createGunzip();
  if (start.readUInt32BE(0) === 0x28b52ffd) return createZstdDecompress();
  return undefined;
}

/** `own` holds the places that this layer has written: its whiteouts do not mean those. */
async function unpackEntry(entry: TarEntry, root: string, own: Set<string>): Promise<void> {
  if (entry.kind === 'device') return; // A process in a folder has no use for it.
  const place = placeIn(root, entry.name, false);
  if (place === root) return;
  const name = path.basename(place);
  if (name === opaque) return removeAll(path.dirname(place), own);
  if (name.startsWith(whiteout))
    return rm(path.join(path.dirname(place), name.slice(whiteout.length)), { recursive: true, force: true });
  await makeFolder(path.dirname(place), own);
  own.add(place);
  if (entry.kind === 'folder') return makeOwnFolder(place, entry.mode, own);
  await rm(place, { recursive: true, force: true });
  if (entry.kind === 'link') await symlink(insideTarget(entry.target, place, root), place);
  else if (entry.kind === 'hard link') await copyFile(hardTarget(entry, root), place);
  else await writeFile(entry, place);
}

async function writeFile(entry: TarEntry, place: string): Promise<void> {
  await pipeline(entry.content(), createWriteStream(place, { flags: 'wx', mode: 0o600 }));
  // What the image's owner may read and write, we may too.
  await chmod(place, (entry.mode & 0o777) | 0o600);
}

function hardTarget(entry: TarEntry, root: string): string {
  const target = placeIn(root, entry.target, false);
  if (lstatSync(target, { throwIfNoEntry: false })?.isFile()) return target;
  throw refused(`${entry.name} is a link to ${entry.target}, which is not there`);
}

/**
 * What a link leads to, so that it does so in this folder: absolute ones become relative, none climbs out of
 * the root.
 */
function insideTarget(target: string, place: string, root: string): string {
  const folder = path.dirname(place);
  const from = path.posix.isAbsolute(target) ? '/' : `/${path.relative(root, folder)}`;
  const inImage = path.posix.resolve(from, target);
  return path.relative(folder, path.join(root, inImage)) || '.';
}

/** A layer's folder stands over what was a file, and joins what was a folder. */
async function makeOwnFolder(place: string, mode: number, own: Set<string>): Promise<void> {
  const there = lstatSync(place, { throwIfNoEntry: false });
  if (there && !there.isDirectory()) await rm(place);
  await makeFolder(place, own);
  await chmod(place, (mode & 0o777) | 0o700);
}

async function makeFolder(place: string, own: Set<string>): Promise<void> {
  const there = lstatSync(place, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (there) await rm(place);
  await mkdir(place, { recursive: true });
  own.add(place);
}

async function removeAll(folder: string, own: ReadonlySet<string>): Promise<void> {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const name of readdirSync(folder)) {
    const place = path.join(folder, name);
    if (!own.has(place)) await rm(place, { recursive: true, force: true });
  }
}

const refused = (why: string) => new EffectRefusal('CannotStartContainer', why);
