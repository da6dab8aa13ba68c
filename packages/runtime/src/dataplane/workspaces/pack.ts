import { createWriteStream, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { WorkspacePack } from '../../base/effects/workspace.ts';
import { insidePath, isInside } from './paths.ts';
import { baseMatcher, byCharacters, chosen, type FileChoice } from './selection.ts';
import { isPlain, writeZip, type FileToZip } from './zip-writer.ts';

/**
 * Every entry's time, the first that a zip can tell: the same files give the same bytes, whenever and
 * wherever.
 */
const entryTime = new Date(1980, 0, 1);

/** Zips what is chosen of a workspace's files. Answers how many files that were. */
export async function packInto(zipFile: string, workspace: string, effect: WorkspacePack): Promise<number> {
  const chosen = await choose(workspace, effect);
  const files = chosen.map(({ place, name }): FileToZip => {
    const { mode, size } = statSync(place);
    return { place, name, bytes: size, mode: mode & 0o777 };
  });
  if (isPlain(files)) await writeZip(zipFile, files);
  else await writeAnyZip(zipFile, files);
  return files.length;
}

/** Of any size, each file by a stream. */
async function writeAnyZip(zipFile: string, files: readonly FileToZip[]): Promise<void> {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(zipFile));
  for (const { place, name, mode } of files)
    zip.addFile(place, name, { mtime: entryTime, mode: 0o100000 | mode, forceDosTimestamp: true });
  zip.end();
  await written;
}

/** What is chosen of a workspace's files: where each is, and what it is called. */
export async function choose(
  workspace: string,
  choice: FileChoice & { readonly baseDirectory: string },
): Promise<{ readonly place: string; readonly name: string }[]> {
  const places = new Map<string, string>();
  for (const base of await basesOf(workspace, choice.baseDirectory))
    for (const { file, name } of chosen(await filesUnder(base, workspace), choice))
      if (!places.has(name)) places.set(name, path.join(base, file));
  return [...places].map(([name, place]) => ({ place, name }));
}

/** The folders that a base directory means. */
async function basesOf(workspace: string, baseDirectory: string): Promise<string[]> {
  const matches = baseMatcher(baseDirectory);
  const folders = matches
    ? (await foldersUnder(workspace)).filter(matches).map((folder) => path.join(workspace, folder))
    : [path.join(workspace, insidePath(baseDirectory))];
  const there = await Promise.all(folders.map(isFolder));
  const bases = folders.filter((_, index) => there[index]);
  if (bases.length > 0) return bases.sort(byCharacters);
  throw new EffectRefusal('NoSuchDirectory', `no matching base directory path found for ${baseDirectory}`);
}

async function foldersUnder(workspace: string): Promise<string[]> {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders.map((entry) => path.relative(workspace, path.join(entry.parentPath, entry.name)));
}

/**
 * Every file under a folder, by its path in it. Links are followed (AWS: unverified), to folders only within
 * the workspace, and never round in a circle.
 */
async function filesUnder(folder: string, workspace: string): Promise<string[]> {
  const whole = await realpath(workspace);
  const found: string[] = [];
  const walk = async (prefix: string, above: readonly string[]): Promise<void> => {
    for (const entry of await readdir(path.join(folder, prefix), { withFileTypes: true })) {
      const name = path.posix.join(prefix, entry.name);
      const place = path.join(folder, name);
      if (entry.isFile()) found.push(name);
      else if (entry.isDirectory()) await walk(name, [...above, await realpath(place)]);
      else if (entry.isSymbolicLink()) {
        const target = await targetOf(place);
        if (target?.kind === 'file') found.push(name);
        if (target?.kind !== 'folder' || above.includes(target.place)) continue;
        if (!isInside(whole, target.place))
          throw new EffectRefusal('UnsafePath', `${name} is a link to ${target.place}, out of the workspace`);
        await walk(name, [...above, target.place]);
      }
    }
  };
  await walk('', [await realpath(folder)]);
  return found;
}

/** Undefined where the link leads nowhere, or to what is neither file nor folder. */
async function targetOf(
  link: string,
): Promise<{ readonly kind: 'file' | 'folder'; readonly place: string } | undefined> {
  const target = await stat(link).catch(absent);
  if (target?.isFile()) return { kind: 'file', place: await realpath(link) };
  if (target?.isDirectory()) return { kind: 'folder', place: await realpath(link) };
  return undefined;
}

export async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(absent))?.isDirectory() ?? false;
}

/** What is not there is an answer; anything else is the disk's failure. */
export function absent(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(error.code ?? '')) return undefined;
  throw error;
}
