import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ProcessExit, ProcessLimits } from '../../base/effects/process.ts';
import { readWhole } from './identity.ts';

/** What is written down when a process has been started. */
export interface Birth {
  readonly pid: number;
  readonly identity: string;
}

/** The files of one supervised process: all that is known of it, for a supervisor that comes later. */
export class ProcessFolder {
  readonly path: string;
  /** Tells this process's children from all others on the machine. */
  readonly mark: string;
  /** As it is written. */
  #spec: KeptSpec | undefined;

  constructor(processes: string, process: string) {
    this.path = path.join(processes, hashOf(process));
    this.mark = hashOf(this.path);
  }

  static all(processes: string): ProcessFolder[] {
    const texts = readdirSync(processes).map((name) => readWhole(path.join(processes, name, 'spec.json')));
    const known = texts.map((text) => parsed<KeptSpec>(text)).filter((spec) => spec !== undefined);
    return known.map((spec) => new ProcessFolder(processes, spec.process));
  }

  file(
    name: 'output' | 'output.fifo' | 'questions.fifo' | 'answers.fifo' | 'parts' | 'resume.sh' | 'start.sh',
  ): string {
    return path.join(this.path, name);
  }

  readSpec(): KeptSpec | undefined {
    return (this.#spec ??= this.#read<KeptSpec>('spec.json'));
  }

  writeSpec(spec: KeptSpec): void {
    this.#spec = spec;
    this.#write('spec.json', spec);
  }

  readBirth(): Birth | undefined {
    return this.#read<Birth>('birth.json');
  }

  writeBirth(birth: Birth): void {
    this.#write('birth.json', birth);
  }

  readExit(): ProcessExit | undefined {
    return this.#read<ProcessExit>('exit.json');
  }

  writeExit(exit: ProcessExit): void {
    this.#write('exit.json', exit);
  }

  #read<T>(name: string): T | undefined {
    return parsed<T>(readWhole(path.join(this.path, name)));
  }

  /** No process outlives a failure of power, so none of this need. */
  #write(name: string, value: object): void {
    exchange(path.join(this.path, name), JSON.stringify(value));
  }
}

/** The file holds all of it or what it held before, whenever the process is killed. */
export function exchange(file: string, text: string): void {
  writeFileSync(`${file}.partial`, text, { mode: 0o600 });
  renameSync(`${file}.partial`, file);
}

/** Undefined also where the power failed before the text was on disk. */
export function parsed<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** What is kept of a spec: not its environment, which holds credentials. */
export interface KeptSpec {
  readonly process: string;
  readonly shell: boolean;
  readonly scratch?: string;
  /** Wall time, epoch milliseconds, when it has lived long enough. */
  readonly deadline?: number;
  readonly limits?: ProcessLimits;
}

/** The file holds all of it or what it held before, whenever the power fails. */
export function writeWhole(file: string, text: string): void {
  const temporary = `${file}.partial`;
  const descriptor = openSync(temporary, 'w', 0o600);
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(temporary, file);
}

/** A name that any file system takes, for one that it may not. */
export function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}
