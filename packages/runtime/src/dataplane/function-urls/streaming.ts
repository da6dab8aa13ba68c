import type { ServerResponse } from 'node:http';
import { structuredHead, type Structured, type UrlHead } from './answer.ts';

/** What a function says while it is running, as Lambda tells it. */
export interface FunctionAnswering {
  readonly ExecutedVersion: string;
  /** What the function says its answer is. */
  readonly ResponseStreamContentType: string;
  readonly EventStream: AsyncIterable<AnswerEvent>;
}

interface AnswerEvent {
  readonly PayloadChunk?: { readonly Payload?: Uint8Array };
  readonly InvokeComplete?: { readonly ErrorCode?: string };
}

/** The function has failed: what it has said so far is all there is. */
export class AnswerBroken extends Error {}

/** An answer as it is being written: what is told before its body, and the body. */
export interface StreamedAnswer {
  readonly head: UrlHead;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What a streaming function says its answer is that tells its status and headers first. */
const toldFirst = 'application/vnd.awslambda.http-integration-response';

/** Between what a streaming function says of its answer and the answer itself. */
const separator = Buffer.alloc(8);

/** Waits until a function has said what comes before its body. */
// AWS: unverified that what does not stream is sent as it is, status and headers in its body.
export async function streamedAnswer(answering: FunctionAnswering): Promise<StreamedAnswer> {
  const { ResponseStreamContentType: contentType } = answering;
  const pieces = piecesOf(answering);
  const plain: UrlHead = { status: 200, headers: { 'content-type': contentType }, cookies: [] };
  let read = Buffer.alloc(0);
  for (;;) {
    const next = await pieces.next();
    if (!next.done) read = Buffer.concat([read, next.value]);
    const cut = contentType === toldFirst ? read.indexOf(separator) : -1;
    if (cut >= 0) {
      const told = JSON.parse(read.subarray(0, cut).toString()) as Structured;
      return { head: structuredHead(told), body: from(read.subarray(cut + separator.length), pieces) };
    }
    if (next.done || contentType !== toldFirst) return { head: plain, body: from(read, pieces) };
  }
}

async function* piecesOf({ EventStream }: FunctionAnswering): AsyncGenerator<Uint8Array, undefined> {
  for await (const { PayloadChunk, InvokeComplete } of EventStream) {
    if (PayloadChunk?.Payload) yield PayloadChunk.Payload;
    if (InvokeComplete?.ErrorCode !== undefined) throw new AnswerBroken();
  }
}

async function* from(read: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (read.length > 0) yield read;
  yield* rest;
}

/** Sends a body piece by piece. One that breaks off breaks off the connection, too. */
export async function sendPieces(response: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
  response.flushHeaders();
  try {
    for await (const piece of body) {
      if (response.destroyed) return;
      if (!response.write(piece)) await writable(response);
    }
    response.end();
  } catch (error) {
    if (!(error instanceof AnswerBroken)) throw error;
    response.destroy();
  }
}

function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      response.off('drain', goOn);
      response.off('close', goOn);
      resolve();
    };
    response.on('drain', goOn);
    response.on('close', goOn);
  });
}
