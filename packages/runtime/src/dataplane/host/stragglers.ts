import { readdirSync } from 'node:fs';
import { readWhole } from './identity.ts';

/**
 * In the environment of a supervised process and all its children: how those that left its group are found.
 */
export const marker = 'PENSTOCK_PROCESS';

/** Which processes there were, and how many there had been since the machine started. */
export interface Census {
  readonly pids: ReadonlySet<string>;
  readonly forks: number;
}

/** Undefined where the system does not tell (not Linux). */
export function census(): Census | undefined {
  if (process.platform !== 'linux') return undefined;
  return { pids: new Set(pidsNow()), forks: forksNow() };
}

/**
 * Pids of what carries a process's mark, wherever it has gone. Empty where the system does not tell (not
 * Linux). Who was there before the process cannot be its child, and is not looked at.
 */
export function marked(marks: readonly string[], before?: Census): number[] {
  if (process.platform !== 'linux') return [];
  const older = before && forksNow() - before.forks < pidsMax() / 2 ? before.pids : noPids;
  const known = new Set(marks);
  const pids = pidsNow().filter((pid) => !older.has(pid));
  return pids.filter((pid) => marksOf(pid).some((mark) => known.has(mark))).map(Number);
}

const noPids: ReadonlySet<string> = new Set();
const pidsNow = (): string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name));
const forksNow = (): number =>
  Number(/^processes (\d+)$/m.exec(readWhole('/proc/stat') ?? '')?.[1] ?? Infinity);

/** After so many, pids come round again. */
const pidsMax = (): number => Number(readWhole('/proc/sys/kernel/pid_max') ?? 0);

/** Its own, and that of the process it was started within. */
function marksOf(pid: string): readonly string[] {
  const environment = readWhole(`/proc/${pid}/environ`) ?? '';
  const entry = environment.split('\0').find((each) => each.startsWith(`${marker}=`));
  return entry === undefined ? [] : entry.slice(marker.length + 1).split(' ');
}

/** Sends a signal to a whole process group. Tells whether anybody was there. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  return send(-leader, signal);
}

export function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    if (code === 'EPERM') return true;
    throw error;
  }
}
