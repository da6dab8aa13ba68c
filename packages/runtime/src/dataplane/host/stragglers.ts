import { readdirSync } from 'node:fs';
import { readWhole } from './identity.ts';

/**
 * In the environment of a supervised process and all its children: how those that left its group are found.
 */
export const marker = 'PENSTOCK_PROCESS';

/**
 * Pids of what carries a process's mark, wherever it has gone. Empty where the system does not tell (not
 * Linux).
 */
export function marked(...marks: readonly string[]): number[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const known = new Set(marks);
  return pids.filter((pid) => known.has(markOf(pid) ?? '')).map(Number);
}

function markOf(pid: string): string | undefined {
  const environment = readWhole(`/proc/${pid}/environ`) ?? '';
  const entry = environment.split('\0').find((each) => each.startsWith(`${marker}=`));
  return entry?.slice(marker.length + 1);
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
