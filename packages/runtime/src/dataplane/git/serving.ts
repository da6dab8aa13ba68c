import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { gitEnvironment } from './command.ts';

/** What is asked of git over HTTP: what there is, or that it be sent or taken. */
export interface GitRequest {
  readonly service: 'upload-pack' | 'receive-pack';
  readonly advertisement: boolean;
}

interface Served {
  readonly asked: GitRequest;
  readonly folder: string;
  readonly user: string;
  readonly request: IncomingMessage;
}

type Headers = Readonly<Record<string, string>>;

/** Git's gitprotocol-http(5): "The returned response MUST be sent with caching disabled". */
const uncached: Headers = {
  expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
  pragma: 'no-cache',
  'cache-control': 'no-cache, max-age=0, must-revalidate',
};

/** One request that git answers: what `git http-backend` does, without a process to start another. */
export class ServingGit {
  readonly #served: Served;
  readonly #process: ChildProcessWithoutNullStreams;
  /** Whether it has ended well: it may have nothing to say. */
  readonly #success: Promise<boolean>;

  constructor(served: Served) {
    this.#served = served;
    this.#process = start(served);
    this.#process.stderr.resume();
    this.#success = new Promise((resolve) => {
      this.#process.on('error', () => resolve(false)).on('close', (code) => resolve(code === 0));
    });
  }

  /** Passes the answer on as it comes. A caller who goes away takes the program with him. */
  async answer(response: ServerResponse): Promise<void> {
    response.on('close', () => this.#process.kill());
    const opening = new Opening(() => {
      response.writeHead(200, this.#headers);
      return this.#preamble;
    });
    const passing = pipeline(this.#process.stdout, opening, response, { end: false }).catch(isGoneAway);
    await Promise.all([this.#feed(), passing]);
    if (!response.headersSent) {
      if (await this.#success) response.writeHead(200, this.#headers);
      else response.writeHead(500);
    }
    response.end();
  }

  /** The whole answer, when the program has said it. */
  async answered(): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Buffer }> {
    const saying = buffer(this.#process.stdout).catch((error: NodeJS.ErrnoException) => {
      isGoneAway(error);
      return Buffer.alloc(0);
    });
    const [body] = await Promise.all([saying, this.#feed()]);
    const isAnswer = body.length > 0 || (await this.#success);
    return { status: isAnswer ? 200 : 500, headers: isAnswer ? this.#headers : {}, body };
  }

  get #headers(): Headers {
    const { service, advertisement } = this.#served.asked;
    const type = advertisement ? 'advertisement' : 'result';
    return { ...uncached, 'content-type': `application/x-git-${service}-${type}` };
  }

  /** gitprotocol-http(5), "Smart Server Response"; version 2 of the protocol begins without. */
  get #preamble(): string {
    const { asked, request } = this.#served;
    if (!asked.advertisement || /(^|:)version=2(:|$)/.test(protocolOf(request))) return '';
    const line = `# service=git-${asked.service}\n`;
    return `${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`;
  }

  /** Gives the request's body to the program, which may end without having read it all. */
  async #feed(): Promise<void> {
    const { asked, request } = this.#served;
    const { stdin } = this.#process;
    if (asked.advertisement) return void stdin.on('error', () => {}).end();
    const isPacked = /^(x-)?gzip$/.test(request.headers['content-encoding'] ?? '');
    const feeding = isPacked ? pipeline(request, createGunzip(), stdin) : pipeline(request, stdin);
    await feeding.catch(isGoneAway);
  }
}

const protocolOf = (request: IncomingMessage): string => String(request.headers['git-protocol'] ?? '');

function start({ asked, folder, user, request }: Served): ChildProcessWithoutNullStreams {
  const { service, advertisement } = asked;
  const words = [service, '--stateless-rpc', ...(advertisement ? ['--advertise-refs'] : []), folder];
  const protocol = protocolOf(request);
  return spawn('git', words, {
    env: {
      ...gitEnvironment(folder),
      GIT_COMMITTER_NAME: user,
      GIT_COMMITTER_EMAIL: `${user}@http.${request.socket.remoteAddress ?? ''}`,
      ...(/^[\w=:.-]{1,100}$/.test(protocol) && { GIT_PROTOCOL: protocol }),
    },
  });
}

/** Says something before the first piece. */
class Opening extends Transform {
  #open: (() => string) | undefined;

  constructor(open: () => string) {
    super();
    this.#open = open;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#open) this.push(this.#open());
    this.#open = undefined;
    done(null, piece);
  }
}

/** One side of a connection has gone, or sends what is no gzip: nobody is left to be told. Other errors are bugs. */
function isGoneAway(error: NodeJS.ErrnoException): void {
  const gone = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'Z_DATA_ERROR'];
  if (!gone.includes(error.code ?? '')) throw error;
}
