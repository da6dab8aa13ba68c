import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** How many are made at once. */
const batch = 16;
/** When so many are left, others are made. */
const few = 4;

const fifos = ['output.fifo', 'questions.fifo', 'answers.fifo'];

/**
 * Folders with FIFOs in them, for processes that come: Node cannot make any, and the program that can takes as long
 * to start as what they are for. So it is started once for many.
 */
export class FifoFolders {
  readonly #folder: string;
  #ready: string[] = [];
  #making: Promise<void> | undefined;
  #count = 0;

  /** What an earlier one made is swept. */
  constructor(folder: string) {
    this.#folder = folder;
    this.reset();
  }

  /** Makes a folder of one of them. There is none in that place. */
  async moveTo(place: string): Promise<void> {
    while (this.#ready.length === 0) await this.#make();
    renameSync(this.#ready.shift()!, place);
    // Where that fails, whoever wants one is told.
    if (this.#ready.length < few) this.#make().catch(() => {});
  }

  reset(): void {
    this.#ready = [];
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  #make(): Promise<void> {
    this.#making ??= this.#makeMany().finally(() => (this.#making = undefined));
    return this.#making;
  }

  async #makeMany(): Promise<void> {
    const ready = this.#ready; // After a reset, nobody takes what was made before.
    const folders = Array.from({ length: batch }, () => path.join(this.#folder, String(++this.#count)));
    for (const folder of folders) mkdirSync(folder, { mode: 0o700 });
    const files = folders.flatMap((folder) => fifos.map((name) => path.join(folder, name)));
    await promisify(execFile)('mkfifo', ['-m', '600', ...files]);
    ready.push(...folders);
  }
}
