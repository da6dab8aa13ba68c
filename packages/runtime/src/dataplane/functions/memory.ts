import { readFileSync } from 'node:fs';
import { timers } from '../../base/timers.ts';

/** How often it is looked at what a function that is running takes. */
const everyMs = 100;

/** A figure of `/proc/<pid>/status`, in MB; 0 where that cannot be known. */
function figureOf(pid: number, name: 'VmHWM' | 'RssAnon'): number {
  const [, kilobytes = '0'] = new RegExp(`${name}:\\s+(\\d+)`).exec(read(`/proc/${pid}/status`)) ?? [];
  return Number(kilobytes) / 1024;
}

/** A file of the kernel's about a process; nothing where the process is gone, or the kernel is another. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}

/** The most memory that a process has used, what it shares with others included. */
export const memoryOf = (pid: number | undefined): number =>
  pid === undefined ? 0 : Math.ceil(figureOf(pid, 'VmHWM'));

/** What a process and its children have for themselves: code that is mapped is not counted. */
function takenBy(pid: number): number {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim();
  const own = figureOf(pid, 'RssAnon');
  if (children === '') return own;
  return children.split(' ').reduce((sum, child) => sum + takenBy(Number(child)), own);
}

/** Looks, while a function is running, whether it takes more memory than it has been given. */
export class MemoryWatch {
  readonly #limitMb: number;
  readonly #exceeded: () => void;
  #cancel: () => void = () => {};

  constructor(limitMb: number, exceeded: () => void) {
    this.#limitMb = limitMb;
    this.#exceeded = exceeded;
  }

  begin(pid: () => number | undefined): void {
    this.end();
    this.#cancel = timers.after(everyMs, () => {
      const current = pid();
      if (current !== undefined && takenBy(current) > this.#limitMb) this.#exceeded();
      else this.begin(pid);
    });
  }

  end(): void {
    this.#cancel();
  }
}
