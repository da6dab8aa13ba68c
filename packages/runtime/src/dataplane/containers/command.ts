import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { EffectRefusal } from '../../base/effects/effect.ts';
import { placeIn } from './image-paths.ts';
import { kindOf } from './program.ts';

/** Shells and runtimes that the machine may lend to an image, by the names that images call them. */
const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: ['node'],
  nodejs: ['node'],
  python: ['python3', 'python'],
  python3: ['python3', 'python'],
  sh: ['sh'],
  ash: ['sh'],
  dash: ['sh'],
  bash: ['bash'],
};

/** Tools that come with Node. */
const besideNode = ['npm', 'npx'];

export interface CommandParts {
  readonly argv: readonly string[];
  /** Where the image's files are. Absolute. */
  readonly root: string;
  /** Inside the image. */
  readonly workingDirectory: string;
  /** The image's own PATH. */
  readonly imagePath: string;
  /** The PATH of whoever started the house. */
  readonly path: string;
}

/**
 * The command as the machine can run it: the machine's runtime of the name that is asked for, or a program of
 * the image's own – a script whose interpreter is such a runtime, or one that needs nothing but itself. An
 * absolute path that names a file of the image is the file in the image's folder.
 */
export function hostCommand(parts: CommandParts): string[] {
  const [program, ...words] = parts.argv;
  if (program === undefined || program === '')
    throw new EffectRefusal(
      'CannotStartContainer',
      'neither the image nor the container definition says what to run',
    );
  return [...programOf(program, parts), ...words.map((word) => placed(word, parts.root))];
}

/** Folders of the image's PATH that are there, on this machine. */
export function imageFolders(root: string, imagePath: string): string[] {
  const folders = imagePath.split(':').filter((folder) => folder.startsWith('/'));
  return folders.map((folder) => placeIn(root, folder)).filter((place) => existsSync(place));
}

/** The image's file that a word of a command names, wherever it stands in the word. */
function placed(word: string, root: string): string {
  return word.replace(/(?<=^|[\s"'=<>`(;|&,:])\/[^\s"'`;|&<>(),:]*/g, (found) => {
    const place = placeIn(root, found);
    return existsSync(place) ? place : found;
  });
}

function programOf(program: string, parts: CommandParts): string[] {
  const lent = runtimeOf(path.basename(program), parts.path);
  if (lent) return [lent];
  const place = ownProgram(program, parts);
  if (!place) throw cannotRun(program, whyNot(path.basename(program)));
  const kind = kindOf(place);
  switch (kind.kind) {
    case 'script':
      return [...interpreterOf(program, kind.interpreter, parts), place];
    case 'standalone':
      return [place];
    case 'foreign':
      throw cannotRun(program, kind.why);
  }
}

/** A script's first line names its interpreter by a path of the image, or of the machine that built it. */
function interpreterOf(
  program: string,
  interpreter: readonly string[],
  { path: searched }: CommandParts,
): string[] {
  const words = interpreter.filter(
    (word, index) => !(index === 0 && path.basename(word) === 'env') && word !== '-S',
  );
  const [name = '', ...options] = words;
  const lent = runtimeOf(path.basename(name), searched);
  if (!lent)
    throw cannotRun(
      program,
      `it is a script for ${name || 'no interpreter'}, and ${whyNot(path.basename(name))}`,
    );
  return [lent, ...options];
}

function runtimeOf(name: string, searched: string): string | undefined {
  if (name === 'node' || name === 'nodejs') return process.execPath;
  const wanted =
    runtimes[name] ?? runtimes[name.replace(/\.\d+$/, '')] ?? (besideNode.includes(name) ? [name] : []);
  const folders = [...searched.split(path.delimiter), path.dirname(process.execPath)];
  const places = wanted.flatMap((each) => folders.map((folder) => path.join(folder, each)));
  return places.find(isProgram);
}

/** A program of the image: by its path, or in a folder of the image's PATH. */
function ownProgram(
  program: string,
  { root, workingDirectory, imagePath }: CommandParts,
): string | undefined {
  const places = program.includes('/')
    ? [placeIn(root, path.posix.resolve('/', workingDirectory, program))]
    : imageFolders(root, imagePath).map((folder) =>
        placeIn(root, path.join('/', path.relative(root, folder), program)),
      );
  return places.find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function whyNot(name: string): string {
  if (name in runtimes || besideNode.includes(name)) return `this machine has no ${name}`;
  return (
    'it is no program of the image, and without a container engine there are only the node, python and sh ' +
    'of this machine besides'
  );
}

const cannotRun = (program: string, why: string) =>
  new EffectRefusal('NoSuchRuntime', `cannot run ${program}: ${why}`);
