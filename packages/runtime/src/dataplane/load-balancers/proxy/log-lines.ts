import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { isDiskFull } from '../../../base/disk-full.ts';

/** AWS: "Access logs", "Connection logs": a file for each five minutes. House time. */
export const logSpanMs = 5 * 60_000;

/** Lines held back before they are written. */
const heldCharsMax = 64 * 1024;

/** Lines in files of five minutes, named by when they begin. */
export class LogLines {
  readonly #folder: string;
  #held = '';
  #slot = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  add(line: string, now: number): void {
    const slot = Math.floor(now / logSpanMs) * logSpanMs;
    if (slot !== this.#slot) this.flush();
    this.#slot = slot;
    this.#held += `${line}\n`;
    if (this.#held.length > heldCharsMax) this.flush();
  }

  flush(): void {
    if (this.#held === '') return;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      appendFileSync(path.join(this.#folder, `${this.#slot}.log`), this.#held, { mode: 0o600 });
    } catch (error) {
      // AWS: "Access logs", "on a best-effort basis": traffic goes on where there is no room for them.
      if (!isDiskFull(error)) throw error;
    }
    this.#held = '';
  }
}

/** ISO 8601 with microseconds. */
export const timeOf = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');
