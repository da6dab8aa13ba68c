import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { accessSync, appendFileSync, chmodSync, constants, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { timers } from '../base/timers.ts';
import type { Script } from './app-spec.ts';
import type { ErrorCode, Outcome, ScriptRunning } from './control.ts';
import { beginningOf, endGroup } from './stragglers.ts';

/** AWS: the published agent keeps the last 2048 characters of what scripts say. */
const tailMax = 2048;

/** The log of a deployment on its server: all of it in a file, and the end of it to tell. */
export class ScriptLog {
  readonly #file: string;
  #tail = '';

  constructor(file: string) {
    this.#file = file;
    mkdirSync(path.dirname(file), { recursive: true });
  }

  say(line: string): void {
    appendFileSync(this.#file, `${line}\n`);
    this.#tail = `${this.#tail}${line}\n`.slice(-tailMax);
  }

  get tail(): string {
    return this.#tail;
  }
}

/** Why a script is no success. */
export class ScriptFault extends Error {
  readonly code: ErrorCode;
  readonly script: string;

  constructor(code: ErrorCode, script: string, message: string) {
    super(message);
    this.code = code;
    this.script = script;
  }
}

export const outcomeOfFault = ({ code, script, message }: ScriptFault, log: string): Outcome => ({
  succeeded: false,
  errorCode: code,
  scriptName: script,
  message,
  log,
});

export interface ScriptPlace {
  /** Where the revision lies. */
  readonly archive: string;
  /** Where scripts begin: the agent's own folder. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: ScriptLog;
  readonly running: ScriptRunning;
}

/** Runs one script to its end. Throws ScriptFault. */
export async function runScript(script: Script, place: ScriptPlace): Promise<void> {
  const file = path.join(place.archive, script.location);
  if (!file.startsWith(`${place.archive}${path.sep}`) || !existsSync(file))
    throw fault('ScriptMissing', script, 'Script does not exist at specified location: ' + script.location);
  makeExecutable(file, script);
  const user = userOf(script);
  place.log.say(`Script - ${script.location}`);
  // By a shell, which reads scripts that do not say what reads them.
  const child = spawn('/bin/sh', ['-c', 'exec "$0"', file], {
    cwd: place.directory,
    env: place.env,
    detached: true, // A group of its own, which can be ended as a whole.
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  const ended = endOf(child, script, place.log);
  if (child.pid !== undefined) await place.running({ pid: child.pid, began: beginningOf(child.pid) });
  const exitCode = await ended;
  await place.running(undefined);
  if (exitCode === 0) return;
  const as = script.runas === undefined ? '' : ` run as user ${script.runas}`;
  const message = `Script at specified location: ${script.location}${as} failed with exit code ${exitCode}`;
  throw fault('ScriptFailed', script, message);
}

function fault(code: ErrorCode, { location }: Script, message: string): ScriptFault {
  return new ScriptFault(code, location, message);
}

function makeExecutable(file: string, script: Script): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    try {
      chmodSync(file, 0o755);
    } catch {
      const message = `Unable to set script at specified location: ${script.location} as executable`;
      throw fault('ScriptNotExecutable', script, message);
    }
  }
}

/** AWS: runas, "the user to impersonate". Only root can be somebody else. */
function userOf(script: Script): { readonly uid: number; readonly gid: number } | undefined {
  const { runas, location } = script;
  if (runas === undefined) return undefined;
  const numbers = ['-u', '-g'].map((which) => idOf(which, runas));
  if (numbers.some((number) => number === undefined))
    throw fault(
      'ScriptFailed',
      script,
      `Script at specified location: ${location}: there is no user ${runas}`,
    );
  const [uid, gid] = numbers as [number, number];
  if (uid === process.getuid?.()) return undefined;
  if (process.getuid?.() === 0) return { uid, gid };
  throw fault(
    'ScriptFailed',
    script,
    `Script at specified location: ${location} cannot run as user ${runas}: this agent is not root`,
  );
}

function idOf(which: string, user: string): number | undefined {
  if (user.startsWith('-')) return undefined;
  try {
    return Number(
      execFileSync('id', [which, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    return undefined;
  }
}

/**
 * The exit code, when the script has ended and nothing it has left behind holds its output open. AWS: user guide,
 * "Long-running processes can cause deployments to fail": what is started in the background has to send its output
 * elsewhere.
 */
function endOf(child: ChildProcess, script: Script, log: ScriptLog): Promise<number> {
  for (const name of ['stdout', 'stderr'] as const)
    createInterface({ input: child[name]! }).on('line', (line) => log.say(`[${name}]${line}`));
  return new Promise((resolve, reject) => {
    let isLate = false;
    const callOff = timers.after(script.timeoutSeconds * 1000, () => {
      isLate = true;
      const { location, timeoutSeconds } = script;
      const message = `Script at specified location: ${location} failed to complete in ${timeoutSeconds} seconds`;
      child.stdout?.destroy();
      child.stderr?.destroy();
      endGroup(child.pid!, 5000).then(() => reject(fault('ScriptTimedOut', script, message)), reject);
    });
    child.on('error', (error) => {
      callOff();
      reject(fault('ScriptNotExecutable', script, `${script.location} cannot be started: ${error.message}`));
    });
    child.on('close', (exitCode, signal) => {
      callOff();
      // What ends because its time is over has timed out, however it ends.
      if (!isLate) resolve(exitCode ?? (signal ? 128 : 1));
    });
  });
}
