import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { FunctionProcess } from '../../base/effects/function.ts';
import type { Blobs } from '../blobs/blobs.ts';
import { languageOf } from './functions.ts';
import { environmentOf, nodeOptions } from './environment.ts';
import type { FunctionFolders } from './folders.ts';
import { imageProgram } from './image-program.ts';
import { OptMount } from './opt-mount.ts';
import { Pythons } from './pythons.ts';

/** How a function's process is started. */
export interface Launch {
  readonly argv: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether its runtime says, on both outputs, where an invocation's ends. */
  readonly marksEnds: boolean;
}

/** What runs, and where its files are. */
export interface Program {
  readonly argv: readonly string[];
  readonly taskRoot: string;
  readonly runtimeRoot: string;
  readonly functionHandler: string;
  readonly marksEnds: boolean;
  /** What an image says itself. */
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

const nodeRuntime = fileURLToPath(new URL('./bootstrap/main.mjs', import.meta.url));
const pythonRuntime = fileURLToPath(new URL('./python/bootstrap.py', import.meta.url));

/** Knows how functions are started on this machine. */
export class Launches {
  readonly #folders: FunctionFolders;
  readonly #blobs: Pick<Blobs, 'read'>;
  readonly #path: string;
  readonly #pythons: Pythons;
  readonly #optMount = new OptMount([process.execPath, nodeRuntime]);

  constructor(folders: FunctionFolders, blobs: Pick<Blobs, 'read'>, searched: string) {
    this.#folders = folders;
    this.#blobs = blobs;
    this.#path = searched;
    this.#pythons = new Pythons(searched);
  }

  async launchOf(effect: FunctionProcess): Promise<Launch> {
    if (effect.image) return this.#fromImage(effect);
    if (effect.runtime !== undefined) languageOf(effect.runtime);
    const [taskRoot, layers] = await Promise.all([
      this.#folders.codeOf(effect.code),
      this.#folders.layersOf(effect.layers ?? []),
    ]);
    const program = await this.#fromZip(effect, taskRoot, layers);
    return this.#launch(effect, program, layers);
  }

  async #launch(effect: FunctionProcess, program: Program, layers: string | undefined): Promise<Launch> {
    const { taskRoot, runtimeRoot, functionHandler, marksEnds, folder = taskRoot } = program;
    const mounted = layers === undefined ? undefined : await this.#optMount.over(layers, taskRoot);
    const opt = layers === undefined || mounted ? '/opt' : layers;
    const env = environmentOf(effect, { taskRoot, runtimeRoot, functionHandler, opt });
    const argv = mounted ? mounted(program.argv) : program.argv;
    return { argv, folder, env: { ...program.env, ...env }, marksEnds };
  }

  async #fromZip(effect: FunctionProcess, taskRoot: string, layers: string | undefined): Promise<Program> {
    const { runtime = '', functionHandler = '' } = effect;
    const common = { taskRoot, functionHandler };
    switch (languageOf(runtime)) {
      case 'node':
        return { ...common, ...nodeProgram(effect) };
      case 'python':
        return { ...common, ...pythonProgram(await this.#pythons.find(runtime)) };
      case 'own':
        return { ...common, argv: [ownBootstrap(taskRoot, layers)], runtimeRoot: taskRoot, marksEnds: false };
    }
  }

  async #fromImage(effect: FunctionProcess): Promise<Launch> {
    const { content, ...instead } = effect.image!;
    const root = await this.#folders.imageOf(content);
    const config = await this.#blobs.read(content.config);
    const found = imageProgram({ root, config, instead, path: this.#path });
    if (!('language' in found)) return this.#launch(effect, found, undefined);
    const { taskRoot, functionHandler, env } = found;
    const ran =
      found.language === 'node' ? nodeProgram(effect) : pythonProgram(await this.#pythons.find('python3'));
    return this.#launch(effect, { taskRoot, functionHandler, env, ...ran }, undefined);
  }
}

type Runner = Pick<Program, 'argv' | 'runtimeRoot' | 'marksEnds'>;

const nodeProgram = (effect: FunctionProcess): Runner => ({
  argv: [process.execPath, ...nodeOptions(effect), nodeRuntime],
  runtimeRoot: path.dirname(nodeRuntime),
  marksEnds: true,
});

const pythonProgram = (python: string): Runner => ({
  argv: [python, '-B', pythonRuntime],
  runtimeRoot: path.dirname(pythonRuntime),
  marksEnds: true,
});

/** AWS: the file `bootstrap` of the function or, where it has none, of its layers. */
function ownBootstrap(taskRoot: string, layers: string | undefined): string {
  const places = [taskRoot, ...(layers === undefined ? [] : [layers])];
  const found = places.map((folder) => path.join(folder, 'bootstrap')).find((file) => existsSync(file));
  if (found !== undefined) return found;
  const where = '[/var/task/bootstrap /opt/bootstrap]';
  throw new EffectRefusal('Runtime.InvalidEntrypoint', `Couldn't find valid bootstrap(s): ${where}`);
}
