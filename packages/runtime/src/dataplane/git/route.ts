import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseRepository } from './git.ts';
import type { GitPush } from './history.ts';
import type { Reference } from './references.ts';
import { ServingGit, type GitRequest } from './serving.ts';
import { Turns } from '../turns.ts';

export interface GitRouteParts {
  readonly repositories: {
    find(repository: string): string | undefined | Promise<string | undefined>;
    refs(repository: string): Promise<Reference[]>;
    pushedSince(repository: string, before: readonly Reference[]): Promise<GitPush>;
  };
  /** Whose repositories a caller may use; undefined where he has to say who he is, or may not. */
  credentials(user: string | undefined, password: string | undefined): Pusher | undefined;
  /** Awaited before a push is acknowledged. */
  pushed(push: GitPush, by: Pusher): Promise<void>;
}

export interface Pusher {
  readonly account: string;
  readonly arn: string;
}

interface AskedGit extends GitRequest {
  readonly region: string;
  readonly name: string;
}

const pathPattern =
  /^(?:\/([a-z0-9-]+))?\/v1\/repos\/([\w.-]+)\/(info\/refs|git-upload-pack|git-receive-pack)$/;
const defaultRegion = 'us-east-1';

/** Git over HTTP: `/v1/repos/<name>/…`, or `/<region>/v1/repos/<name>/…` for other regions than us-east-1. */
export function gitRoute(parts: GitRouteParts) {
  const turns = new Turns();
  const unrecorded: PushRequest['unrecorded'] = new Map();
  return {
    match: (_method: string, path: string): boolean => /^(\/[a-z0-9-]+)?\/v1\/repos\//.test(path),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const asked = requestOf(request);
      if (!asked) return refuse(response, 404, 'This is no address of a git repository.');
      const { user, password } = basicOf(request);
      const scope = parts.credentials(user, password);
      if (!scope) return unauthorized(response);
      const repository = `${scope.account}/${asked.region}/${asked.name}`;
      const folder = parseRepository(repository) && (await parts.repositories.find(repository));
      if (!folder) return refuse(response, 404, `Repository ${asked.name} does not exist.`);
      const type = `application/x-git-${asked.service}-request`;
      if (!asked.advertisement && request.headers['content-type'] !== type)
        return refuse(response, 415, `A request of this kind is of the type ${type}.`);
      const start = () => new ServingGit({ asked, folder, user: user || 'anonymous', request });
      if (asked.service === 'upload-pack' || asked.advertisement) return start().answer(response);
      await turns.take(repository, () =>
        takePush({ parts, repository, by: scope, unrecorded, start, response }),
      );
    },
  };
}

function requestOf(request: IncomingMessage): AskedGit | undefined {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://house');
  const [, region = defaultRegion, name, last] = pathPattern.exec(pathname) ?? [];
  const advertisement = last === 'info/refs';
  const [, service] =
    /^git-(upload-pack|receive-pack)$/.exec((advertisement ? searchParams.get('service') : last) ?? '') ?? [];
  if (!name || !service || request.method !== (advertisement ? 'GET' : 'POST')) return undefined;
  return { region, name, service: service as GitRequest['service'], advertisement };
}

function basicOf(request: IncomingMessage): { user?: string; password?: string } {
  const [, encoded] = /^Basic ([\w+/=]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return {};
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return { user, password: password.join(':') };
}

interface PushRequest {
  readonly parts: GitRouteParts;
  readonly repository: string;
  readonly by: Pusher;
  /** What was known of repositories before a push whose record failed: the next push tells of both. */
  readonly unrecorded: Map<string, readonly Reference[]>;
  readonly start: () => ServingGit;
  readonly response: ServerResponse;
}

/** The answer is held back until what was pushed is written down: an acknowledged push is a recorded one. */
async function takePush(push: PushRequest): Promise<void> {
  const { parts, repository, unrecorded, start, response } = push;
  const isThere = (await parts.repositories.find(repository)) !== undefined;
  if (!isThere) return refuse(response, 404, 'The repository has been removed.');
  const before = unrecorded.get(repository) ?? (await parts.repositories.refs(repository));
  const { status, headers, body } = await start().answered();
  const pushed = await parts.repositories.pushedSince(repository, before);
  unrecorded.set(repository, before);
  if (pushed.references.length > 0) await parts.pushed(pushed, push.by);
  unrecorded.delete(repository);
  response.writeHead(status, headers);
  response.end(body);
}

function unauthorized(response: ServerResponse): void {
  response.setHeader('www-authenticate', 'Basic realm="Penstock"');
  refuse(response, 401, 'Say who you are: an access key id and its secret, as user and password.');
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  const body = `${sentence}\n`;
  const headers = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body) };
  // What is still coming of the request is not read.
  response.writeHead(status, { ...headers, connection: 'close' }).end(body);
}
