import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetFolder, sweepForgotten } from '../forgotten-folder.ts';
import { programIn } from './base-image.ts';

export interface BuilderToolParts {
  /** Where programs and images are kept; made where it is missing. */
  readonly folder: string;
  /** The PATH of this machine. */
  readonly path: string;
}

/** A folder to be put in front of PATH, and what its programs want to find in the environment. */
export interface BuilderTool {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Makes the program `docker`, and `aws` where this machine has none, of Penstock's own Node. */
export function builderTool({ folder, path: searched }: BuilderToolParts): BuilderTool {
  const tools = path.join(folder, 'bin');
  const images = path.join(folder, 'images');
  mkdirSync(tools, { recursive: true });
  mkdirSync(images, { recursive: true });
  const settings = { PENSTOCK_TOOLS: tools, NODE_COMPILE_CACHE: path.join(folder, 'compiled') };
  writeProgram(path.join(tools, 'docker'), scriptOf('docker', settings));
  const own = path.join(tools, 'aws');
  if (programIn(searched, 'aws') === undefined) writeProgram(own, scriptOf('aws', settings));
  else rmSync(own, { force: true });
  return { folder: tools, env: { PENSTOCK_IMAGES: images } };
}

/** The builder in the rooms of this machine. */
export class LocalBuilder {
  readonly #parts: BuilderToolParts;

  constructor(parts: BuilderToolParts) {
    this.#parts = parts;
    void sweepForgotten(parts.folder);
  }

  async tool(): Promise<BuilderTool> {
    return builderTool(this.#parts);
  }

  /** Forgets all images. */
  reset(): void {
    // What cannot be deleted is out of the way, and swept another time.
    void forgetFolder(this.#parts.folder).catch(() => undefined);
  }
}

/** NODE_OPTIONS are meant for programs of the build, which this is not. */
function scriptOf(program: string, settings: Readonly<Record<string, string>>): string {
  const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
  return [
    '#!/bin/sh',
    'unset NODE_OPTIONS',
    ...Object.entries(settings).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `exec ${quoted(process.execPath)} --disable-warning=ExperimentalWarning ${quoted(cli)} ${program} "$@"`,
    '',
  ].join('\n');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Builds may be running it: it is exchanged whole, and only where it has changed. */
function writeProgram(file: string, script: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === script) return;
  const partial = `${file}.partial-${process.pid}`;
  writeFileSync(partial, script, { mode: 0o755 });
  renameSync(partial, file);
}
