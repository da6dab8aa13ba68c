import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A hook that was registered, in whichever words. */
export interface Hook {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
}

/** What has changed of a branch. */
export interface Pushed {
  readonly branch: string;
  /** Zeros where it is new. */
  readonly before: string;
  readonly after: string;
  readonly files: readonly string[];
}

export interface Asked {
  readonly method: string;
  readonly pathname: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: any;
}
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * A provider of repositories, played on this machine: a repository that git fetches with a token, and, as each of them
 * documents it, the API of its hooks and statuses, and what it delivers.
 */
export abstract class LocalGitHost {
  readonly token = 'token_hush';
  readonly fullName = 'acme/web';
  /** Of its events: a push, and a pull request that is opened. */
  abstract readonly events: { readonly push: string; readonly opened: string };
  hooks: Hook[] = [];
  /** `<state> <context>` of commits, in the order in which they were told. */
  readonly statuses: Record<string, string[]> = {};
  url = '';
  #deliveries = 0;
  readonly #root = mkdtempSync(path.join(tmpdir(), 'penstock-git-host-'));
  readonly #bare = path.join(this.#root, 'served', 'acme', 'web.git');
  readonly #work = path.join(this.#root, 'work');
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  /** Answers what its API is asked; undefined of what is no API. */
  protected abstract api(asked: Asked): Answer | undefined;
  protected abstract pushed(pushed: Pushed): object;
  protected abstract headers(event: string, delivery: string): Readonly<Record<string, string>>;
  protected abstract signature(body: string, secret: string): Readonly<Record<string, string>>;
  /** What is said in every delivery. */
  protected abstract readonly common: object;
  /** What is told of a pull request of this number, from one branch into another. */
  abstract pullRequest(action: string, head: string, base: string): object;

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
    const before = this.tip(branch) ?? '0'.repeat(40);
    const from = [branch, 'main'].find((each) => this.tip(each));
    this.#git('checkout', '--quiet', '-B', branch, ...(from ? [`origin/${from}`] : []));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.#work, name)), { recursive: true });
      writeFileSync(path.join(this.#work, name), text);
    }
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '-m', `Change ${Object.keys(files).join(', ')}`);
    this.#git('push', '--quiet', 'origin', branch);
    this.#served();
    const after = this.#git('rev-parse', 'HEAD');
    return this.pushed({ branch, before, after, files: Object.keys(files) });
  }

  /** What a branch is at. */
  tip(branch: string): string | undefined {
    const ref = `refs/remotes/origin/${branch}`;
    return this.#git('for-each-ref', '--format=%(objectname)', ref) || undefined;
  }

  protected show(reference: string, branch: string): void {
    execFileSync('git', ['update-ref', reference, `refs/heads/${branch}`], { cwd: this.#bare });
    this.#served();
  }

  /** Git's plain way over HTTP reads a list of what there is. */
  #served(): void {
    execFileSync('git', ['update-server-info'], { cwd: this.#bare });
  }

  protected tell(commit: string, state: string, context: string): void {
    (this.statuses[commit] ??= []).push(`${state} ${context}`);
  }

  /** Delivers to every hook that was registered. */
  async deliver(event: string, payload: object): Promise<number[]> {
    return Promise.all(this.hooks.map(({ url, secret }) => this.deliverTo(url, event, payload, secret)));
  }

  async deliverTo(url: string, event: string, payload: object, secret: string, id?: string): Promise<number> {
    const body = JSON.stringify({ ...payload, ...this.common });
    const headers = {
      'content-type': 'application/json',
      ...this.headers(event, id ?? `delivery-${++this.#deliveries}`),
      ...this.signature(body, secret),
    };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    const { method = '', headers } = request;
    const text = await bodyOf(request);
    const body = text.startsWith('{') ? JSON.parse(text) : {};
    const answer = this.api({ method, pathname, headers, body });
    if (answer) {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      return void response.end(answer.status === 204 ? undefined : JSON.stringify(answer.body ?? {}));
    }
    const [, password] = basic(headers).split(':');
    if (password !== this.token) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const file = path.join(this.#root, 'served', pathname);
    if (!file.startsWith(this.#bare) || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200).end(readFileSync(file));
  }
}

const basic = ({ authorization = '' }: IncomingHttpHeaders): string =>
  Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();

export const signed = (body: string, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
