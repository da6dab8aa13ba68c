import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RunConfig } from './image.ts';
import { cannot, needsEngine } from './refusal.ts';

/** A language runtime of this machine that stands in for an image. */
export interface Runtime {
  readonly name: 'node' | 'python';
  /** `Node.js 24.1.0`. */
  readonly called: string;
  readonly config: RunConfig;
  /** Where pip puts what it installs, in the image. */
  readonly pip?: { readonly library: string; readonly programs: string };
}

const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The label by which whoever runs the image knows what it needs. */
export const runtimeLabel = 'dev.penstock.runtime';

/** What stands in for an image that nobody has built here. `host` is the PATH of this machine. */
export function runtimeFor(image: string, host: string): Runtime {
  const parts = image
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .split('/');
  const name = parts.at(-1);
  const isLambdas = parts.at(-2) === 'lambda';
  if (isLambdas && name === 'nodejs') return ofLambda(nodeRuntime());
  if (isLambdas && name === 'python') return ofLambda(pythonRuntime(image, host));
  if (name === 'node') return nodeRuntime();
  if (name === 'python') return pythonRuntime(image, host);
  return cannot(
    `build from ${image}: of base images, node, python and scratch are known, for which this machine’s own ` +
      `runtimes stand in, and Lambda’s for both; ${needsEngine}`,
  );
}

/** AWS: "Working with Lambda container images": where functions lie in AWS's base images, and what runs them. */
function ofLambda({ config, ...runtime }: Runtime): Runtime {
  const { Cmd: _command, ...rest } = config;
  const Env = [...config.Env, 'LAMBDA_TASK_ROOT=/var/task', 'LAMBDA_RUNTIME_DIR=/var/runtime'];
  const Entrypoint = ['/lambda-entrypoint.sh'];
  return { ...runtime, config: { ...rest, Env, Entrypoint, WorkingDir: '/var/task' } };
}

/** The one that Penstock itself runs with. */
function nodeRuntime(): Runtime {
  const version = process.versions.node;
  const config = { Env: [`NODE_VERSION=${version}`], Cmd: ['node'], WorkingDir: '' };
  return { name: 'node', called: `Node.js ${version}`, config: labelled(config, 'node') };
}

function pythonRuntime(image: string, host: string): Runtime {
  const program = ['python3', 'python']
    .map((name) => programIn(host, name))
    .find((each) => each !== undefined);
  if (program === undefined) return cannot(`build from ${image}: this machine has no Python on its PATH`);
  const asked = execFileSync(program, ['-c', whereabouts], { encoding: 'utf8' });
  const { version, library, programs } = JSON.parse(asked) as Record<
    'version' | 'library' | 'programs',
    string
  >;
  const config = { Env: [`PYTHON_VERSION=${version}`], Cmd: ['python3'], WorkingDir: '' };
  const pip = { library, programs };
  return { name: 'python', called: `Python ${version}`, config: labelled(config, 'python'), pip };
}

/** Distributions of Python differ in where they install to below a prefix. */
const whereabouts = `
import json, platform, sysconfig
scheme = getattr(sysconfig, 'get_preferred_scheme', lambda kind: 'posix_prefix')('prefix')
path = lambda name: sysconfig.get_path(name, scheme, {'base': '/usr/local', 'platbase': '/usr/local'})
print(json.dumps({'version': platform.python_version(), 'library': path('purelib'), 'programs': path('scripts')}))
`;

function labelled(config: RunConfig, runtime: Runtime['name']): RunConfig {
  return { ...config, Labels: { [runtimeLabel]: runtime } };
}

/** What PATH is taken to be where an image does not say. */
export const imagePathOf = (value: string | undefined): string => value ?? standardPath;

/** Where a program is on a PATH. */
export function programIn(searched: string, name: string): string | undefined {
  const places = searched.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return places.map((folder) => path.join(folder, name)).find((place) => existsSync(place));
}
