import { existsSync, readdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';

const mark = '.forgotten-';

/** Takes a folder away at once, however much is in it; its files are deleted in the background. */
export function forgetFolder(folder: string): Promise<void> {
  if (!existsSync(folder)) return Promise.resolve();
  let count = 0;
  while (existsSync(`${folder}${mark}${count}`)) count++;
  const aside = `${folder}${mark}${count}`;
  renameSync(folder, aside);
  return rm(aside, { recursive: true, force: true });
}

/** Deletes what an earlier process was still deleting when it ended. */
export async function sweepForgotten(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  const prefix = path.basename(folder) + mark;
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) await rm(path.join(parent, name), { recursive: true, force: true });
  }
}
