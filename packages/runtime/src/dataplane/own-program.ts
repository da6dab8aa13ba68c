import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { quoted } from '../base/shell-word.ts';

/** A program of Penstock's own, for commands of builds. */
export interface OwnProgram {
  /** The file to be made. */
  readonly file: string;
  /** A TypeScript file, which is run with the program's name before the words of its line. */
  readonly cli: URL;
  readonly name: string;
  /** What it finds in its environment. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Makes a small program that is run by Penstock's own Node. */
export function writeProgram({ file, ...program }: OwnProgram): void {
  const script = scriptOf(program);
  // Builds may be running it: it is exchanged whole, and only where it has changed.
  if (existsSync(file) && readFileSync(file, 'utf8') === script) return;
  const partial = `${file}.partial-${process.pid}`;
  writeFileSync(partial, script, { mode: 0o755 });
  renameSync(partial, file);
}

/** Where NODE_OPTIONS are found: they are meant for programs of the build, which this is not. */
export const keptNodeOptions = 'PENSTOCK_NODE_OPTIONS';

function scriptOf({ cli, name, settings }: Omit<OwnProgram, 'file'>): string {
  const script = quoted(fileURLToPath(cli));
  return [
    '#!/bin/sh',
    `export ${keptNodeOptions}="$NODE_OPTIONS"`,
    'unset NODE_OPTIONS',
    ...Object.entries(settings).map(([setting, value]) => `export ${setting}=${quoted(value)}`),
    `exec ${quoted(process.execPath)} --disable-warning=ExperimentalWarning ${script} ${name} "$@"`,
    '',
  ].join('\n');
}
