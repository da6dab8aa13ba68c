import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { ProcessExit } from '../../base/effects/process.ts';
import type { ProcessFolder } from './folder.ts';
import type { ProcessSpec } from './protocol.ts';
import { census, marker, type Census } from './stragglers.ts';

/** A process that has been started. */
export interface Launched {
  readonly pid: number;
  readonly ended: Promise<ProcessExit>;
  /** Who was there before it. */
  readonly before: Census | undefined;
  /** The end of its output that is read. */
  readonly reading: number;
}

/** How it is started. */
type LaunchSpec = Pick<ProcessSpec, 'directory' | 'env'> & {
  /** What it is known by besides its own mark. */
  readonly marks?: readonly string[];
};

/** Starts what writes into the output FIFO of a folder; refused where it cannot be started. */
export async function launch(
  folder: ProcessFolder,
  argv: readonly string[],
  { directory, env, marks = [] }: LaunchSpec,
): Promise<Launched> {
  const [program = '', ...words] = argv;
  const before = census();
  const reading = openSync(folder.file('output.fifo'), constants.O_RDONLY | constants.O_NONBLOCK);
  const writing = openSync(folder.file('output.fifo'), constants.O_RDWR);
  try {
    const process = spawn(program, words, {
      cwd: directory,
      env: { ...env, [marker]: [folder.mark, ...marks].join(' ') },
      stdio: ['ignore', writing, writing],
      detached: true,
    });
    const { pid } = process;
    if (pid === undefined) throw await failureOf(process);
    const { promise: ended, resolve } = Promise.withResolvers<ProcessExit>();
    process.on('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    return { pid, ended, before, reading };
  } catch (error) {
    closeSync(reading);
    const { message } = error as Error;
    throw new EffectRefusal('CannotStartProcess', `${program} cannot be started: ${message}`);
  } finally {
    closeSync(writing);
  }
}

function failureOf(process: ChildProcess): Promise<Error> {
  return new Promise((resolve) => process.on('error', resolve));
}
