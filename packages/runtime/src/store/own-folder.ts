import { accessSync, constants, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A data folder cannot be used as it is; the message says why, and what to do. */
export class FolderUnusable extends Error {}

const { R_OK, W_OK, X_OK } = constants;

/** Makes the folder where it is missing, or throws `FolderUnusable`: also where what lies in it is another user's. */
export function makeOwn(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, R_OK | W_OK | X_OK);
    for (const name of readdirSync(folder)) mayBeWritten(path.join(folder, name));
  } catch (error) {
    throw unusable(folder, error);
  }
}

function mayBeWritten(file: string): void {
  try {
    accessSync(file, R_OK | W_OK);
  } catch (error) {
    // Whoever has the folder removes its files when it ends, and may be ending.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function unusable(folder: string, error: unknown): unknown {
  const place = error instanceof Error && 'path' in error ? String(error.path) : folder;
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return new FolderUnusable(
        `You may not read and write ${place}: run this as the user whose it is, give it to yourself with chown -R, ` +
          'or take another folder with --data.',
      );
    case 'EROFS':
      return new FolderUnusable(
        `${place} is on a disk that can only be read: take another folder with --data.`,
      );
    case 'EEXIST':
    case 'ENOTDIR':
      return new FolderUnusable(`${place} is not a folder: take another one with --data.`);
    default:
      return error;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
