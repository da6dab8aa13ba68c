import { createWriteStream, type Dirent } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Something below a folder, and what it is called there. */
export interface Entry {
  readonly name: string;
  readonly place: string;
  readonly kind: 'file' | 'folder' | 'link';
}

/** All there is below a folder. No link is followed. */
export async function entriesUnder(folder: string): Promise<Entry[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    const place = path.join(entry.parentPath, entry.name);
    const kind = kindOf(entry);
    return kind ? [{ name: path.relative(folder, place), place, kind }] : [];
  });
}

function kindOf(entry: Dirent): Entry['kind'] | undefined {
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() ? 'file' : undefined;
}

/** Zips entries; links stay links. Of one time, where that is given: the same entries give the same bytes. */
export async function zipEntries(entries: readonly Entry[], file: string, mtime?: Date): Promise<void> {
  const zipped = new ZipFile();
  const written = pipeline(zipped.outputStream, createWriteStream(file));
  const time = mtime && { mtime, forceDosTimestamp: true };
  for (const { name, place, kind } of entries) {
    if (kind === 'folder') zipped.addEmptyDirectory(name, { ...time });
    else if (kind === 'link')
      zipped.addBuffer(Buffer.from(await readlink(place)), name, { mode: 0o120777, ...time });
    else zipped.addFile(place, name, { mode: 0o100000 | ((await lstat(place)).mode & 0o777), ...time });
  }
  zipped.end();
  await written;
}
