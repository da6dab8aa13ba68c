import assert from 'node:assert/strict';
import { execFile, type ExecFileException } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { startPenstock } from '../../../scripts/penstock-process.ts';
import { environment } from '../drivers/driver.ts';

/** One state of the configuration, and what is to be seen once it is applied. */
export interface Step {
  readonly configuration: string;
  /** Reads with other clients what Terraform made. */
  readonly seen?: (place: Place, outputs: Readonly<Record<string, any>>) => Promise<void>;
}

/**
 * Plays a configuration through its life with the unchanged `terraform` and its AWS provider: each step is applied, a
 * plan afterwards must find no difference, and in the end all of it is destroyed. Skips the test, with the reason,
 * where one of the two is not on this machine: the provider has 700 MB, so nothing is fetched.
 */
export async function playTerraform(t: TestContext, steps: readonly Step[]): Promise<void> {
  const plugins = await pluginsFolder();
  if (typeof plugins !== 'string') return t.skip(plugins.absent);
  const penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-terraform-'));
  t.after(async () => {
    await penstock.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const place: Place = {
    endpoint: penstock.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
  };
  const terraform = new Terraform(folder, place);
  terraform.write(steps[0]!.configuration);
  await terraform.run('init', '-input=false', `-plugin-dir=${plugins}`);
  for (const [index, { configuration, seen }] of steps.entries()) {
    terraform.write(configuration);
    await terraform.run('apply', '-auto-approve', '-input=false');
    assert.deepEqual(await terraform.differences(), [], `step ${index + 1} is planned again`);
    const outputs = Object.entries(terraform.state().outputs).map(([name, { value }]) => [name, value]);
    await seen?.(place, Object.fromEntries(outputs));
  }
  await terraform.run('destroy', '-auto-approve', '-input=false');
  assert.deepEqual(terraform.state().resources, []);
}

class Terraform {
  readonly #folder: string;
  readonly #place: Place;

  constructor(folder: string, place: Place) {
    this.#folder = folder;
    this.#place = place;
  }

  write(configuration: string): void {
    writeFileSync(path.join(this.#folder, 'main.tf'), `${provider}\n${configuration}`);
  }

  /** Rejects with what Terraform said. */
  async run(...words: readonly string[]): Promise<string> {
    const { code, said } = await this.#execute(words);
    if (code !== 0) throw new Error(`terraform ${words[0]}: ${said}`);
    return said;
  }

  /** What a plan would change, with the values before and after. */
  async differences(): Promise<object[]> {
    const { code, said } = await this.#execute(['plan', '-input=false', '-detailed-exitcode', '-out=plan']);
    if (code === 0) return [];
    if (code !== 2) throw new Error(`terraform plan: ${said}`);
    const plan = JSON.parse(await this.run('show', '-json', 'plan')) as Plan;
    return (plan.resource_changes ?? []).flatMap(({ address, change: { actions, before, after } }) => {
      if (actions.every((action) => action === 'no-op' || action === 'read')) return [];
      const names = Object.keys({ ...before, ...after });
      const differ = names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
      const values = differ.map((name) => [name, { before: before?.[name], after: after?.[name] }]);
      return [{ address, actions, ...Object.fromEntries(values) }];
    });
  }

  /** Read from its file: a run of `terraform output` loads the whole provider. */
  state(): State {
    return JSON.parse(readFileSync(path.join(this.#folder, 'terraform.tfstate'), 'utf8')) as State;
  }

  #execute(words: readonly string[]): Promise<{ readonly code: unknown; readonly said: string }> {
    // A step that hangs says so before the test's own limit is over.
    const options = { cwd: this.#folder, env: this.#env(), maxBuffer: 1 << 26, timeout: 240_000 };
    return new Promise((resolve) =>
      execFile('terraform', words, options, (error: ExecFileException | null, stdout, stderr) =>
        resolve({ code: error ? (error.code ?? error.signal) : 0, said: stderr || stdout }),
      ),
    );
  }

  #env(): NodeJS.ProcessEnv {
    // Somebody's own settings, which may name a file that is not there, have no say.
    return {
      ...environment(this.#place),
      TF_CLI_CONFIG_FILE: '/dev/null',
      CHECKPOINT_DISABLE: '1',
      TF_CLI_ARGS: '-no-color',
    };
  }
}

interface State {
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  readonly resources: readonly object[];
}

interface Plan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: Record<string, unknown> | null;
      readonly after: Record<string, unknown> | null;
    };
  }[];
}

/** Nothing but what anyone with a custom endpoint sets: the rest is in the environment. */
const provider = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  s3_use_path_style = true
}
`;

/** The provider where Terraform itself looks for a mirror, or where PENSTOCK_TERRAFORM_PLUGINS says. */
async function pluginsFolder(): Promise<string | { readonly absent: string }> {
  const there = await new Promise((resolve) =>
    execFile('terraform', ['version'], { env: { PATH: process.env['PATH'] } }, (error) => resolve(!error)),
  );
  if (!there) return { absent: 'terraform is not on this machine' };
  const folders = [
    process.env['PENSTOCK_TERRAFORM_PLUGINS'],
    path.join(homedir(), '.terraform.d/plugins'),
    path.join(homedir(), '.local/share/terraform/plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    '/opt/tf-plugins',
  ];
  const found = folders.find(
    (folder) => folder && existsSync(path.join(folder, 'registry.terraform.io/hashicorp/aws')),
  );
  return found ?? { absent: `Terraform's AWS provider is in none of ${folders.filter(Boolean).join(', ')}` };
}
