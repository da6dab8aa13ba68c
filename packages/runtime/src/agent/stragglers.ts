import { existsSync, readFileSync } from 'node:fs';
import { timers } from '../base/timers.ts';

/** When a process began, in the kernel's words; by that and its number it is known. */
export function beginningOf(pid: number): string {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return '';
  const text = readFileSync(file, 'utf8');
  // The name, in parentheses, may hold anything; what follows it are the fields from the third on.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Ends a process group: SIGTERM, and SIGKILL when it has had its time. */
export async function endGroup(pid: number, graceMs: number): Promise<void> {
  if (!signal(pid, 'SIGTERM')) return;
  for (let waited = 0; waited < graceMs; waited += 50) {
    await new Promise<void>((resolve) => timers.after(50, resolve));
    if (!signal(pid, 0)) return;
  }
  signal(pid, 'SIGKILL');
}

/** A script that outlived its agent. */
export async function endStraggler({
  pid,
  began,
}: {
  readonly pid: number;
  readonly began: string;
}): Promise<void> {
  if (began !== '' && beginningOf(pid) === began) await endGroup(pid, 5000);
}

function signal(pid: number, which: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, which);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
