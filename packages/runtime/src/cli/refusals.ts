import { tmpdir } from 'node:os';
import { isDiskFull } from '../base/disk-full.ts';
import { FolderTaken, FolderUnusable, NewerStore } from '../house.ts';
import { UsageError } from './flags.ts';
import type { StartFlags } from './start.ts';

export interface Refusal {
  readonly code: number;
  readonly sentence: string;
}

/** Why a house does not start, as a sentence that says what to do; a bug of ours is thrown. */
export function refusalOf(error: unknown, flags: StartFlags): Refusal {
  if (error instanceof UsageError) return { code: 2, sentence: error.message };
  const sentence = sentenceOf(error, flags);
  if (sentence === undefined) throw error;
  return { code: 1, sentence };
}

export function fullDisk({ data }: StartFlags): string {
  if (data === undefined) return `there is no room left on the disk of ${tmpdir()}.`;
  return (
    `there is no room left on the disk of ${data}. Make room, and start it again: nothing that was answered is lost, ` +
    'and builds, tasks and load balancers go on meanwhile.'
  );
}

function sentenceOf(error: unknown, flags: StartFlags): string | undefined {
  if ([FolderTaken, FolderUnusable, NewerStore].some((known) => error instanceof known))
    return (error as Error).message;
  if (isDiskFull(error)) return `Penstock does not start: ${fullDisk(flags)}`;
  const { syscall, code, errcode, hostname } = error as SystemError;
  if (errcode === sqlite.damaged || errcode === sqlite.foreign) {
    const remedy = 'put back a copy of the folder, or take another one with --data.';
    return `The store in ${flags.data} is damaged, or not Penstock's: ${remedy}`;
  }
  if (syscall === 'mkdtemp')
    return `No folder can be made in ${tmpdir()}: name another by TMPDIR, or one that is kept with --data.`;
  if (syscall === 'getaddrinfo') return `No address is known of ${hostname}: choose another --host.`;
  return syscall === 'listen' ? notListening(code, flags) : undefined;
}

/** What an error of Node's or of SQLite's says besides its words. */
interface SystemError {
  readonly syscall?: string;
  readonly code?: string;
  readonly hostname?: string;
  readonly errcode?: number;
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const sqlite = { damaged: 11, foreign: 26 };

function notListening(code: string | undefined, { port, host }: StartFlags): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. End it, or choose another port: --port 0 takes a free one.`;
    case 'EACCES':
      return `Port ${port} may not be used by you: choose one above 1023.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host.join(' or ')}: choose another --host.`;
    default:
      return undefined;
  }
}
