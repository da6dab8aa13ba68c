import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { EffectRefusal } from '../../base/effects/effect.ts';

/** Shells and runtimes that the host may lend to an image, by the names that images call them. */
const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: ['node'],
  nodejs: ['node'],
  python: ['python3', 'python'],
  python3: ['python3', 'python'],
  sh: ['sh'],
  bash: ['bash'],
};

/** Tools that come with the host's Node. */
const besideNode = ['npm', 'npx'];

export interface CommandParts {
  readonly argv: readonly string[];
  /** Where the image's files are. Absolute. */
  readonly root: string;
  /** Inside the image. */
  readonly workingDirectory: string;
  /** The PATH of whoever started the house. */
  readonly path: string;
}

/**
 * The command as the host can run it: the program is one of the image's own, or the host's runtime of the same name;
 * an absolute path that names a file of the image is the file in the image's folder.
 */
export function hostCommand(parts: CommandParts): string[] {
  const [program, ...words] = parts.argv;
  if (program === undefined || program === '')
    throw new EffectRefusal('CannotStartContainer', 'neither the image nor the task says what to run');
  return [programOf(program, parts), ...words.map((word) => placed(word, parts.root))];
}

function programOf(program: string, { root, workingDirectory, path: searched }: CommandParts): string {
  const inside = program.startsWith('/')
    ? path.join(root, program)
    : path.join(root, workingDirectory, program);
  if (program.includes('/') && isProgram(inside)) return inside;
  const name = path.basename(program);
  if (name === 'node' || name === 'nodejs') return process.execPath;
  const wanted = runtimes[name] ?? (besideNode.includes(name) ? [name] : []);
  const found = wanted.map((each) => find(each, searched)).find((each) => each !== undefined);
  if (found !== undefined) return found;
  const why =
    wanted.length > 0
      ? `this machine has no ${name}`
      : `without a container engine, only programs of the image itself and the machine's node, python and sh can be run`;
  throw new EffectRefusal('NoSuchRuntime', `cannot run ${program}: ${why}`);
}

function find(name: string, searched: string): string | undefined {
  const folders = [...searched.split(path.delimiter), path.dirname(process.execPath)];
  return folders.map((folder) => path.join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function placed(word: string, root: string): string {
  if (!word.startsWith('/')) return word;
  const inside = path.join(root, word);
  return existsSync(inside) ? inside : word;
}
