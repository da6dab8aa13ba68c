import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { RunConfig } from '../../../packages/runtime/src/dataplane/builder/image.ts';
import { runProgram } from '../../../packages/runtime/src/dataplane/builder/programs.ts';
import { builderTool } from '../../../packages/runtime/src/dataplane/builder/tool.ts';

/** Everything a build of these tests leaves behind. */
export const folder = mkdtempSync(path.join(tmpdir(), 'penstock-builder-'));
after(() => rmSync(folder, { recursive: true, force: true }));
export const machinePath = process.env['PATH'] ?? '';
export const tool = builderTool({ folder: path.join(folder, "it's the tool"), path: machinePath });

export interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A build's view of this machine, with a home of its own. */
export class Machine {
  readonly home = mkdtempSync(path.join(folder, 'home-'));
  readonly env: Record<string, string> = { ...tool.env };

  async docker(...line: readonly string[]): Promise<Said> {
    const [out, err]: [string[], string[]] = [[], []];
    const status = await runProgram('docker', line, {
      env: this.env,
      home: this.home,
      host: machinePath,
      print: (text) => void out.push(text),
      tell: (text) => void err.push(text),
    });
    return { status, out: out.join('\n'), err: err.join('\n') };
  }

  /** Builds from these files; answers what was said. */
  build(files: Readonly<Record<string, string>>, ...flags: readonly string[]): Promise<Said> {
    const context = mkdtempSync(path.join(folder, 'context-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(context, name)), { recursive: true });
      writeFileSync(path.join(context, name), text);
    }
    return this.docker('build', '-t', 'it', ...flags, context);
  }

  async config(image = 'it'): Promise<RunConfig> {
    const { out, err } = await this.docker('inspect', '--format', '{{json .Config}}', image);
    assert.equal(err, '');
    return JSON.parse(out) as RunConfig;
  }

  /** The files of the newest layer, as another program unpacks them. */
  files(): string {
    const root = mkdtempSync(path.join(folder, 'files-'));
    const images = tool.env['PENSTOCK_IMAGES']!;
    const own = readdirSync(images).find(
      (name) => readFileSync(path.join(images, name, 'home'), 'utf8') === this.home,
    )!;
    const blobs = path.join(images, own, 'blobs');
    const layers = readdirSync(blobs).filter(
      (name) => readFileSync(path.join(blobs, name)).readUInt16BE() === 0x1f8b,
    );
    assert.equal(layers.length, 1);
    execFileSync('tar', ['-xzf', path.join(blobs, layers[0]!), '-C', root]);
    return root;
  }

  leftovers(): string[] {
    const images = tool.env['PENSTOCK_IMAGES']!;
    return readdirSync(images, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /building-|partial/.test(name),
    );
  }
}

/** The files of a folder, wherever they are in it. */
export const listed = (root: string): string[] =>
  execFileSync('find', ['.', '-not', '-type', 'd'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .sort();
