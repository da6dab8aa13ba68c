import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Of the wall. */
const secondsMax = 600;
const outputBytesMax = 64 * 1024 * 1024;

/**
 * The whole environment that git is given: nobody's configuration, nobody's hooks, no questions. UTC, because
 * zips hold local times and must not depend on where they were made.
 */
export function gitEnvironment(folder: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: devNull,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: folder,
    GIT_CONFIG_KEY_1: 'core.hooksPath',
    GIT_CONFIG_VALUE_1: devNull,
  };
}

/**
 * Runs git in a bare repository and answers what it printed. Arguments are an array: no shell ever reads
 * them.
 */
export async function git(
  folder: string,
  args: readonly string[],
  input: string | Uint8Array = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const running = execute('git', [`--git-dir=${folder}`, ...args], {
    env: { ...gitEnvironment(folder), ...environment },
    timeout: secondsMax * 1000,
    maxBuffer: outputBytesMax,
  });
  running.child.stdin!.on('error', () => {}); // It ended without reading: its exit code says why.
  running.child.stdin!.end(input);
  return (await running).stdout;
}

/** The same, where what it prints is no text. Rejects where that is more. */
export async function gitBytes(folder: string, args: readonly string[], bytesMax: number): Promise<Buffer> {
  const { stdout } = await execute('git', [`--git-dir=${folder}`, ...args], {
    env: gitEnvironment(folder),
    timeout: secondsMax * 1000,
    encoding: 'buffer',
    maxBuffer: bytesMax,
  });
  return stdout;
}
