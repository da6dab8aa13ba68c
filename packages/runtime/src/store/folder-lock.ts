import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeOwn } from './own-folder.ts';

/** A data folder that is ours until `release`, or until this process ends in whatever way. */
export interface FolderLock {
  release(): void;
}

/** Another process has the data folder. */
export class FolderTaken extends Error {
  /** Undefined where the owner could not be made out. */
  readonly pid: number | undefined;

  constructor(folder: string, pid: number | undefined) {
    const owner = pid === undefined ? 'another process' : `process ${pid}`;
    super(`${folder} is in use by ${owner}. End it, or give this one another folder with --data.`);
    this.pid = pid;
  }
}

interface Owner {
  readonly pid: number;
  /**
   * When the process started, in clock ticks since the machine did: a pid that was given again is another
   * process.
   */
  readonly started: string | null;
}

/**
 * Takes a data folder, or throws `FolderTaken` or `FolderUnusable`. The kernel holds the lock, on a file of
 * SQLite's, so that two who come at once cannot both have it and a killed owner leaves none behind;
 * `owner.json` only says whose it is.
 */
export function lockFolder(folder: string): FolderLock {
  makeOwn(folder);
  const ownerFile = path.join(folder, 'owner.json');
  const database = new DatabaseSync(path.join(folder, 'lock.sqlite'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new FolderTaken(folder, livingOwner(ownerFile)?.pid);
  }
  const owner: Owner = { pid: process.pid, started: startOf(process.pid) };
  writeFileSync(ownerFile, JSON.stringify(owner));
  return {
    release() {
      rmSync(ownerFile, { force: true });
      database.close();
    },
  };
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

/** Whoever wrote the file, if that very process is still there. */
function livingOwner(file: string): Owner | undefined {
  const owner = readOwner(file);
  return owner && startOf(owner.pid) === owner.started ? owner : undefined;
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return undefined; // Not written yet, or only in part: the owner has just begun.
  }
}

/** Field 22 of /proc/<pid>/stat; null where there is no such process, or no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
