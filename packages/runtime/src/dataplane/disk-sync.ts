import { closeSync, fdatasync, fsync, openSync } from 'node:fs';
import { promisify } from 'node:util';

/** Waits until what was written to a file is on disk. */
export const syncData: (descriptor: number) => Promise<void> = promisify(fdatasync);

/** The same, of all that is known of it. */
export const syncFile: (descriptor: number) => Promise<void> = promisify(fsync);

/** A name is on disk once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const descriptor = openSync(folder, 'r');
  try {
    await syncFile(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
