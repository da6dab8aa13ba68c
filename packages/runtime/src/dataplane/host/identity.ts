import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

let bootId: string | undefined;

/**
 * What tells a process from another that was given the same pid later: when it started, and in which boot of
 * the machine. Undefined where there is no such process, or only its remains.
 */
export function identityOf(pid: number): string | undefined {
  return process.platform === 'linux' ? identityOnLinux(pid) : identityByPs(pid);
}

export function isRunning(pid: number, identity: string): boolean {
  return identityOf(pid) === identity;
}

function identityOnLinux(pid: number): string | undefined {
  const stat = readWhole(`/proc/${pid}/stat`);
  // The second field, the program's name, is in brackets and may hold anything: count from the last bracket.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  bootId ??= readWhole('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${fields[19]}@${bootId}`;
}

function identityByPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined; // `ps` fails where there is no such process.
  }
}

/** Undefined where the file is not there: a process may end while its files are being read. */
export function readWhole(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
