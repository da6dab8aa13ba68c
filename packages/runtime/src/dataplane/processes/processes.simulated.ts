import type { Clock } from '../../base/clock.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type {
  ProcessExit,
  ProcessFollow,
  ProcessFollowed,
  ProcessLimits,
  ProcessMeasure,
  ProcessMeasured,
  ProcessRan,
  ProcessRun,
  ProcessStart,
  ProcessStarted,
  ProcessStop,
} from '../../base/effects/process.ts';
import { performProcess, type ProcessEffect, type Processes } from './processes.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';
import type { WorldEffect } from '../rooms.ts';

/** House time that a command takes: a second, or as long as it says that it sleeps. */
const durationMs = (command: string): number => Number(/^sleep (\d+)$/.exec(command)?.[1] ?? 1) * 1000;
const machine = { cpus: 4, memoryBytes: 16 * 2 ** 30 };
/** What a process uses that was not told otherwise. */
const frugal: Use = { cpuPercent: 1, memoryMib: 32 };

interface Use {
  /** Of one processor. */
  readonly cpuPercent: number;
  readonly memoryMib: number;
}

type PartRun = Omit<ProcessRun, 'type'>;

interface SimulatedProcess {
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
  readonly parts: Map<string, Promise<ProcessRan>>;
  output: string;
  exit: ProcessExit | undefined;
  readonly limits: ProcessLimits;
  use: Use;
  /** Time on a processor, up to when its use changed last. */
  used: { readonly cpuMs: number; readonly at: number };
  readonly listeners: Set<() => void>;
}

/**
 * Processes that do as they are told, in virtual time. Unless told otherwise every command says its own text,
 * takes a second (`sleep 60` a minute) and succeeds, and what was started stays until it is stopped. Patterns are
 * parts of a process's name or of a command's text.
 */
export class SimulatedProcesses implements Processes, SimulatedRoom {
  /** Names of what was started, in order, once for each time it really was. */
  readonly started: string[] = [];
  /** `<process>: <command>` of what was run. */
  readonly commands: string[] = [];
  readonly #clock: Clock;
  readonly #processes = new Map<string, SimulatedProcess>();
  readonly #exits: { readonly pattern: string; readonly code: number }[] = [];
  readonly #reports = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on such commands end with this code. */
  commandExits(pattern: string, code: number): void {
    this.#exits.unshift({ pattern, code });
  }

  /** From now on every shell that is asked for this variable has it. */
  variableIs(name: string, value: string): void {
    this.#reports.set(name, value);
  }

