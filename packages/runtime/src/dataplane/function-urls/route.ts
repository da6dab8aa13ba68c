import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { AwsError } from '../../base/aws-error.ts';
import { randomIds } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import { failedAnswer, urlAnswer, type UrlAnswer, type UrlHead } from './answer.ts';
import { corsHeaders, isPreflight, type Cors } from './cors.ts';
import { AnswerBroken, sendPieces, streamedAnswer, type FunctionAnswering } from './streaming.ts';
import { urlEvent, type UrlEventParts, type UrlSigner } from './event.ts';
import type { UrlRequest } from './tally.ts';

/** A function behind a URL. */
export interface UrlTarget extends Scope {
  readonly functionArn: string;
  /** Whether whoever asks for it may call it. */
  readonly isOpen: boolean;
  /** Whether the URL asks for a signature. */
  readonly isSigned: boolean;
  /** Whether an answer is sent while it is being written. */
  readonly isStreamed: boolean;
  readonly cors?: Cors | undefined;
}

export interface FunctionUrlRouteParts {
  find(urlId: string, signer?: UrlSigner): Promise<UrlTarget | undefined>;
  /** Who has signed a request, if anybody says so. A signature that is not good is thrown as `AwsError`. */
  signerOf(request: IncomingMessage, body: Buffer): UrlSigner | undefined;
  /** What refuses the call is thrown as `AwsError`. */
  invoke(target: UrlTarget, payload: string): Promise<FunctionAnswered>;
  /** The same, answered as soon as the function begins to. */
  stream(target: UrlTarget, payload: string): Promise<FunctionAnswering>;
  /** House time. */
  readonly now: () => number;
  /** How a request of a URL that is there went. */
  note(target: UrlTarget, request: UrlRequest): void;
}

export interface FunctionAnswered {
  readonly executedVersion: string;
  /** Undefined where the function failed. */
  readonly payload: string | undefined;
}

const form = /^\/_penstock\/function-url\/([a-z0-9]+)(\/.*)?$/;

/** AWS: quotas, "Invocation payload: 6 MB each for request and response". */
const bodyBytesMax = 6 * 1024 * 1024;

/** HTTP in front of functions: `/_penstock/function-url/<id>/…`, of which the function sees what follows the id. */
export function functionUrlRoute(parts: FunctionUrlRouteParts) {
  return {
    match: (_method: string, path: string): boolean => form.test(path),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const [, urlId = '', path = '/'] =
        form.exec(new URL(request.url ?? '', 'http://function').pathname) ?? [];
      const target = await parts.find(urlId);
      if (!target) return refuse(response, 404, 'Not Found');
      const askedAt = performance.now();
      let executedVersion: string | undefined;
      response.once('close', () => {
        const latencyMs = performance.now() - askedAt;
        parts.note(target, { status: response.statusCode, latencyMs, executedVersion });
      });
      const ran = (version: string) => (executedVersion = version);
      const cors = target.cors ? corsHeaders(target.cors, request) : {};
      if (target.cors && isPreflight(request)) return send(response, empty, cors);
      if (!target.isOpen && !target.isSigned) return refuse(response, 403, 'Forbidden');
      if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax)
        return refuse(response, 413, 'Request Entity Too Large');
      const visit = { request, body: await buffer(request), urlId, path };
      const admitted = await eventOf(parts, target, visit);
      if (typeof admitted !== 'string') return send(response, admitted, cors);
      if (target.isStreamed) return stream(response, streaming(parts.stream(target, admitted), ran), cors);
      send(response, await answerOf(parts.invoke(target, admitted), ran), cors);
    },
  };
}

type Visit = Pick<UrlEventParts, 'request' | 'body' | 'urlId' | 'path'>;

/** What the function is told; where the URL asks for a signature, who may not call it is answered without it. */
async function eventOf(
  parts: FunctionUrlRouteParts,
  target: UrlTarget,
  visit: Visit,
): Promise<string | UrlAnswer> {
  const signer = target.isSigned ? signerOf(parts, visit) : undefined;
  if (signer instanceof AwsError) return said(403, { message: signer.message });
  if (target.isSigned && !(signer && (await parts.find(visit.urlId, signer))?.isOpen))
    return said(403, { Message: 'Forbidden' });
  return JSON.stringify(urlEvent({ ...visit, signer, requestId: randomIds.uuid(), now: parts.now() }));
}

function signerOf(parts: FunctionUrlRouteParts, { request, body }: Visit): UrlSigner | AwsError | undefined {
  try {
    return parts.signerOf(request, body);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

const empty: UrlAnswer = { status: 200, headers: {}, cookies: [], body: '' };

/** Is told which version answers. */
type Ran = (executedVersion: string) => void;

async function streaming(asked: Promise<FunctionAnswering>, ran: Ran): Promise<FunctionAnswering> {
  const answering = await asked;
  ran(answering.ExecutedVersion);
  return answering;
}

async function answerOf(asked: Promise<FunctionAnswered>, ran: Ran): Promise<UrlAnswer> {
  try {
    const { executedVersion, payload } = await asked;
    ran(executedVersion);
    return payload === undefined ? failedAnswer : urlAnswer(payload);
  } catch (error) {
    return refusedAnswer(error);
  }
}

function refusedAnswer(error: unknown): UrlAnswer {
  if (!(error instanceof AwsError)) throw error;
  const body = JSON.stringify({ Message: error.message });
  return { ...failedAnswer, status: error.name === 'TooManyRequestsException' ? 429 : 502, body };
}

type Headers = Readonly<Record<string, string>>;

function send(response: ServerResponse, answer: UrlAnswer, cors: Headers): void {
  const { body } = answer;
  response.setHeader('content-length', Buffer.byteLength(body));
  begin(response, answer, cors);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function begin(response: ServerResponse, { status, headers, cookies }: UrlHead, cors: Headers): void {
  response.writeHead(status, {
    ...headers,
    ...cors,
    ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
  });
}

/** Sends an answer while the function is writing it. */
async function stream(
  response: ServerResponse,
  asked: Promise<FunctionAnswering>,
  cors: Headers,
): Promise<void> {
  try {
    const { head, body } = await streamedAnswer(await asked);
    begin(response, head, cors);
    await sendPieces(response, body);
  } catch (error) {
    send(response, error instanceof AnswerBroken ? failedAnswer : refusedAnswer(error), cors);
  }
}

const said = (status: number, what: object): UrlAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: JSON.stringify(what),
});

function refuse(response: ServerResponse, status: number, Message: string): void {
  response.setHeader('connection', 'close'); // Whatever came with it is not read.
  send(response, said(status, { Message }), {});
}
