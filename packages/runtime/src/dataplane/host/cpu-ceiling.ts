import os from 'node:os';
import type { ProcessLimits } from '../../base/effects/process.ts';
import { timers } from '../../base/timers.ts';
import { send } from './stragglers.ts';
import { cpuMsOf, membersOf, recentTable } from './usage.ts';

/** A process that may use no more than so much of the processors. */
export interface Ceiled {
  readonly pid: number;
  readonly limits: ProcessLimits;
}

/** How often one looks: at those who come near their ceiling, and at all others. Wall time. */
const looks = { nearMs: 40, farMs: 250 };
/** What may be saved up while less is used: so much wall time's worth. */
const savedMsMax = 100;

/**
 * Holds processes to their share of the processors, without privileges: who has used more is stopped until its time
 * has come, as by a scheduler's quota, only more coarsely. Looks only while there is somebody to look after.
 */
export class CpuCeiling {
  readonly #ceiled: () => readonly Ceiled[];
  readonly #startMs: number;
  readonly #groups = new Map<string, Group>();
  #looking = false;

  /** What a process takes to start is forgiven: so much processor time, once. */
  constructor(ceiled: () => readonly Ceiled[], startMs = 2000) {
    this.#ceiled = ceiled;
    this.#startMs = startMs;
  }

  /** Somebody new may be there to look after: perhaps stopped by an earlier supervisor that has died meanwhile. */
  begin(): void {
    if (this.#looking) return;
    for (const { pid } of this.#ceiled()) send(-pid, 'SIGCONT');
    this.#lookSoon(looks.nearMs);
  }

  async #look(): Promise<void> {
    const table = await recentTable();
    const byName = Map.groupBy(this.#ceiled(), ({ limits }) => limits.together!.name);
    const leaders = [...byName.values()].flat().map(({ pid }) => pid);
    const members = membersOf(table, leaders);
    for (const [name, processes] of byName) {
      const group = this.#groups.get(name) ?? new Group(processes[0]!.limits.together!.cpus!, this.#startMs);
      this.#groups.set(name, group);
      const all = processes.map(({ pid }) => pid);
      group.welcome(all);
      group.look(all.flatMap((pid) => [pid, ...members.get(pid)!.map((row) => row.pid)]));
    }
    for (const name of this.#groups.keys()) if (!byName.has(name)) this.#groups.delete(name);
    const isNear = [...this.#groups.values()].some((group) => group.isNear);
    this.#lookSoon(isNear ? looks.nearMs : looks.farMs);
  }

  #lookSoon(ms: number): void {
    this.#looking = this.#ceiled().length > 0;
    if (this.#looking) timers.after(ms, () => void this.#look());
  }
}

/** Who has a ceiling at all: one of as many processors as there are is none, and only Linux tells what is used. */
export const isCeiled = ({ together }: ProcessLimits): boolean =>
  together?.cpus !== undefined && together.cpus < os.availableParallelism() && process.platform === 'linux';

/** Processes that have one ceiling together. */
class Group {
  isNear = true;
  readonly #cpus: number;
  readonly #startMs: number;
  #known: ReadonlySet<number> = new Set();
  /** Processor time that may be used. */
  #leftMs = 0;
  #usedMs = 0;
  #at = performance.now();
  #stopped: readonly number[] = [];

  constructor(cpus: number, startMs: number) {
    this.#cpus = cpus;
    this.#startMs = startMs;
  }

  /** These are its processes now: whoever is new may start. */
  welcome(pids: readonly number[]): void {
    this.#leftMs += pids.filter((pid) => !this.#known.has(pid)).length * this.#startMs;
    this.#known = new Set(pids);
  }

  look(pids: readonly number[]): void {
    const members = [...new Set(pids)];
    const now = performance.now();
    const usedMs = members.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
    const lately = Math.max(0, usedMs - this.#usedMs);
    const allowed = (now - this.#at) * this.#cpus;
    const most = Math.max(this.#leftMs, savedMsMax * this.#cpus);
    this.#leftMs = Math.min(this.#leftMs + allowed, most) - lately;
    this.#usedMs = usedMs;
    this.#at = now;
    this.isNear = this.#leftMs < 0 || lately > allowed / 2;
    if (this.#leftMs < 0) {
      for (const pid of members) send(pid, 'SIGSTOP');
      this.#stopped = members;
    } else if (this.#stopped.length > 0) {
      for (const pid of this.#stopped) send(pid, 'SIGCONT');
      this.#stopped = [];
    }
  }
}