  /** What of this name runs is killed. */
  processDies(pattern: string): void {
    for (const process of this.#matching(pattern)) end(process, { exitCode: null, signal: 'SIGKILL' });
  }

  processExits(pattern: string, exitCode: number): void {
    for (const process of this.#matching(pattern)) end(process, { exitCode, signal: null });
  }

  processSays(pattern: string, text: string): void {
    for (const process of this.#matching(pattern)) say(process, text);
  }

  /** From now on what of this name runs uses so much; who may not use so much memory is killed. */
  processUses(pattern: string, change: Partial<Use>): void {
    for (const process of this.#matching(pattern)) {
      process.used = this.#usedBy(process);
      process.use = { ...process.use, ...change };
    }
    for (const process of this.#matching(pattern))
      if (this.#usesTooMuch(process)) end(process, { exitCode: null, signal: 'SIGKILL', outOfMemory: true });
  }

  /** Names of what runs, for what else is a process here: containers. */
  begin(
    name: string,
    {
      env = {},
      limits = {},
    }: { readonly env?: Readonly<Record<string, string>>; readonly limits?: ProcessLimits },
  ): ProcessStarted {
    const known = this.#processes.get(name);
    if (known) return { pid: known.pid };
    const pid = this.started.push(name);
    const begun = {
      pid,
      env,
      parts: new Map(),
      output: '',
      exit: undefined,
      limits,
      use: frugal,
      used: { cpuMs: 0, at: this.#clock.now() },
      listeners: new Set<() => void>(),
    };
    this.#processes.set(name, begun);
    return { pid };
  }

  async start(effect: ProcessStart): Promise<ProcessStarted> {
    const isNew = !this.#processes.has(effect.process);
    const started = this.begin(effect.process, { env: effect.env });
    if (isNew && 'argv' in effect.command) void this.#runProgram(effect.process, effect.command.argv);
    if (isNew && effect.timeoutMs !== undefined) this.#limit(effect.process, effect.timeoutMs);
    if (effect.first) void this.#part({ process: effect.process, ...effect.first });
    return started;
  }

  run(effect: ProcessRun, signal: AbortSignal): Promise<ProcessRan> {
    return orAborted(this.#part(effect), signal);
  }

  async follow(effect: ProcessFollow, signal: AbortSignal): Promise<ProcessFollowed> {
    const process = this.#find(effect.process);
    while (Buffer.byteLength(process.output) <= effect.from && !process.exit)
      await orAborted(change(process), signal);
    const bytes = Buffer.from(process.output);
    const output = bytes.subarray(effect.from).toString();
    return { output, next: Math.max(effect.from, bytes.length), ...(process.exit && { exit: process.exit }) };
  }

  async measure({ processes }: ProcessMeasure): Promise<ProcessMeasured> {
    const running = processes.flatMap((name) => {
      const process = this.#processes.get(name);
      return process && !process.exit ? [[name, process] as const] : [];
    });
    const usages = running.map(([name, process]) => {
      const { cpuMs } = this.#usedBy(process);
      return [name, { cpuMs, memoryBytes: process.use.memoryMib * 2 ** 20 }] as const;
    });
    return { at: this.#clock.now(), machine, usages: Object.fromEntries(usages) };
  }

  async stop(effect: ProcessStop): Promise<void> {
    const process = this.#processes.get(effect.process);
    if (process) end(process, { exitCode: null, signal: 'SIGTERM' });
  }

  perform(effect: WorldEffect, signal: AbortSignal): Promise<unknown> {
    return performProcess(this, effect as ProcessEffect, signal);
  }

  /**
   * `command-exits <code> <pattern>` · `variable-is <name> <value>` · `dies <pattern>` ·
   * `exits <code> <pattern>` · `says <pattern>`
   * with the text as body · `started` ·
   * `uses <pattern> [cpu=<percent of a processor>] [memory=<MiB>]`.
   */
  tell([verb = '', ...words]: readonly string[], body: string): object | undefined {
    switch (verb) {
      case 'command-exits':
        return void this.commandExits(words.slice(1).join(' '), Number(words[0]));
      case 'variable-is':
        return void this.variableIs(words[0] ?? '', words.slice(1).join(' '));
      case 'dies':
        return void this.processDies(words.join(' '));
      case 'exits':
        return void this.processExits(words.slice(1).join(' '), Number(words[0]));
      case 'says':
        return void this.processSays(words.join(' '), `${body}\n`);
      case 'uses':
        return void this.processUses(...useIn(words));
      case 'started':
        return { started: this.started };
      default:
        throw new Error(`simulated processes know no ${verb}`);
    }
  }

  done(): string[] {
    return [...this.started.map((name) => `started ${name}`), ...this.commands.map((line) => `ran ${line}`)];
  }

  #limit(name: string, timeoutMs: number): void {
    const process = this.#find(name);
    const due = () => end(process, { exitCode: null, signal: 'SIGTERM', timedOut: true });
    const forget = this.#clock.at(this.#clock.now() + timeoutMs, due);
    void ended(process).then(forget);
  }

  async #runProgram(name: string, argv: readonly string[]): Promise<void> {
    const process = this.#find(name);
    const exitCode = await this.#command(name, process, argv.join(' '));
    if (exitCode !== undefined) end(process, { exitCode, signal: null });
  }

  #part(run: PartRun): Promise<ProcessRan> {
    const process = this.#find(run.process);
    const ran = process.parts.get(run.part) ?? this.#run(run, process);
    process.parts.set(run.part, ran);
    return ran;
  }

  async #run(effect: PartRun, process: SimulatedProcess): Promise<ProcessRan> {
    const { announce, commands } = effect;
    const announcing = (offset: number) => (index: number) => {
      if (announce) say(process, `${announce.before}${offset + index}\n`);
    };
    const first = await this.#block(effect.process, commands, announcing(0));
    const last = await this.#block(effect.process, effect.finally ?? [], announcing(commands.length));
    if (process.exit) return diedWith(process.exit);
    if (announce) say(process, `${announce.after}\n`);
    const failed = first ?? last;
    if (effect.last) end(process, { exitCode: 0, signal: null });
    const env = { ...process.env, ...effect.env };
    const variables = (effect.report ?? []).filter((name) => this.#reports.has(name) || env[name]);
    const values = variables.map((name) => [name, this.#reports.get(name) ?? env[name]]);
    return {
      exitCode: failed?.code ?? 0,
      ...(failed && { failedCommand: failed.command }),
      ...(effect.last && { over: true }),
      variables: Object.fromEntries(values) as Record<string, string>,
    };
  }

  async #block(name: string, commands: readonly string[], announce: (index: number) => void) {
    for (const [index, command] of commands.entries()) {
      announce(index);
      const code = await this.#command(name, this.#find(name), command);
      if (code !== 0) return { command, code: code ?? 137 };
    }
    return undefined;
  }

  /** Undefined where the process ended meanwhile. */
  async #command(name: string, process: SimulatedProcess, command: string): Promise<number | undefined> {
    if (process.exit) return undefined;
    this.commands.push(`${name}: ${command}`);
    say(process, `${command}\n`);
    const { promise, resolve } = Promise.withResolvers<void>();
    const forget = this.#clock.at(this.#clock.now() + durationMs(command), resolve);
    await Promise.race([promise, ended(process)]);
    forget();
    if (process.exit) return undefined;
    return this.#exits.find(({ pattern }) => command.includes(pattern) || name.includes(pattern))?.code ?? 0;
  }

  #usedBy({ use, used }: SimulatedProcess): SimulatedProcess['used'] {
    const at = this.#clock.now();
    return { cpuMs: used.cpuMs + ((at - used.at) * use.cpuPercent) / 100, at };
  }

  #usesTooMuch({ use, limits }: SimulatedProcess): boolean {
    const { memoryBytes = Infinity, together } = limits;
    const others = [...this.#processes.values()].filter(
      ({ exit, limits }) => !exit && together && limits.together?.name === together.name,
    );
    const all = others.reduce((sum, other) => sum + other.use.memoryMib, 0);
    return use.memoryMib * 2 ** 20 > memoryBytes || all * 2 ** 20 > (together?.memoryBytes ?? Infinity);
  }

  #find(name: string): SimulatedProcess {
    const process = this.#processes.get(name);
    if (!process) throw new EffectRefusal('NoSuchProcess', `${name} was never started, or ended long ago`);
    return process;
  }

  #matching(pattern: string): SimulatedProcess[] {
    const running = [...this.#processes].filter(([name, { exit }]) => !exit && name.includes(pattern));
    return running.map(([, process]) => process);
  }
}

function useIn(words: readonly string[]): [pattern: string, change: Partial<Use>] {
  const [, cpu] = words.find((word) => word.startsWith('cpu='))?.split('=') ?? [];
  const [, memory] = words.find((word) => word.startsWith('memory='))?.split('=') ?? [];
  const pattern = words.filter((word) => !/^(cpu|memory)=/.test(word)).join(' ');
  return [pattern, { ...(cpu && { cpuPercent: Number(cpu) }), ...(memory && { memoryMib: Number(memory) }) }];
}

function diedWith({ exitCode, timedOut }: ProcessExit): ProcessRan {
  return { exitCode: exitCode ?? 137, died: true, ...(timedOut && { timedOut }), variables: {} };
}

function say(process: SimulatedProcess, text: string): void {
  process.output += text;
  for (const listener of process.listeners) listener();
}

function end(process: SimulatedProcess, exit: ProcessExit): void {
  process.exit ??= exit;
  for (const listener of process.listeners) listener();
}

function change(process: SimulatedProcess): Promise<void> {
  return new Promise((resolve) => {
    const listener = () => {
      process.listeners.delete(listener);
      resolve();
    };
    process.listeners.add(listener);
  });
}

async function ended(process: SimulatedProcess): Promise<void> {
  while (!process.exit) await change(process);
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    const over = () => signal.removeEventListener('abort', giveUp);
    promise.then(resolve, reject).finally(over);
  });
}
