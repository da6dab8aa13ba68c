import { createRequire } from 'node:module';
import { parseFlags } from './flags.ts';
import { parseReference } from './reference.ts';
import { cannot, needsEngine } from './refusal.ts';
import { openImages, type Surroundings } from './surroundings.ts';

type Command = (line: readonly string[], around: Surroundings) => void | Promise<void>;

const commands: Readonly<Record<string, Command>> = {
  build: async (line, around) => (await import('./build.ts')).build(line, around),
  images: async (line, around) => (await import('./listing.ts')).images(line, around),
  info: (line, around) => about(line, around, infoLines),
  inspect: async (line, around) => (await import('./listing.ts')).inspect(line, around),
  login: async (line, around) => (await import('./login.ts')).login(line, around),
  logout: async (line, around) => (await import('./login.ts')).logout(line, around),
  push: async (line, around) => (await import('./push.ts')).push(line, around),
  tag,
  version: (line, around) => about(line, around, versionLines),
};

/** The longer names of commands. */
const families: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  image: { build: 'build', inspect: 'inspect', ls: 'images', list: 'images', push: 'push', tag: 'tag' },
  buildx: { build: 'build', b: 'build', version: 'version' },
  builder: { build: 'build' },
  system: { info: 'info' },
};

/** The program `docker`. */
export async function docker(line: readonly string[], around: Surroundings): Promise<void> {
  const [first, second = '', ...rest] = line;
  if (first === undefined || ['help', '--help', '-h'].includes(first)) return help(around);
  if (first === '--version' || first === '-v') return around.print(`Docker version ${called}`);
  const family = Object.hasOwn(families, first) ? families[first]! : undefined;
  const name = family ? (Object.hasOwn(family, second) ? family[second]! : `${first} ${second}`) : first;
  if (!Object.hasOwn(commands, name))
    cannot(`do docker ${name.trim()}: it knows ${Object.keys(commands).join(', ')}; ${needsEngine}`);
  const given = family ? rest : line.slice(1);
  if (given.includes('--help')) return help(around);
  await commands[name]!(given, around);
}

const { version: number } = createRequire(import.meta.url)('../../../package.json') as { version: string };
const called = `${number} (Penstock’s own image builder; no container engine)`;

function help(around: Surroundings): void {
  around.print('Usage: docker COMMAND');
  around.print(
    '\nPenstock’s own image builder: it builds images of Node.js and Python programs, and pushes them to',
  );
  around.print('Penstock’s ECR. It is no container engine.\n');
  around.print(`Commands: ${Object.keys(commands).join(', ')}; image build, buildx build and the like`);
}

/** `docker tag SOURCE TARGET`. */
function tag(line: readonly string[], around: Surroundings): void {
  const [source, target, ...more] = parseFlags('tag', { values: {}, switches: {} }, line).words;
  if (source === undefined || target === undefined || more.length > 0)
    return cannot('tag: it takes exactly two arguments, an image’s name and another one');
  const store = openImages(around);
  store.tag(store.require(source), parseReference(target));
}

const infoLines = [
  'Server: Penstock’s own image builder',
  ` Version: ${number}`,
  ' Containers: none are run here',
];
const versionLines = [
  'Client: Penstock’s own image builder',
  ` Version: ${number}`,
  '',
  'Server: none is needed',
];

async function about(line: readonly string[], around: Surroundings, lines: readonly string[]): Promise<void> {
  const given = parseFlags('version', { values: { format: 'f' }, switches: {} }, line);
  const template = given.value('format');
  if (template === undefined) return lines.forEach((each) => around.print(each));
  const { fill } = await import('./template.ts');
  const part = { Version: number };
  around.print(fill(template, { Client: part, Server: part, ServerVersion: number, OSType: 'linux' }));
}
