import { execFile } from 'node:child_process';
import { readWhole } from './identity.ts';

export interface Check {
  readonly argv: readonly string[];
  readonly timeoutMs: number;
}

/**
 * Runs a command in the folder of a process and with its environment, where the system tells them (Linux). Whether it
 * has ended well, in time.
 */
export function checkWhereIs(pid: number, { argv, timeoutMs }: Check): Promise<boolean> {
  const [program = '', ...words] = argv;
  const cwd = process.platform === 'linux' ? `/proc/${pid}/cwd` : undefined;
  const options = { cwd, timeout: timeoutMs, killSignal: 'SIGKILL', env: environmentOf(pid) } as const;
  return new Promise((resolve) => {
    execFile(program, words, options, (error) => resolve(error === null));
  });
}

function environmentOf(pid: number): Record<string, string> {
  const text = readWhole(`/proc/${pid}/environ`) ?? `PATH=${process.env['PATH']}`;
  const entries = text
    .split('\0')
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]);
  return Object.fromEntries(entries.filter(([name]) => name !== '')) as Record<string, string>;
}
