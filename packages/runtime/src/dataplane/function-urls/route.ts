import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { AwsError } from '../../base/aws-error.ts';
import { randomIds } from '../../base/ids.ts';
import type { Scope } from '../../base/scope.ts';
import { failedAnswer, urlAnswer, type UrlAnswer } from './answer.ts';
import { corsHeaders, isPreflight, type Cors } from './cors.ts';
import { urlEvent, type UrlEventParts, type UrlSigner } from './event.ts';

/** A function behind a URL. */
export interface UrlTarget extends Scope {
  readonly functionArn: string;
  /** Whether whoever asks for it may call it. */
  readonly isOpen: boolean;
  /** Whether the URL asks for a signature. */
  readonly isSigned: boolean;
  readonly cors?: Cors | undefined;
}

export interface FunctionUrlRouteParts {
  find(urlId: string, signer?: UrlSigner): Promise<UrlTarget | undefined>;
  /** Who has signed a request, if anybody says so. A signature that is not good is thrown as `AwsError`. */
  signerOf(request: IncomingMessage, body: Buffer): UrlSigner | undefined;
  /** What the function answered; undefined where it failed. What refuses the call is thrown as `AwsError`. */
  invoke(target: UrlTarget, payload: string): Promise<string | undefined>;
  /** House time. */
  readonly now: () => number;
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
      const cors = target.cors ? corsHeaders(target.cors, request) : {};
      if (target.cors && isPreflight(request)) return send(response, empty, cors);
      if (!target.isOpen && !target.isSigned) return refuse(response, 403, 'Forbidden');
      if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax)
        return refuse(response, 413, 'Request Entity Too Large');
      const visit = { request, body: await buffer(request), urlId, path };
      send(response, await visited(parts, target, visit), cors);
    },
  };
}

type Visit = Pick<UrlEventParts, 'request' | 'body' | 'urlId' | 'path'>;

/** What a visitor is answered; where the URL asks for a signature, only one who may call it gets to the function. */
async function visited(parts: FunctionUrlRouteParts, target: UrlTarget, visit: Visit): Promise<UrlAnswer> {
  const signer = target.isSigned ? signerOf(parts, visit) : undefined;
  if (signer instanceof AwsError) return said(403, { message: signer.message });
  if (target.isSigned && !(signer && (await parts.find(visit.urlId, signer))?.isOpen))
    return said(403, { Message: 'Forbidden' });
  const event = urlEvent({ ...visit, signer, requestId: randomIds.uuid(), now: parts.now() });
  return answerOf(parts, target, JSON.stringify(event));
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

async function answerOf(parts: FunctionUrlRouteParts, target: UrlTarget, event: string): Promise<UrlAnswer> {
  try {
    const payload = await parts.invoke(target, event);
    return payload === undefined ? failedAnswer : urlAnswer(payload);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const body = JSON.stringify({ Message: error.message });
    return { ...failedAnswer, status: error.name === 'TooManyRequestsException' ? 429 : 502, body };
  }
}

function send(response: ServerResponse, answer: UrlAnswer, cors: Readonly<Record<string, string>>): void {
  const { status, headers, cookies, body } = answer;
  const length = Buffer.byteLength(body);
  response.writeHead(status, {
    ...headers,
    ...cors,
    ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
    'content-length': length,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
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
