import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export interface RunOptions {
  /** Relative to the root of the repository. */
  readonly in?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program with our own output, and answers its exit code. */
export function run(program: string, words: readonly string[], options: RunOptions = {}): Promise<number> {
  const child = spawn(program, words, {
    cwd: `${root}${options.in ?? ''}`,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
