import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { parseRepository } from '../git.ts';
import { CgiReader } from './cgi.ts';
import { gitEnvironment } from './command.ts';
import type { GitPush, Reference } from './history.ts';
import { Turns } from './turns.ts';

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

interface GitRequest {
  readonly region: string;
  readonly name: string;
  readonly service: 'git-upload-pack' | 'git-receive-pack';
  readonly advertisement: boolean;
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
      const backend = () => startBackend({ asked, folder, user: user ?? 'anonymous', request });
      if (asked.service === 'git-upload-pack' || asked.advertisement)
        return serve(backend(), request, response);
      await turns.take(repository, () =>
        takePush({ parts, repository, by: scope, unrecorded, backend, request, response }),
      );
    },
  };
}

function requestOf(request: IncomingMessage): GitRequest | undefined {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://house');
  const [, region = defaultRegion, name, last] = pathPattern.exec(pathname) ?? [];
  const advertisement = last === 'info/refs';
  const service = advertisement ? searchParams.get('service') : last;
  if (!name || (service !== 'git-upload-pack' && service !== 'git-receive-pack')) return undefined;
  if (request.method !== (advertisement ? 'GET' : 'POST')) return undefined;
  return { region, name, service, advertisement };
}

function basicOf(request: IncomingMessage): { user?: string; password?: string } {
  const [, encoded] = /^Basic ([\w+/=]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return {};
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return { user, password: password.join(':') };
}

interface BackendRequest {
  readonly asked: GitRequest;
  readonly folder: string;
  readonly user: string;
  readonly request: IncomingMessage;
}

/** `git http-backend`, a CGI program that comes with git. It unpacks gzipped bodies itself. */
function startBackend({ asked, folder, user, request }: BackendRequest): ChildProcessWithoutNullStreams {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const protocol = header('git-protocol');
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment(folder),
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: asked.advertisement ? '/info/refs' : `/${asked.service}`,
      QUERY_STRING: asked.advertisement ? `service=${asked.service}` : '',
      REQUEST_METHOD: request.method!,
      REMOTE_USER: user,
      REMOTE_ADDR: request.socket.remoteAddress ?? '',
      CONTENT_TYPE: header('content-type'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      ...(/^[\w=:.-]{1,100}$/.test(protocol) && { GIT_PROTOCOL: protocol }),
    },
  });
  backend.on('error', () => {}); // It was not started: nothing comes out of it, which is answered by 500.
  return backend;
}

/** Passes the request in and the answer out. A caller who goes away takes the program with him. */
async function serve(
  backend: ChildProcessWithoutNullStreams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on('close', () => backend.kill());
  const reader = new CgiReader((head) => response.writeHead(head.status, head.headers));
  await Promise.all([feed(backend, request), pipeline(backend.stdout, reader, response).catch(isGoneAway)]);
}

interface PushRequest {
  readonly parts: GitRouteParts;
  readonly repository: string;
  readonly by: Pusher;
  /** What was known of repositories before a push whose record failed: the next push tells of both. */
  readonly unrecorded: Map<string, readonly Reference[]>;
  readonly backend: () => ChildProcessWithoutNullStreams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The answer is held back until what was pushed is written down: an acknowledged push is a recorded one. */
async function takePush(push: PushRequest): Promise<void> {
  const { parts, repository, unrecorded, backend, request, response } = push;
  const isThere = (await parts.repositories.find(repository)) !== undefined;
  if (!isThere) return refuse(response, 404, 'The repository has been removed.');
  const before = unrecorded.get(repository) ?? (await parts.repositories.refs(repository));
  const running = backend();
  let head = { status: 500, headers: {} as Record<string, string> };
  const reader = new CgiReader((read) => void (head = read));
  const answer: Buffer[] = [];
  const gather = async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) answer.push(piece);
  };
  const reading = pipeline(running.stdout, reader, gather).catch(isGoneAway);
  await Promise.all([feed(running, request), reading]);
  const pushed = await parts.repositories.pushedSince(repository, before);
  unrecorded.set(repository, before);
  if (pushed.references.length > 0) await parts.pushed(pushed, push.by);
  unrecorded.delete(repository);
  response.writeHead(head.status, head.headers);
  response.end(Buffer.concat(answer));
}

/** Gives the request's body to the program, which may end without having read it all. */
async function feed(backend: ChildProcessWithoutNullStreams, request: IncomingMessage): Promise<void> {
  backend.stderr.resume();
  await pipeline(request, backend.stdin).catch(isGoneAway);
}

/** One side of a connection has gone: nobody is left to be told. Other errors are bugs and go on. */
function isGoneAway(error: NodeJS.ErrnoException): void {
  const gone = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'];
  if (!gone.includes(error.code ?? '')) throw error;
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
