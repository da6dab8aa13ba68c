import path from 'node:path';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type {
  ProcessFollow,
  ProcessFollowed,
  ProcessMeasure,
  ProcessMeasured,
  ProcessRan,
  ProcessRun,
  ProcessStart,
  ProcessStarted,
  ProcessStop,
  ProcessTool,
} from '../../base/effects/process.ts';
import { Lately } from '../lately.ts';
import { globalPackages, machineSettings } from '../npm-packages.ts';
import type { Host } from '../host/connect.ts';
import type { Processes } from './processes.ts';

/** What a process is given of the machine. */
export interface ProcessSurroundings {
  /** The PATH of whoever started the house. */
  readonly path: string;
  /** Where a workspace is, and the HOME of what runs in it. Undefined where there is none. */
  folderOf(workspace: string): { readonly files: string; readonly home: string } | undefined;
  /** A tool's folder, to be put in front of PATH, and what it wants to find in the environment. */
  tool(name: ProcessTool): Promise<{
    readonly folder: string;
    readonly env: Readonly<Record<string, string>>;
  }>;
}

/**
 * Processes of this machine, children of the data-plane host. No isolation boundary: they may what its user
 * may.
 */
export class LocalProcesses implements Processes {
  readonly #host: Host;
  readonly #surroundings: ProcessSurroundings;
  readonly #npm: Lately<string | undefined>;

  constructor(host: Host, surroundings: ProcessSurroundings) {
    this.#host = host;
    this.#surroundings = surroundings;
    this.#npm = new Lately(() => machineSettings(pathOf(surroundings)));
  }

  async start(effect: ProcessStart, signal: AbortSignal): Promise<ProcessStarted> {
    const workspace = this.#surroundings.folderOf(effect.workspace);
    if (!workspace) throw new EffectRefusal('NoSuchWorkspace', `there is no workspace ${effect.workspace}`);
    const { files, home } = workspace;
    const tools = await Promise.all((effect.tools ?? []).map((tool) => this.#surroundings.tool(tool)));
    const machine = pathOf(this.#surroundings);
    const packages = globalPackages(home, this.#npm.found);
    const folders = [...tools.map((tool) => tool.folder), packages.programs];
    const env = {
      ...packages.env,
      ...placed(effect.env, files),
      ...Object.assign({}, ...tools.map((tool) => tool.env)),
      PATH: [...folders, machine].join(path.delimiter),
      HOME: home,
    };
    const directory = path.join(files, effect.directory ?? '');
    const { process, command, timeoutMs, first } = effect;
    const more = { ...(timeoutMs !== undefined && { timeoutMs }), ...(first && { first }) };
    return this.#host.ask('process.start', { process, command, directory, env, ...more }, signal);
  }

  run({ type: _, ...run }: ProcessRun, signal: AbortSignal): Promise<ProcessRan> {
    return this.#host.ask('process.run', run, signal);
  }

  follow({ type: _, ...follow }: ProcessFollow, signal: AbortSignal): Promise<ProcessFollowed> {
    return this.#host.ask('process.follow', follow, signal);
  }

  measure({ type: _, ...measure }: ProcessMeasure, signal: AbortSignal): Promise<ProcessMeasured> {
    return this.#host.ask('process.measure', measure, signal);
  }

  async stop({ type: _, ...stop }: ProcessStop, signal: AbortSignal): Promise<void> {
    await this.#host.ask('process.stop', stop, signal);
  }
}

/** The house's own Node is found too, after whatever the machine has. */
export function pathOf({ path: machine }: Pick<ProcessSurroundings, 'path'>): string {
  return [machine, path.dirname(process.execPath)].filter((part) => part !== '').join(path.delimiter);
}

function placed(env: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  const entries = Object.entries(env);
  return Object.fromEntries(entries.map(([name, value]) => [name, value.replaceAll('{workspace}', folder)]));
}
