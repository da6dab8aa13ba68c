import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Command, Outcome } from './control.ts';
import { writeWhole } from './folders.ts';

/** How far an agent is with its one command. */
export interface Entry {
  readonly command: Command;
  /** Scripts may have run: they are not run again. */
  readonly begun?: true;
  /** A script that runs: its process group, and when it began, by which it is known again. */
  readonly script?: { readonly pid: number; readonly began: string };
  /** Known, and perhaps not reported yet. */
  readonly outcome?: Outcome;
}

/** What an agent writes down before it does something, so that nothing is done twice. */
export class Journal {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  read(): Entry | undefined {
    return existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as Entry) : undefined;
  }

  async write(entry: Entry): Promise<void> {
    await writeWhole(this.#file, JSON.stringify(entry));
  }

  async clear(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}
