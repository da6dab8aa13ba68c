import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { assert } from '../../base/assert.ts';
import { wall } from '../../base/clock.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { timers } from '../../base/timers.ts';
import type {
  ProcessFollow,
  ProcessFollowed,
  ProcessMeasure,
  ProcessMeasured,
  ProcessRan,
  ProcessRun,
  ProcessStarted,
  ProcessStop,
} from '../../base/effects/process.ts';
import { forgetFolder, sweepForgotten } from '../forgotten-folder.ts';
import { checkWhereIs, type Check } from './check.ts';
import { Child } from './child.ts';
import { CpuCeiling, isCeiled, type Ceiled } from './cpu-ceiling.ts';
import { FifoFolders } from './fifo-folders.ts';
import { ProcessFolder } from './folder.ts';
import { launch, type Launched } from './launched.ts';
import { MemoryWatch, type Limited } from './memory-watch.ts';
import type { ProcessSpec } from './protocol.ts';
import { ReadyShells } from './ready-shells.ts';
import { shellProgram } from './shell-script.ts';
import { Shell } from './shell.ts';
import { marked, send, signalGroup } from './stragglers.ts';
import { membersOf, processTable, usageOf, withStrays } from './usage.ts';

/** How long what an ended process left is kept to be asked for. Wall time. */
const keptMs = 24 * 3600 * 1000;

/** How long it is kept in memory, too; and how often one looks for what is kept no longer. Wall time. */
const [rememberedMs, pruneMs] = [60_000, 3600 * 1000];

interface Supervised {
  readonly child: Child;
  readonly shell?: Shell;
}

