import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../../scripts/run.ts';

const main = `${root}packages/runtime/src/main.mjs`;

/** An agent in a process of its own, in a folder of its own, as if it were a machine. */
export class AgentProcess {
  readonly folder: string;
  readonly said: string[] = [];
  readonly #words: readonly string[];
  #process: ChildProcess | undefined;

  constructor(name: string, endpoint: string, words: readonly string[] = []) {
    this.folder = mkdtempSync(path.join(tmpdir(), `penstock-agent-${name}-`));
    const { folder } = this;
    const places = ['--dir', path.join(folder, 'agent'), '--root', path.join(folder, 'root')];
    this.#words = [main, 'agent', '--endpoint', endpoint, '--name', name, ...places, ...words];
  }

  /** Starts it, and waits until it asks for work. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [...this.#words], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stderr! }).on('line', (line) => {
        this.said.push(line);
        if (line.startsWith('Ready.')) resolve();
      });
      child.once('exit', () => reject(new Error(this.said.join('\n'))));
    });
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  async end(): Promise<void> {
    await this.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A folder that is a revision: its files by name; scripts may be executed. */
export function revision(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-revision-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (name.endsWith('.sh')) chmodSync(file, 0o755);
  }
  return folder;
}
