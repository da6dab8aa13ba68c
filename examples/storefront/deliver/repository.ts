import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './clients.ts';

const service = fileURLToPath(new URL('../service', import.meta.url));

/** The service's repository on the developer's machine: its history is made here, and pushed. */
export class Repository {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'storefront-'));

  constructor(cloneUrl: string, account: string) {
    cpSync(service, this.folder, { recursive: true });
    this.#rewrite('taskdef.json', (text) => text.replaceAll('000000000000', account));
    this.#git('init', '--quiet', '--initial-branch=main');
    this.#git('config', 'user.name', 'Maria Weir');
    this.#git('config', 'user.email', 'maria@storefront.example');
    this.#git('remote', 'add', 'penstock', cloneUrl);
    this.#commit('Storefront 1.0.0');
  }

  /** The commit's id. */
  get head(): string {
    return this.#git('rev-parse', 'HEAD').trim();
  }

  taskDefinition(image: string): object {
    const text = readFileSync(path.join(this.folder, 'taskdef.json'), 'utf8');
    return JSON.parse(text.replace('<IMAGE1_NAME>', image)) as object;
  }

  push(branch: string): void {
    this.#git('push', '--quiet', 'penstock', `HEAD:refs/heads/${branch}`);
  }

  /** A release that is what it says. */
  commitGood(): void {
    this.#version('1.1.0');
    this.#rewrite('answer.js', (text) =>
      text.replace("'p-2', name: 'Sluice gate'", "'p-2', name: 'Sluice gate, oak'"),
    );
    this.#commit('Call the sluice gate what it is made of (1.1.0)');
  }

  /** A release that passes its tests and its health check, and fails a third of its customers. */
  commitBad(): void {
    this.#version('1.2.0');
    this.#rewrite('answer.js', (text) =>
      text
        .replace('/** What the shop', 'let stock = 0;\n\n/** What the shop')
        .replace(
          "  if (path === '/') return",
          "  if (path === '/' && ++stock % 3 === 0) return { status: 500, body: { version, message: 'Out of cents.' } };\n  if (path === '/') return",
        ),
    );
    this.#commit('Count the stock (1.2.0)');
  }

  /** Has the build run one more command before its tests; to be committed with what comes next. */
  slowBuild(command: string): void {
    this.#rewrite('buildspec.yml', (text) =>
      text.replace('      - npm test', `      - ${command}\n      - npm test`),
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #version(version: string): void {
    this.#rewrite('package.json', (text) => text.replace(/"version": "[^"]+"/, `"version": "${version}"`));
  }

  #rewrite(file: string, edit: (text: string) => string): void {
    const name = path.join(this.folder, file);
    const before = readFileSync(name, 'utf8');
    const after = edit(before);
    writeFileSync(name, after);
  }

  #commit(message: string): void {
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '--message', message);
  }

  #git(...words: string[]): string {
    return execFileSync('git', words, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

/** The clone URL with the key that git signs in with. */
export function withCredentials(cloneUrl: string, { credentials }: Place): string {
  const url = new URL(cloneUrl);
  url.username = credentials.accessKeyId;
  url.password = credentials.secretAccessKey;
  return url.href;
}
