import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './clients.ts';

const require = createRequire(import.meta.url);
const cli = path.join(path.dirname(require.resolve('aws-cdk/package.json')), 'bin/cdk');
const app = fileURLToPath(new URL('../cdk/app.ts', import.meta.url));

type Outputs = Readonly<Record<string, string>>;

/** The storefront's CDK app, and the `cdk` CLI from npm that deploys it. */
export class CdkApp {
  readonly #place: Place;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'storefront-cdk-'));

  constructor(place: Place) {
    this.#place = place;
  }

  /** Once, for both stacks. */
  async synthesize(): Promise<void> {
    await this.#run(['synth', '--quiet', '--app', `${process.execPath} ${app}`, '--output', this.#assembly]);
  }

  bootstrap(account: string): Promise<void> {
    return this.#run(['bootstrap', `aws://${account}/${this.#place.region}`]);
  }

  /** Answers the stack's outputs. */
  async deploy(stack: string, parameters: Outputs = {}): Promise<Outputs> {
    const outputs = path.join(this.#folder, `${stack}.json`);
    const given = Object.entries(parameters).flatMap(([name, value]) => ['--parameters', `${name}=${value}`]);
    const words = ['--exclusively', '--require-approval', 'never', '--outputs-file', outputs, ...given];
    await this.#run(['deploy', stack, '--app', this.#assembly, ...words]);
    return (JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, Outputs>)[stack]!;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #assembly(): string {
    return path.join(this.#folder, 'cdk.out');
  }

  /** `cdk <words>`; rejects with all it printed if it fails. */
  async #run(words: readonly string[]): Promise<void> {
    const { endpoint, region, credentials } = this.#place;
    const child = spawn(process.execPath, [cli, ...words, '--no-notices', '--progress', 'events'], {
      // Nobody's cdk.json has a say here.
      cwd: this.#folder,
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        // CloudFormation checks what it is given: to load CDK's own rules takes longer than all else together.
        CDK_VALIDATION: 'false',
        CI: 'true',
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => said.push(String(chunk)));
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0) throw new Error(`cdk ${words[0]} ended with ${String(code)}:\n${said.join('')}`);
  }
}
