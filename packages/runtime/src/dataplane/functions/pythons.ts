import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { EffectRefusal } from '../../base/effects/effect.ts';

const execute = promisify(execFile);

/** What is on the PATH may be a script that chooses; the program itself needs no PATH to be chosen by. */
const whereabouts = 'import sys; print(sys.executable)';

/** The Pythons of this machine. */
export class Pythons {
  readonly #path: string;
  readonly #found = new Map<string, Promise<string>>();

  constructor(searched: string) {
    this.#path = searched;
  }

  /** The Python of that version where it is there, else the one there is. */
  find(runtime: string): Promise<string> {
    const known = this.#found.get(runtime);
    if (known) return known;
    const finding = this.#find(runtime);
    this.#found.set(runtime, finding);
    finding.catch(() => this.#found.delete(runtime));
    return finding;
  }

  async #find(runtime: string): Promise<string> {
    for (const name of new Set([runtime, 'python3'])) {
      for (const folder of this.#path.split(path.delimiter)) {
        const program = await executableOf(path.join(folder, name), this.#path);
        if (program !== undefined) return program;
      }
    }
    const message = `The runtime ${runtime} is not here: this machine has no Python 3 on its PATH.`;
    throw new EffectRefusal('NoSuchRuntime', message);
  }
}

async function executableOf(program: string, searched: string): Promise<string | undefined> {
  try {
    const { stdout } = await execute(program, ['-c', whereabouts], { env: { PATH: searched } });
    return stdout.trim() || undefined;
  } catch {
    return undefined; // It is not there, or does not run.
  }
}
