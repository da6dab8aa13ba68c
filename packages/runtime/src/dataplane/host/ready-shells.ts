import { spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { constants as operatingSystem } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ProcessExit } from '../../base/effects/process.ts';
import { timers } from '../../base/timers.ts';
import type { ProcessFolder } from './folder.ts';
import { identityOf, isRunning } from './identity.ts';
import type { Launched } from './launched.ts';
import type { ProcessSpec } from './protocol.ts';
import { canBeGiven, nurseryProgram, readyProgram, startScript } from './shell-script.ts';
import { census, marker, type Census } from './stragglers.ts';

/** How many are made at once. */
const batch = 16;
/** When so many are left, others are made. */
const few = 8;
/** What was started last gets its turn before others are made. Wall time. */
const refillMs = 20;
/** How often one looks whether it is still there: who is to say how it ends may have been killed. Wall time. */
const lookMs = 500;

/** A shell that waits to be told what to become. */
export class ReadyShell {
  readonly #place: string;
  readonly #pid: number;
  readonly #ended: Promise<ProcessExit>;
  readonly #reading: number;
  /** What it is told by: it ends with whoever holds that. */
  readonly #questions: number;
  isRunning = true;

  constructor(place: string, pid: number, ended: Promise<ProcessExit>) {
    this.#place = place;
    this.#pid = pid;
    this.#ended = ended;
    this.#questions = openSync(path.join(place, 'questions.fifo'), constants.O_RDWR | constants.O_NONBLOCK);
    this.#reading = openSync(path.join(place, 'output.fifo'), constants.O_RDONLY | constants.O_NONBLOCK);
    void ended.then(() => (this.isRunning = false));
  }

  /** Who is there before it is told anything is none of its children. */
  launched(before: Census | undefined): Launched {
    return { pid: this.#pid, ended: this.#endSeen(), reading: this.#reading, before };
  }

  /** As it is told; or it is found gone twice, and nobody has said a word. */
  #endSeen(): Promise<ProcessExit> {
    const identity = identityOf(this.#pid) ?? 'ended at once';
    const { promise, resolve } = Promise.withResolvers<ProcessExit>();
    void this.#ended.then(resolve);
    const look = (wasGone: boolean): void => {
      if (!this.isRunning) return;
      const isGone = !isRunning(this.#pid, identity);
      if (isGone && wasGone) resolve({ exitCode: null, signal: null });
      else timers.idlyAfter(lookMs, () => look(isGone));
    };
    look(false);
    return promise;
  }

  /** Takes its FIFOs along. */
  moveTo(folder: ProcessFolder): void {
    renameSync(this.#place, folder.path);
  }

  /** Says what it is, for when it is told what to do. Somebody else holds by now what it is told by. */
  become(folder: ProcessFolder, shell: 'sh' | 'bash', { directory, env }: ProcessSpec): void {
    const marked = { ...env, [marker]: folder.mark };
    const script = startScript(shell, folder.path, { directory, env: marked });
    writeFileSync(folder.file('start.sh'), script, { mode: 0o600 });
    closeSync(this.#questions);
  }

  /** Nobody wants it: it ends. */
  dismiss(): void {
    closeSync(this.#questions);
    closeSync(this.#reading);
  }
}

/** What is told what to become, and what it is until then. */
export interface TakenShell {
  readonly ready: ReadyShell;
  readonly launched: Launched;
}

/**
 * Shells that stand ready to become somebody's: to start one takes longer than what most builds have it do, and this
 * process stands still meanwhile. So a shell is started for many, which starts them, and says how each of them ends.
 * They end with their supervisor; their folders are swept by the next.
 */
export class ReadyShells {
  readonly #folder: string;
  readonly #ready: ReadyShell[] = [];
  /** Who was there when all of the last were. */
  #before: Census | undefined;
  #count = 0;
  #sweeps = 0;
  #refilling = false;
  /** Here it cannot be done: where no program makes a session, as on macOS, or the disk is full. */
  #isBarren = false;
  #closed = false;

  constructor(folder: string) {
    this.#folder = folder;
    this.#sweep();
  }

  /** Undefined where none can become this: it is started, then. */
  take({ env, command, within }: ProcessSpec): TakenShell | undefined {
    if (!('shell' in command)) return undefined;
    if (this.#ready.length <= few) this.#refillSoon();
    if (within !== undefined || !Object.entries(env).every(canBeGiven)) return undefined;
    for (let ready = this.#ready.shift(); ready; ready = this.#ready.shift()) {
      if (ready.isRunning) return { ready, launched: ready.launched(this.#before) };
      ready.dismiss();
    }
    return undefined;
  }

  reset(): void {
    for (const ready of this.#ready.splice(0)) ready.dismiss();
    this.#isBarren = false;
    this.#sweep();
  }

  close(): void {
    this.#closed = true;
    this.reset();
  }

  /** Who has not been heard of yet waits for somebody to open what it is told by, and ends when that is closed. */
  #sweep(): void {
    this.#sweeps++;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.#folder)) {
      const questions = path.join(this.#folder, name, 'questions.fifo');
      try {
        closeSync(openSync(questions, constants.O_RDWR | constants.O_NONBLOCK));
      } catch {
        // It was not made yet: nobody waits there.
      }
      rmSync(path.join(this.#folder, name), { recursive: true, force: true });
    }
  }

  #refillSoon(): void {
    if (this.#refilling || this.#closed || this.#isBarren) return;
    this.#refilling = true;
    timers.after(refillMs, () => this.#refill());
  }

  /** Where that fails, shells are started when they are wanted, and whoever wants one is told why. */
  #refill(): void {
    this.#refilling = false;
    try {
      if (!this.#closed) this.#bear();
    } catch {
      this.#isBarren = true;
    }
  }

  #bear(): void {
    const names = Array.from({ length: batch }, () => String(++this.#count));
    for (const name of names) mkdirSync(path.join(this.#folder, name), { mode: 0o700 });
    const nursery = spawn('sh', ['-c', nurseryProgram(names), 'sh', readyProgram], {
      cwd: this.#folder,
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    nursery.on('error', () => (this.#isBarren = true));
    this.#attend(createInterface({ input: nursery.stdout }));
  }

  /** Hears of each that it is there, and later that it is gone. */
  #attend(lines: NodeJS.EventEmitter): void {
    const ends = new Map<string, (exit: ProcessExit) => void>();
    const sweeps = this.#sweeps;
    lines.on('line', (line: string) => {
      const [name = '', pid, status] = line.split(' ');
      if (status !== undefined) return ends.get(name)?.(exitOf(Number(status)));
      const { promise: ended, resolve } = Promise.withResolvers<ProcessExit>();
      ends.set(name, resolve);
      if (ends.size === batch) this.#before = census();
      const place = path.join(this.#folder, name);
      this.#stand(() => new ReadyShell(place, Number(pid), ended));
    });
    lines.on('close', () => (this.#isBarren ||= ends.size === 0 && sweeps === this.#sweeps));
  }

  #stand(make: () => ReadyShell): void {
    try {
      const ready = make();
      if (this.#closed) ready.dismiss();
      else this.#ready.push(ready);
    } catch {
      // It was swept meanwhile, and has ended.
    }
  }
}

/** As a shell tells it of its children. */
function exitOf(status: number): ProcessExit {
  const signal = Object.entries(operatingSystem.signals).find(([, number]) => number === status - 128)?.[0];
  return signal === undefined ? { exitCode: status, signal: null } : { exitCode: null, signal };
}