/** Starts processes and knows them by name, also those that an earlier supervisor started. */
export class Supervisor {
  readonly #folder: string;
  readonly #fifos: FifoFolders;
  readonly #readyShells: ReadyShells;
  readonly #starting = new Map<string, Promise<Supervised>>();
  readonly #known = new Map<string, Supervised>();
  readonly #memory = new MemoryWatch(() => this.#limited());
  readonly #processors = new CpuCeiling(() => this.#ceiled());

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#fifos = new FifoFolders(`${folder}.fifos`);
    this.#readyShells = new ReadyShells(`${folder}.ready`);
    for (const process of ProcessFolder.all(folder)) this.#recall(process);
    this.#watchLimits();
  }

  async start(spec: ProcessSpec): Promise<ProcessStarted> {
    const { child } = this.#find(spec.process) ?? (await this.#startOnce(spec));
    return { pid: child.pid };
  }

  #startOnce(spec: ProcessSpec): Promise<Supervised> {
    let starting = this.#starting.get(spec.process);
    if (!starting) {
      starting = this.#start(spec);
      this.#starting.set(spec.process, starting);
      const over = () => this.#starting.delete(spec.process);
      starting.then(over, over);
    }
    return starting;
  }

  find(process: string): ProcessStarted | null {
    const known = this.#find(process);
    return known ? { pid: known.child.pid } : null;
  }

  async run(run: Omit<ProcessRun, 'type'>, signal: AbortSignal): Promise<ProcessRan> {
    const { shell, child } = this.#supervised(run.process);
    assert(shell, `${run.process} is no standing shell`);
    const ran = await shell.run(run, signal);
    if (!run.last) return ran;
    await child.leave(run.last.graceMs);
    return { ...ran, over: true };
  }

  async follow(follow: Omit<ProcessFollow, 'type'>, signal: AbortSignal): Promise<ProcessFollowed> {
    return this.#supervised(follow.process).child.follow(follow.from, signal);
  }

  async check({
    process,
    ...check
  }: Check & { readonly process: string }): Promise<{ readonly well: boolean }> {
    const { child } = this.#supervised(process);
    if (child.exit) throw new EffectRefusal('NoSuchProcess', `${process} has ended`);
    return { well: await checkWhereIs(child.pid, check) };
  }

  async measure({ processes, wide }: Omit<ProcessMeasure, 'type'>): Promise<ProcessMeasured> {
    const children = processes.flatMap((process) => {
      const child = this.#find(process)?.child;
      return child && !child.exit ? [{ process, pid: child.pid, child }] : [];
    });
    const table = await processTable();
    const at = wall.now();
    const members = membersOf(
      table,
      children.map(({ pid }) => pid),
    );
    const all = children.map(({ process, pid, child }) => {
      const own = members.get(pid)!;
      return { process, rows: wide ? withStrays(own, table, child.strays()) : own };
    });
    const running = all.filter(({ rows }) => rows.length > 0);
    const usages = running.map(({ process, rows }) => [process, usageOf(rows)] as const);
    const machine = { cpus: os.availableParallelism(), memoryBytes: os.totalmem() };
    return { at, machine, usages: Object.fromEntries(usages) };
  }

  async stop({ process, graceMs }: Omit<ProcessStop, 'type'>): Promise<null> {
    const known = (await this.#starting.get(process)) ?? this.#find(process);
    await known?.child.stop(graceMs);
    return null;
  }

  /** Ends everything, with so much grace. Wall time. */
  async stopAll(graceMs: number): Promise<void> {
    this.#readyShells.close();
    await Promise.allSettled(this.#starting.values());
    const running = [...this.#known.values()].filter(({ child }) => !child.exit);
    await Promise.all(running.map(({ child }) => child.stop(graceMs)));
  }

  /** Ends everything at once and forgets it. */
  async reset(): Promise<void> {
    await Promise.allSettled(this.#starting.values());
    await Child.killAll([...this.#known.values()].map(({ child }) => child));
    this.#known.clear();
    this.#readyShells.reset();
    this.#fifos.reset();
    void forgetFolder(this.#folder);
    mkdirSync(this.#folder, { mode: 0o700 });
  }

  /** Forgets what ended long ago, now and from time to time. */
  async prune(): Promise<void> {
    timers.idlyAfter(pruneMs, () => void this.prune());
    await sweepForgotten(this.#folder);
    for (const name of readdirSync(this.#folder)) {
      const exit = path.join(this.#folder, name, 'exit.json');
      const endedAt = await stat(exit).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity,
      );
      if (endedAt + keptMs > wall.now()) continue;
      await rm(path.join(this.#folder, name), { recursive: true, force: true });
      this.#known.delete(name);
    }
  }

  async #start(spec: ProcessSpec): Promise<Supervised> {
    if (!isFolder(spec.directory))
      throw new EffectRefusal(
        'NoSuchDirectory',
        `${spec.directory} is no folder to start ${spec.process} in`,
      );
    const folder = new ProcessFolder(this.#folder, spec.process);
    if (existsSync(folder.path)) await rm(folder.path, { recursive: true, force: true });
    const shell = 'shell' in spec.command ? spec.command.shell : undefined;
    const taken = shell && this.#readyShells.take(spec);
    if (taken) taken.ready.moveTo(folder);
    else await this.#fifos.moveTo(folder.path);
    const { process, scratch, timeoutMs, limits, within } = spec;
    let launched = taken?.launched;
    try {
      folder.writeSpec({
        process,
        shell: shell !== undefined,
        ...(scratch !== undefined && { scratch }),
        ...(timeoutMs !== undefined && { deadline: wall.now() + timeoutMs }),
        ...(limits && { limits }),
      });
      const marks = within === undefined ? [] : [new ProcessFolder(this.#folder, within).mark];
      launched ??= await launch(folder, argvOf(folder, spec), { ...spec, marks });
      const supervised = this.#keep(folder, Child.of(folder, launched));
      taken?.ready.become(folder, shell!, spec);
      supervised.shell?.begin(spec.first);
      if (limits) this.#watchLimits();
      return supervised;
    } catch (error) {
      await this.#undo(folder, launched);
      throw error;
    }
  }

  /** What has begun and could not be written down, as on a full disk, is as if it never was: it is begun again. */
  async #undo(folder: ProcessFolder, launched: Launched | undefined): Promise<void> {
    this.#known.delete(path.basename(folder.path));
    if (launched) {
      signalGroup(launched.pid, 'SIGKILL');
      for (const pid of marked([folder.mark])) send(pid, 'SIGKILL');
      await launched.ended;
    }
    await rm(folder.path, { recursive: true, force: true });
  }

  #watchLimits(): void {
    this.#memory.begin();
    this.#processors.begin();
  }

  /** Who may not use all the processors there are. */
  #ceiled(): readonly Ceiled[] {
    return [...this.#known.values()].flatMap(({ child: { pid, limits } }) =>
      limits && isCeiled(limits) ? [{ pid, limits }] : [],
    );
  }

  /** Who may not use all the memory there is. */
  #limited(): readonly Limited[] {
    return [...this.#known.values()].flatMap(({ child }) => {
      const { limits } = child;
      if (limits?.memoryBytes === undefined && limits?.together?.memoryBytes === undefined) return [];
      return { pid: child.pid, limits, killOutOfMemory: () => child.killOutOfMemory() };
    });
  }

  /** What is found of one process in its folder, at the beginning of a supervisor. */
  #recall(folder: ProcessFolder): void {
    if (folder.readExit()) return;
    rmSync(folder.file('start.sh'), { force: true }); // It was read by now.
    const birth = folder.readBirth();
    if (birth) this.#keep(folder, Child.adopt(folder, birth));
    // Started, and not yet written down, nor answered: as if it never was.
    else for (const pid of marked([folder.mark])) send(pid, 'SIGKILL');
  }

  #keep(folder: ProcessFolder, child: Child): Supervised {
    const supervised = folder.readSpec()?.shell ? { child, shell: new Shell(folder, child) } : { child };
    const name = path.basename(folder.path);
    this.#known.set(name, supervised);
    const forget = () => {
      if (this.#known.get(name) === supervised) this.#known.delete(name);
    };
    void child.ended.then(() => timers.idlyAfter(rememberedMs, forget));
    return supervised;
  }

  #find(process: string): Supervised | undefined {
    const folder = new ProcessFolder(this.#folder, process);
    const known = this.#known.get(path.basename(folder.path));
    if (known) return known;
    const birth = folder.readExit() && folder.readBirth();
    return birth && this.#keep(folder, Child.adopt(folder, birth));
  }

  #supervised(process: string): Supervised {
    const known = this.#find(process);
    if (!known) throw new EffectRefusal('NoSuchProcess', `${process} was never started, or ended long ago`);
    return known;
  }
}

function argvOf(folder: ProcessFolder, { command }: ProcessSpec): readonly string[] {
  return 'argv' in command ? command.argv : [command.shell, '-c', shellProgram, command.shell, folder.path];
}

/** Not what no folder can be called, either. */
function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}
