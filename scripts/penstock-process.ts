import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from './run.ts';

/** Young objects have 96 MB at most: V8 would take 200 of them under load, and keep them. */
const nodeFlags = ['--max-semi-space-size=32'];
const main = `${root}packages/runtime/src/main.mjs`;

/** Penstock in a process of its own, as whoever runs it has it. */
export interface PenstockProcess {
  readonly endpoint: string;
  readonly process: ChildProcess;
  /** Settles with the exit code when it has ended. */
  readonly ended: Promise<number>;
  /** SIGTERM, and wait. */
  stop(): Promise<number>;
}

/** Starts `penstock start` with these flags and waits for its `Ready`. Rejects with what it said if it ends before. */
export async function startPenstock(
  flags: readonly string[],
  say: (line: string) => void,
): Promise<PenstockProcess> {
  const child = spawn(process.execPath, [...nodeFlags, main, 'start', ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  const said: string[] = [];
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      say(line);
      const endpoint = /^Ready\. (\S+)/.exec(line)?.[1];
      if (endpoint) resolve(endpoint);
    });
  });
  const endpoint = await Promise.race([ready, ended.then(() => undefined)]);
  if (endpoint === undefined) throw new Error(said.join('\n') || 'Penstock ended before it was ready.');
  const stop = async () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { endpoint, process: child, ended, stop };
}
