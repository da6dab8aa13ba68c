import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Puts the folder over /opt, for the program and what it starts alone. */
const script = 'mount --bind "$0" /opt && exec "$@"';

type Wrap = (argv: readonly string[]) => readonly string[];

/**
 * Layers lie in /opt, where programs look for them by that very name. Where this machine lets a process have
 * mounts of its own, a function's process sees its layers there; elsewhere they are found by variables alone.
 */
export class OptMount {
  /** Files that must be seen all the same. */
  readonly #needed: readonly string[];
  #way: Promise<readonly string[] | undefined> | undefined;

  constructor(needed: readonly string[]) {
    this.#needed = needed;
  }

  /** How to run a program that sees `layers` as /opt and needs `taskRoot`; undefined where that cannot be. */
  async over(layers: string, taskRoot: string): Promise<Wrap | undefined> {
    if ([...this.#needed, taskRoot].some((file) => file.startsWith('/opt/'))) return undefined;
    const way = await (this.#way ??= this.#find(layers));
    return way && ((argv) => [...way, 'sh', '-c', script, layers, ...argv]);
  }

  /** As root, or in a user namespace of its own. */
  async #find(layers: string): Promise<readonly string[] | undefined> {
    for (const options of [['--mount'], ['--map-root-user', '--mount']]) {
      const way = ['unshare', ...options];
      if (await works([...way, 'sh', '-c', script, path.resolve(layers), 'true'])) return way;
    }
    return undefined;
  }
}

async function works([program = '', ...words]: readonly string[]): Promise<boolean> {
  try {
    await execute(program, words);
    return true;
  } catch {
    return false; // No such program, or no permission: it is done without.
  }
}
