import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { constants as operatingSystem } from 'node:os';
import path from 'node:path';
import { assert } from '../../base/assert.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { ProcessExit, ProcessRan, ProcessRun } from '../../base/effects/process.ts';
import type { Child } from './child.ts';
import { exchange, type ProcessFolder } from './folder.ts';
import { readWhole } from './identity.ts';
import { isVariableName, parseResult, partScripts, resumeProgram } from './shell-script.ts';

type PartRun = Omit<ProcessRun, 'type' | 'process'>;

/** What is kept of a part, in its folder. */
interface Part {
  readonly number: number;
  readonly part: string;
  /** Those to be run regardless are the last ones. */
  readonly commands: readonly string[];
}

/**
 * The standing shell of a process: hands it parts by their number, and learns of their end, over two FIFOs.
 */
export class Shell {
  readonly #folder: ProcessFolder;
  readonly #child: Child;
  readonly #questions: number;
  readonly #answers: Socket;
  readonly #parts = new Map<string, Part>();
  readonly #waiting = new Map<number, PromiseWithResolvers<void>>();

  constructor(folder: ProcessFolder, child: Child) {
    this.#folder = folder;
    this.#child = child;
    // Held open both ways: nobody waits to open, and what is written stays until it is read.
    this.#questions = openSync(folder.file('questions.fifo'), constants.O_RDWR | constants.O_NONBLOCK);
    const answers = openSync(folder.file('answers.fifo'), constants.O_RDWR | constants.O_NONBLOCK);
    this.#answers = new Socket({ fd: answers, readable: true, writable: false });
    this.#answers.on('data', (bytes: Buffer) => this.#heard(bytes));
    this.#answers.on('error', () => this.#answers.destroy());
    mkdirSync(folder.file('parts'), { recursive: true });
    writeFileSync(folder.file('resume.sh'), resumeProgram, { mode: 0o600 });
    this.#remember();
    void child.ended.then(() => this.#over());
  }

  /** The same part is run once, however often it is asked for. */
  async run(run: PartRun, signal: AbortSignal): Promise<ProcessRan> {
    signal.throwIfAborted();
    const part = this.#known(run);
    const outcome = this.#outcomeOf(part) ?? (await this.#outcome(part, signal));
    assert(outcome, `part ${run.part} is over and has no outcome`);
    return outcome;
  }

  /** Begins: with a part that somebody will ask for (and then be told what is wrong with it), or with nothing. */
  begin(first?: PartRun): void {
    if (first && namesIn(first).every(isVariableName)) this.#known(first);
    else this.#tell(0);
  }

  #known(run: PartRun): Part {
    return this.#parts.get(run.part) ?? this.#begin(run);
  }

  #begin(run: PartRun): Part {
    const commands = [...run.commands, ...(run.finally ?? [])];
    const part: Part = { number: this.#parts.size + 1, part: run.part, commands };
    if (this.#child.exit) return part;
    refuseNames(namesIn(run));
    if (run.last) this.#child.willLeave();
    const folder = this.#folderOf(part);
    mkdirSync(folder, { recursive: true });
    const { env = {}, report = [], announce, last } = run;
    const script = {
      commands: run.commands,
      finally: run.finally ?? [],
      env,
      report,
      isLast: last !== undefined,
    };
    const scripts = partScripts({ ...script, ...(announce && { announce }) }, folder);
    for (const [name, text] of Object.entries(scripts))
      writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    exchange(path.join(folder, 'part.json'), JSON.stringify(part));
    this.#parts.set(run.part, part);
    this.#ask(part);
    return part;
  }

  /**
   * Parts of an earlier supervisor: those without a result are asked for again, which the shell passes over
   * if it knew.
   */
  #remember(): void {
    const numbers = readdirSync(this.#folder.file('parts'))
      .map(Number)
      .sort((a, b) => a - b);
    for (const number of numbers) {
      const text = readWhole(path.join(this.#folder.file('parts'), String(number), 'part.json'));
      if (text === undefined) continue;
      const part = JSON.parse(text) as Part;
      this.#parts.set(part.part, part);
      if (!this.#child.exit && !this.#resultOf(part)) this.#ask(part);
    }
  }

  #ask(part: Part): void {
    this.#waiting.set(part.number, Promise.withResolvers());
    this.#tell(part.number);
  }

  #tell(number: number): void {
    writeSync(this.#questions, `${number}\n`);
  }

  #heard(bytes: Buffer): void {
    this.#forgetStart();
    for (const line of bytes.toString().split('\n')) this.#waiting.get(Number(line))?.resolve();
  }

  async #outcome(part: Part, signal: AbortSignal): Promise<ProcessRan | undefined> {
    const { promise, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp);
    try {
      await Promise.race([this.#waiting.get(part.number)?.promise, this.#child.ended, promise]);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    return this.#outcomeOf(part);
  }

  /** What came of a part: its result, or the end of the shell in the midst of it. */
  #outcomeOf(part: Part): ProcessRan | undefined {
    const result = this.#resultOf(part);
    const { exit } = this.#child;
    if (result) {
      const { exitCode, failed, variables } = result;
      return { exitCode, ...this.#failedCommand(part, failed), variables };
    }
    if (!exit) return undefined;
    const at = readWhole(path.join(this.#folderOf(part), 'at'));
    const failed = at === undefined ? undefined : Number(at);
    const { timedOut } = exit;
    const died = { died: true, ...(timedOut && { timedOut }) };
    return { exitCode: codeOf(exit), ...died, ...this.#failedCommand(part, failed), variables: {} };
  }

  #resultOf(part: Part): ReturnType<typeof parseResult> {
    const text = readWhole(path.join(this.#folderOf(part), 'result'));
    return text === undefined ? undefined : parseResult(text);
  }

  #failedCommand(part: Part, index: number | undefined): { failedCommand?: string } {
    const command = index === undefined ? undefined : part.commands[index];
    return command === undefined ? {} : { failedCommand: command };
  }

  #folderOf(part: Part): string {
    return path.join(this.#folder.file('parts'), String(part.number));
  }

  /** What made this shell of one that stood ready holds credentials, and has been read. */
  #forgetStart(): void {
    rmSync(this.#folder.file('start.sh'), { force: true });
  }

  #over(): void {
    this.#forgetStart();
    this.#answers.destroy();
    closeSync(this.#questions);
  }
}

const namesIn = ({ env = {}, report = [] }: PartRun): string[] => [...Object.keys(env), ...report];

function refuseNames(names: readonly string[]): void {
  const wrong = names.find((name) => !isVariableName(name));
  if (wrong !== undefined)
    throw new EffectRefusal('InvalidVariable', `${wrong} is no name that a shell's variable can have`);
}

/**
 * As a shell tells it: 128 and the signal's number. Of a shell that was lost with its supervisor nothing is
 * known: 255.
 */
function codeOf({ exitCode, signal }: ProcessExit): number {
  if (exitCode !== null) return exitCode;
  return signal === null ? 255 : 128 + (operatingSystem.signals[signal as NodeJS.Signals] ?? 0);
}
