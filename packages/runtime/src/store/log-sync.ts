import { close, closeSync, fdatasync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import path from 'node:path';

/**
 * Brings SQLite's log to disk. SQLite itself would do so inside each commit, and everything else would stand still
 * meanwhile: as long as a disk takes, which may be a hundredth of a second. Here another thread waits for it.
 *
 * The log is one file as long as the database is open, and SQLite holds no lock on it, so that a second handle on it
 * takes nothing away.
 */
export class LogSync {
  readonly #folder: string;
  #file: number | undefined;
  #underWay = 0;
  #closed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Calls back when what was committed before would survive a power cut. */
  begin(done: (error: Error | null) => void): void {
    const file = this.#open();
    this.#underWay++;
    fdatasync(file, (error) => {
      this.#underWay--;
      if (this.#closed && this.#underWay === 0) close(file);
      else done(error);
    });
  }

  now(): void {
    fdatasyncSync(this.#open());
  }

  /** What is under way is not heard of. */
  close(): void {
    this.#closed = true;
    if (this.#file !== undefined && this.#underWay === 0) closeSync(this.#file);
  }

  /** A file that is new is there after a power cut when its folder is on disk, too. */
  #open(): number {
    if (this.#file !== undefined) return this.#file;
    this.#file = openSync(path.join(this.#folder, 'store.sqlite-wal'), 'r+');
    const folder = openSync(this.#folder, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
    return this.#file;
  }
}
