import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { imagePathOf, type Runtime } from './base-image.ts';
import { variableOf, type RunConfig } from './image.ts';
import { cannot } from './refusal.ts';
import { makeFolder, placeIn } from './root-files.ts';

export interface Run {
  readonly argv: readonly string[];
  /** What was written after RUN. */
  readonly text: string;
  readonly root: string;
  readonly config: RunConfig;
  readonly runtime: Runtime;
  /** Build arguments: variables of this command, not of the image. */
  readonly args: Readonly<Record<string, string>>;
  /** The PATH of this machine. */
  readonly host: string;
  /** How this machine reaches the network, where its environment says. */
  readonly network: Readonly<Record<string, string>>;
  /** For caches and what else is not to be in the image. */
  readonly scratch: string;
  readonly say: (line: string) => void;
}

/** RUN: a command of this machine, in the image's working directory. */
export async function run(wanted: Run): Promise<void> {
  const { argv, root, config, say } = wanted;
  const home = makeFolder(root, '/root');
  const directory = makeFolder(root, config.WorkingDir || '/');
  const child = spawn(argv[0]!, argv.slice(1), {
    cwd: directory,
    env: environmentOf(wanted, home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise: ended, resolve, reject } = Promise.withResolvers<string | undefined>();
  child.on('error', reject);
  child.on('close', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code: ${code}`)));
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', say);
  const failure = await ended.catch((error: Error) => error.message);
  if (failure !== undefined) cannot(`go on: RUN ${wanted.text} did not complete successfully: ${failure}`);
  if (readdirSync(home).length === 0) rmdirSync(home);
}

/** Variables that say where programs are found or tools keep things: paths in the image. */
const pathVariables = ['NODE_PATH', 'PYTHONPATH', 'VIRTUAL_ENV', 'PNPM_HOME', 'NPM_CONFIG_PREFIX'];

function environmentOf(wanted: Run, home: string): Record<string, string> {
  const { root, config, runtime, args, scratch } = wanted;
  const own = Object.fromEntries(
    config.Env.map((each) => [nameOf(each), each.slice(nameOf(each).length + 1)]),
  );
  for (const name of pathVariables) if (own[name] !== undefined) own[name] = placed(root, own[name]);
  const prefix = path.join(root, 'usr/local');
  const caches = path.join(scratch, 'cache');
  mkdirSync(caches, { recursive: true });
  return {
    ...wanted.network,
    NPM_CONFIG_PREFIX: prefix,
    PIP_PREFIX: prefix,
    PIP_BREAK_SYSTEM_PACKAGES: '1',
    PIP_IGNORE_INSTALLED: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    // Compiled modules tell when and where they were made.
    PIP_NO_COMPILE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    // What pip put into the image is found by the commands that follow.
    ...(runtime.pip && { PYTHONPATH: placeIn(root, runtime.pip.library) }),
    ...args,
    ...own,
    HOME: home,
    TMPDIR: caches,
    XDG_CACHE_HOME: caches,
    NPM_CONFIG_CACHE: path.join(caches, 'npm'),
    PATH: searchedIn(wanted),
  };
}

/** Programs of the image first, then those of this machine: Penstock's own Node before another one. */
function searchedIn({ root, config, host, runtime }: Run): string {
  const pip = runtime.pip ? [runtime.pip.programs] : [];
  const image = [...imagePathOf(variableOf(config, 'PATH')).split(':'), ...pip];
  const inImage = image.map((folder) => placeIn(root, folder));
  const own = runtime.name === 'node' ? [path.dirname(process.execPath)] : [];
  return [...inImage, ...own, host].join(path.delimiter);
}

const placed = (root: string, value: string): string =>
  value
    .split(':')
    .map((each) => (each.startsWith('/') ? placeIn(root, each) : each))
    .join(':');

const nameOf = (entry: string): string => entry.slice(0, entry.indexOf('='));
