import { closeSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { timers } from '../../base/timers.ts';
import type { FifoFolders } from './fifo-folders.ts';
import { ProcessFolder } from './folder.ts';
import { launch, type Launched } from './launched.ts';
import type { ProcessSpec } from './protocol.ts';
import { isVariableName, readyProgram, startScript } from './shell-script.ts';
import { census, marker } from './stragglers.ts';

/** How many stand ready once a shell has been wanted. */
const readyMax = 3;
/** What was started last gets its turn before others are made ready. Wall time. */
const refillMs = 20;

/** A shell that waits to be told what to become. */
export class ReadyShell {
  #folder: ProcessFolder;
  readonly #launched: Launched;

  constructor(folder: ProcessFolder, launched: Launched) {
    this.#folder = folder;
    this.#launched = launched;
    launched.process.stdin!.on('error', () => {}); // It has ended.
  }

  get isRunning(): boolean {
    const { exitCode, signalCode } = this.#launched.process;
    return exitCode === null && signalCode === null;
  }

  /** Takes its FIFOs along. */
  moveTo(folder: ProcessFolder): void {
    renameSync(this.#folder.path, folder.path);
    this.#folder = folder;
  }

  become(argv: readonly string[], { directory, env }: ProcessSpec): Launched {
    const start = this.#folder.file('start.sh');
    const marked = { ...env, [marker]: this.#folder.mark };
    writeFileSync(start, startScript(argv, directory, marked), { mode: 0o600 });
    this.#launched.process.stdin!.end(`${start}\n`);
    return this.#launched;
  }

  /** Nobody wants it: it ends. */
  dismiss(): void {
    this.#launched.process.stdin!.destroy();
    closeSync(this.#launched.reading);
  }
}

/**
 * Shells that stand ready to become somebody's: to start one takes longer than what most builds have it do.
 * They end with their supervisor; their folders are swept by the next.
 */
export class ReadyShells {
  readonly #folder: string;
  readonly #fifos: FifoFolders;
  readonly #ready: ReadyShell[] = [];
  #count = 0;
  #refilling = false;
  #closed = false;

  constructor(folder: string, fifos: FifoFolders) {
    this.#folder = folder;
    this.#fifos = fifos;
    this.#sweep();
  }

  /** Undefined where none can become this: it is started, then. */
  take({ env }: ProcessSpec): ReadyShell | undefined {
    this.#refillSoon();
    if (!Object.keys(env).every(isVariableName)) return undefined;
    for (let ready = this.#ready.shift(); ready; ready = this.#ready.shift()) {
      if (ready.isRunning) return ready;
      ready.dismiss();
    }
    return undefined;
  }

  reset(): void {
    for (const ready of this.#ready.splice(0)) ready.dismiss();
    this.#sweep();
  }

  close(): void {
    this.#closed = true;
    this.reset();
  }

  #sweep(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  #refillSoon(): void {
    if (this.#refilling || this.#closed) return;
    this.#refilling = true;
    const over = () => void (this.#refilling = false);
    // Where that fails, shells are started when they are wanted, and whoever wants one is told why.
    timers.after(refillMs, () => void this.#refill().then(over, over));
  }

  async #refill(): Promise<void> {
    const before = census();
    while (this.#ready.length < readyMax) {
      const folder = new ProcessFolder(this.#folder, `${++this.#count}`);
      await this.#fifos.moveTo(folder.path);
      const env = { PATH: process.env['PATH'] ?? '' };
      const argv = ['sh', '-c', readyProgram];
      const launched = await launch(folder, argv, { directory: '/', env }, { input: 'pipe', before });
      const ready = new ReadyShell(folder, launched);
      if (this.#closed) return ready.dismiss();
      this.#ready.push(ready);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
