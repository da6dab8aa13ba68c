// Runs one function for as long as the process lives: asks the Lambda Runtime API for an invocation, calls
// the function, reports what it answered. Knows nothing of Penstock but the runtime API's address.
// AWS: developer guide, "Using the Lambda runtime API for custom runtimes"; aws-lambda-nodejs-runtime-
// interface-client.
import { writeSync } from 'node:fs';
import { request } from 'node:http';
import { labelConsole } from './logging.mjs';
import { Context } from './context.mjs';
import { endMark, formatted, reportOf, RuntimeError } from './errors.mjs';
import { reachEndpoint } from './endpoint.mjs';
import { load } from './load.mjs';
import { run } from './run.mjs';
import { isStreaming, lendStreaming, runStreaming } from './streaming.mjs';

const [host, token] = process.env.AWS_LAMBDA_RUNTIME_API.split('/');
const [hostname, port] = host.split(':');
const errorType = 'Lambda-Runtime-Function-Error-Type';
const errorBody = 'Lambda-Runtime-Function-Error-Body';

/** The invocation that is being worked on. */
let requestId;

lendStreaming();
reachEndpoint(process.env.AWS_ENDPOINT_URL);
const logError = labelConsole(() => requestId);
process.on('uncaughtException', (error) => {
  logError('Uncaught Exception', formatted(error));
  fail(error, 129);
});
process.on('unhandledRejection', (reason) => {
  const error = new RuntimeError('UnhandledPromiseRejection', String(reason));
  error.reason = reason;
  logError('Unhandled Promise Rejection', formatted(error));
  fail(error, 128);
});

const { PENSTOCK_OPT: layers = '/opt' } = process.env;
delete process.env.PENSTOCK_OPT;
const handler = await load(process.env.LAMBDA_TASK_ROOT, layers, process.env._HANDLER).catch((error) => {
  logError('Uncaught Exception', formatted(error));
  fail(error, 1);
  return new Promise(() => {});
});
while (handler) await takeTurn();

async function takeTurn() {
  const { headers, body } = await ask('GET', 'invocation/next');
  requestId = headers['lambda-runtime-aws-request-id'];
  const context = new Context(headers);
  const event = JSON.parse(body);
  const outcome = isStreaming(handler)
    ? await runStreaming(handler, { event, context, open: openResponse })
    : await run(handler, event, context);
  if ('error' in outcome) logError('Invoke Error', formatted(outcome.error));
  endOutput();
  if ('error' in outcome) await report(`invocation/${requestId}/error`, outcome.error);
  else if ('text' in outcome) await ask('POST', `invocation/${requestId}/response`, outcome.text);
  requestId = undefined;
}

/** Sends an answer while it is being written. What goes wrong after its beginning is told after its end. */
function openResponse(stream) {
  const headers = {
    'content-type': stream.contentType,
    'transfer-encoding': 'chunked',
    'lambda-runtime-function-response-mode': 'streaming',
    trailer: `${errorType}, ${errorBody}`,
  };
  const { promise: sent, resolve } = Promise.withResolvers();
  const path = `/${token}/2018-06-01/runtime/invocation/${requestId}/response`;
  const asked = request({ hostname, port, method: 'POST', path, agent: false, headers }, (answer) => {
    answer.resume();
    answer.on('end', resolve);
  });
  asked.on('error', () => process.exit(1)); // The control plane is gone.
  stream.pipe(asked);
  const fail = (error) => {
    logError('Invoke Error', formatted(error));
    const body = reportOf(error);
    stream.unpipe(asked);
    const text = Buffer.from(JSON.stringify(body)).toString('base64');
    asked.addTrailers({ [errorType]: body.errorType, [errorBody]: text });
    asked.end();
  };
  return { sent, fail };
}

/** Reports an error that ends the process. */
async function fail(error, exitCode) {
  endOutput();
  await report(requestId ? `invocation/${requestId}/error` : 'init/error', error);
  process.exit(exitCode);
}

function report(path, error) {
  const body = reportOf(error);
  return ask('POST', path, JSON.stringify(body), { [errorType]: body.errorType });
}

/** Says on both outputs that all of this invocation's has been written. */
function endOutput() {
  if (requestId === undefined) return;
  for (const descriptor of [1, 2]) writeWhole(descriptor, endMark(requestId));
}

function writeWhole(descriptor, text) {
  for (;;) {
    try {
      return writeSync(descriptor, text);
    } catch (error) {
      if (error.code !== 'EAGAIN') return; // The function has closed it.
    }
  }
}

function ask(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, method, path: `/${token}/2018-06-01/runtime/${path}`, agent: false, headers },
      (answer) => {
        const pieces = [];
        answer.on('data', (piece) => pieces.push(piece));
        answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(pieces).toString() }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  }).catch(() => process.exit(1)); // The control plane is gone.
}
