import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { environment } from '../drivers/driver.ts';

const cli = path.join(
  path.dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')),
  'bin/cdk',
);
const apps = fileURLToPath(new URL('apps/', import.meta.url));

/** Templates are CloudFormation's to check: to load CDK's own rules takes four seconds of each synthesis. */
const unchecked = { CDK_VALIDATION: 'false' };

export interface CdkRun {
  /** The exit code. */
  readonly code: number;
  /** Everything it printed, both streams in the order they came. */
  readonly text: string;
}

export interface CdkOptions {
  /** The name of an app in `apps/`, without its ending. */
  readonly app?: string;
  /** What was synthesised last is taken once more. */
  readonly again?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Aborting it ends the CLI, e.g. `cdk watch`. */
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

/** The unchanged CDK CLI from npm, in a folder of its own, against one Penstock. */
export class Cdk {
  readonly folder: string;
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
    this.folder = mkdtempSync(path.join(tmpdir(), 'penstock-cdk-'));
  }

  /** `cdk <words>`: answers when it has ended. */
  run(words: readonly string[], options: CdkOptions = {}): Promise<CdkRun> {
    const { signal, onLine } = options;
    const child = spawn(process.execPath, [cli, ...words, ...appOf(options), '--no-color', '--no-notices'], {
      cwd: this.folder,
      env: {
        ...environment(this.#place),
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        ...unchecked,
        CI: 'true',
        NO_COLOR: '1',
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal, killSignal: 'SIGINT' as const }),
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        text += `${line}\n`;
        onLine?.(line);
      });
    return new Promise((resolve) => {
      child.on('error', (error) => (text += `\n${error.message}`));
      child.on('close', (code) => resolve({ code: code ?? 1, text }));
    });
  }

  /** Runs an app that writes its assemblies, as many as it likes, into the folder. */
  synthesize(app: string): void {
    execFileSync(process.execPath, [app, this.folder], {
      stdio: 'inherit',
      env: { ...process.env, ...unchecked },
    });
  }

  /** `run`, and what it printed is the test's complaint if it failed. */
  async must(words: readonly string[], options: CdkOptions = {}): Promise<string> {
    const { code, text } = await this.run(words, options);
    if (code !== 0) throw new Error(`cdk ${words.join(' ')} ended with ${code}:\n${text}`);
    return text;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function appOf({ app, again }: CdkOptions): string[] {
  if (again) return ['--app', 'cdk.out'];
  return app === undefined ? [] : ['--app', `${process.execPath} ${apps}${app}.ts`];
}
