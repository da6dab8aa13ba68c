import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ProcessUsage } from '../../base/effects/process.ts';
import { readWhole } from './identity.ts';

/** One process of the machine. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** Of its group, and of its session where the system tells. */
  readonly leaders: readonly number[];
  /** Its own, and its ended children's. */
  readonly cpuMs: number;
  /** Where it was told along with the rest. */
  readonly memoryBytes?: number;
}

/** All processes of the machine, now. */
export async function processTable(): Promise<readonly ProcessRow[]> {
  if (process.platform === 'linux') return tableOfProc();
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,rss=,time=']);
  return tableOfPs(stdout);
}

/** How old a table may be for whoever looks again and again. Wall time. */
const recentMs = 900;
let recent: { readonly at: number; readonly table: Promise<readonly ProcessRow[]> } | undefined;

/** As it is now, or was a moment ago: reading it is dear. */
export function recentTable(): Promise<readonly ProcessRow[]> {
  const now = performance.now();
  if (!recent || now - recent.at > recentMs) recent = { at: now, table: processTable() };
  return recent.table;
}

/** What a process has used of the processors until now, and its ended children; 0 of one that is gone. */
export function cpuMsOf(pid: number): number {
  const stat = readWhole(`/proc/${pid}/stat`);
  return stat === undefined ? 0 : rowOfStat(pid, stat).cpuMs;
}

/**
 * The processes of each leader: those of its group and its session, and the children of those. Who has begun a
 * session of its own and has let go of its parent is not found.
 */
export function membersOf(
  table: readonly ProcessRow[],
  leaders: readonly number[],
): ReadonlyMap<number, readonly ProcessRow[]> {
  const members = new Map<number, ProcessRow[]>(leaders.map((leader) => [leader, []]));
  const leaderOf = new Map<number, number>();
  let left = table;
  for (let found = true; found;) {
    const homeless = left.filter((row) => {
      const home = row.leaders.find((leader) => members.has(leader)) ?? leaderOf.get(row.parent);
      if (home === undefined) return true;
      leaderOf.set(row.pid, home);
      members.get(home)!.push(row);
      return false;
    });
    found = homeless.length < left.length;
    left = homeless;
  }
  return members;
}

/** The same, with those that were found otherwise. */
export function withStrays(
  members: readonly ProcessRow[],
  table: readonly ProcessRow[],
  pids: readonly number[],
): readonly ProcessRow[] {
  const found = new Set([...members.map(({ pid }) => pid), ...pids]);
  return table.filter(({ pid }) => found.has(pid));
}

export function usageOf(members: readonly ProcessRow[]): ProcessUsage {
  return { cpuMs: sumOf(members.map(({ cpuMs }) => cpuMs)), memoryBytes: exactMemoryOf(members) };
}

/** Counts what several share as often as they are: never too little. */
export const memoryOf = (members: readonly ProcessRow[]): number =>
  sumOf(members.map(({ pid, memoryBytes }) => memoryBytes ?? memoryOnLinux(pid)));

/** Counts once what several share. Costs more the more memory they have. */
export function exactMemoryOf(members: readonly ProcessRow[]): number {
  if (members.length === 1) return memoryOf(members);
  return sumOf(members.map((row) => row.memoryBytes ?? sharedOut(row.pid) ?? memoryOnLinux(row.pid)));
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** Linux tells programs of so many ticks a second, whatever its own clock does. */
const ticksPerSecond = 100;

function tableOfProc(): readonly ProcessRow[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const stat = readWhole(`/proc/${pid}/stat`);
    return stat === undefined ? [] : [rowOfStat(Number(pid), stat)];
  });
}

export function rowOfStat(pid: number, stat: string): ProcessRow {
  // The second field, the program's name, is in brackets and may hold anything: count from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [, parent, group, session] = fields.map(Number);
  const ticks = sumOf(fields.slice(11, 15).map(Number));
  return { pid, parent: parent!, leaders: [group!, session!], cpuMs: (ticks * 1000) / ticksPerSecond };
}

/** What a container engine counts against a limit and cannot take back: neither programs nor files that are cached. */
function memoryOnLinux(pid: number): number {
  const status = readWhole(`/proc/${pid}/status`) ?? '';
  return kilobytesIn(status, /^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm);
}

function sharedOut(pid: number): number | undefined {
  const rollup = readWhole(`/proc/${pid}/smaps_rollup`);
  return rollup === undefined ? undefined : kilobytesIn(rollup, /^Pss_(?:Anon|Shmem):\s+(\d+) kB$/gm);
}

const kilobytesIn = (text: string, pattern: RegExp): number =>
  sumOf([...text.matchAll(pattern)].map(([, kilobytes]) => Number(kilobytes) * 1024));

export function tableOfPs(text: string): readonly ProcessRow[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [pid, parent, group, kilobytes, time = ''] = line.trim().split(/\s+/);
    return {
      pid: Number(pid),
      parent: Number(parent),
      leaders: [Number(group)],
      cpuMs: millisecondsIn(time),
      memoryBytes: Number(kilobytes) * 1024,
    };
  });
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
function millisecondsIn(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}
