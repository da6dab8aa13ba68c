// What a function that streams its answer is given. AWS: developer guide, "Writing response streaming-enabled
// Lambda functions"; aws-lambda-nodejs-runtime-interface-client, StreamingResponseApi.
import { PassThrough } from 'node:stream';

const streams = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Between what a function says of its HTTP answer and the answer's body. */
const separator = Buffer.alloc(8);

/** The name `awslambda`, which functions find without importing anything. */
export function lendStreaming() {
  globalThis.awslambda = {
    streamifyResponse(handler) {
      handler[streams] = 'response';
      return handler;
    },
    HttpResponseStream: {
      from(stream, metadata) {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        stream.write(Buffer.concat([Buffer.from(JSON.stringify(metadata)), separator]));
        return stream;
      },
    },
  };
}

export const isStreaming = (handler) => handler[streams] === 'response';

/** Begins to send when something is written. */
class ResponseStream extends PassThrough {
  contentType = 'application/octet-stream';
  sending;
  #open;

  constructor(open) {
    super();
    this.#open = open;
  }

  setContentType(contentType) {
    this.contentType = contentType;
  }

  write(...words) {
    this.begin();
    return super.write(...words);
  }

  end(...words) {
    this.begin();
    return super.end(...words);
  }

  begin() {
    this.sending ??= this.#open(this);
  }
}

/**
 * Calls a streaming function. `open` begins to send a stream, and answers `{sent, fail}`: a promise, and how to
 * say that the rest will not come. Answers `{error}` where nothing was sent that could say so.
 */
export async function runStreaming(handler, { event, context, open }) {
  const stream = new ResponseStream(open);
  try {
    await handler(event, stream, context);
    if (!stream.writableEnded) stream.end();
  } catch (error) {
    if (!stream.sending) return { error };
    stream.sending.fail(error);
  }
  await stream.sending.sent;
  return {};
}
