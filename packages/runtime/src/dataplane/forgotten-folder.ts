import { chmodSync, existsSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { timers } from '../base/timers.ts';

const mark = '.forgotten-';

/**
 * Takes a folder away at once, however much is in it; its files are deleted in the background, after so many
 * milliseconds of wall time.
 */
export function forgetFolder(folder: string, restMs = 0): Promise<void> {
  if (!existsSync(folder)) return Promise.resolve();
  let count = 0;
  while (existsSync(`${folder}${mark}${count}`)) count++;
  const aside = `${folder}${mark}${count}`;
  renameSync(folder, aside);
  return restMs === 0 ? deleteFolder(aside) : rest(restMs).then(() => deleteFolder(aside));
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => timers.idlyAfter(ms, resolve));

/** How many files are deleted before other work of the process gets its turn. */
const filesInARow = 32;

/** In a row, as far as that goes: each step aside takes longer than a file. */
async function deleteFolder(folder: string): Promise<void> {
  let left = filesInARow;
  const emptied = async (inside: string): Promise<void> => {
    for (const entry of readdirSync(inside, { withFileTypes: true })) {
      if (--left === 0) await new Promise((resolve) => setImmediate(resolve));
      if (left <= 0) left = filesInARow;
      const place = path.join(inside, entry.name);
      if (entry.isDirectory()) await emptied(place);
      else unlinkSync(place);
    }
    rmdirSync(inside);
  };
  try {
    await emptied(folder);
  } catch {
    await removeFolder(folder);
  }
}

/** Deletes what an earlier process was still deleting when it ended. */
export async function sweepForgotten(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  const prefix = path.basename(folder) + mark;
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    // What cannot be removed is the operator's to find.
    if (name.startsWith(prefix)) await removeFolder(path.join(parent, name)).catch(() => {});
  }
}

/** Somebody may still write there; and what nobody may write in, as Go's modules, has to be made so. */
export async function removeFolder(folder: string): Promise<void> {
  const remove = () => rm(folder, { recursive: true, force: true });
  await remove().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES') throw error;
    openFolders(folder);
    return remove();
  });
}

function openFolders(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) openFolders(path.join(folder, entry.name));
}
