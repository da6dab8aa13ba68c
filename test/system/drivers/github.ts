import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Hook {
  readonly id: number;
  readonly events: readonly string[];
  readonly config: { readonly url: string; readonly secret: string };
}

/**
 * GitHub, played on this machine: a repository that git fetches with a token, the API of its hooks, and deliveries as
 * GitHub documents and signs them.
 */
export class LocalGitHub {
  readonly token = 'github_pat_hush';
  readonly fullName = 'acme/web';
  hooks: Hook[] = [];
  /** `<state> <context>` of commits, in the order in which they were told. */
  readonly statuses: Record<string, string[]> = {};
  url = '';
  #deliveries = 0;
  readonly #root = mkdtempSync(path.join(tmpdir(), 'penstock-github-'));
  readonly #bare = path.join(this.#root, 'served', 'acme', 'web.git');
  readonly #work = path.join(this.#root, 'work');
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async open(): Promise<this> {
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', this.#bare]);
    execFileSync('git', ['clone', '--quiet', this.#bare, this.#work], { stdio: 'ignore' });
    this.#git('checkout', '--quiet', '-B', 'main');
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  #git(...words: string[]): string {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
    return execFileSync('git', [...who, ...words], { cwd: this.#work, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  }

  /** Commits to a branch and pushes it; answers what is told of it. */
  push(branch: string, files: Readonly<Record<string, string>>): object {
    const before = this.#tip(branch) ?? '0'.repeat(40);
    this.#git('checkout', '--quiet', '-B', branch, ...(this.#tip(branch) ? [`origin/${branch}`] : []));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.#work, name)), { recursive: true });
      writeFileSync(path.join(this.#work, name), text);
    }
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '-m', `Change ${Object.keys(files).join(', ')}`);
    this.#git('push', '--quiet', 'origin', branch);
    execFileSync('git', ['update-server-info'], { cwd: this.#bare });
    const after = this.#git('rev-parse', 'HEAD');
    const commit = { id: after, message: 'Change', added: Object.keys(files), modified: [], removed: [] };
    return { ref: `refs/heads/${branch}`, before, after, commits: [commit], head_commit: commit };
  }

  /** What is told of a pull request from one branch into another. */
  pullRequest(action: string, head: string, base: string): object {
    execFileSync('git', ['update-ref', 'refs/pull/1/head', `refs/heads/${head}`], { cwd: this.#bare });
    execFileSync('git', ['update-server-info'], { cwd: this.#bare });
    const at = (ref: string) => ({ ref, sha: this.#tip(ref) });
    const told = { number: 1, title: 'Do more', merged: false, head: at(head), base: at(base) };
    return { action, number: 1, pull_request: told };
  }

  #tip(branch: string): string | undefined {
    const ref = `refs/remotes/origin/${branch}`;
    return this.#git('for-each-ref', '--format=%(objectname)', ref) || undefined;
  }

  /** Delivers to every hook that was registered. */
  async deliver(event: string, payload: object): Promise<number[]> {
    return Promise.all(
      this.hooks.map(({ config }) => this.deliverTo(config.url, event, payload, config.secret)),
    );
  }

  async deliverTo(url: string, event: string, payload: object, secret: string, id?: string): Promise<number> {
    const repository = { name: 'web', full_name: this.fullName };
    const body = JSON.stringify({ ...payload, repository, sender: { id: 42, login: 'ann' } });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/test',
      'x-github-event': event,
      'x-github-delivery': id ?? `delivery-${++this.#deliveries}`,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url || 'http://github');
    const answer = (status: number, value?: unknown) =>
      void response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(value ?? {}));
    const [, id] = /^\/api\/v3\/repos\/acme\/web\/hooks(?:\/(\d+))?$/.exec(pathname) ?? [];
    const [, commit] = /^\/api\/v3\/repos\/acme\/web\/statuses\/([0-9a-f]{40})$/.exec(pathname) ?? [];
    const isApi = commit !== undefined || pathname.startsWith('/api/v3/repos/acme/web/hooks');
    if (isApi && request.headers.authorization !== `Bearer ${this.token}`)
      return answer(401, { message: 'Bad credentials' });
    if (commit !== undefined) {
      const { state, context } = (await bodyOf(request)) as Readonly<Record<string, string>>;
      (this.statuses[commit] ??= []).push(`${state} ${context}`);
      return answer(201);
    }
    if (isApi) {
      if (request.method === 'GET') return answer(200, this.hooks);
      if (request.method === 'DELETE') {
        this.hooks = this.hooks.filter((hook) => String(hook.id) !== id);
        return void response.writeHead(204).end();
      }
      const hook = { id: this.hooks.length + 1, ...(await bodyOf(request)) } as Hook;
      this.hooks.push(hook);
      return answer(201, { ...hook, url: `${this.url}/api/v3/repos/acme/web/hooks/${hook.id}` });
    }
    // Git's plain way over HTTP: a repository's files.
    const [, password] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64')
      .toString()
      .split(':');
    if (password !== this.token) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      return;
    }
    const file = path.join(this.#root, 'served', pathname);
    if (!file.startsWith(this.#bare) || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200).end(readFileSync(file));
  }
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString()) as object;
}
