// Runs one function for as long as the process lives: asks the Lambda Runtime API for an invocation, calls
// the function, reports what it answered. Knows nothing of Penstock but the runtime API's address.
// AWS: developer guide, "Using the Lambda runtime API for custom runtimes"; aws-lambda-nodejs-runtime-
// interface-client.
import { writeSync } from 'node:fs';
import { request } from 'node:http';
import { labelConsole } from './logging.mjs';
import { Context } from './context.mjs';
import { endMark, formatted, reportOf, RuntimeError } from './errors.mjs';
import { load } from './load.mjs';
import { run } from './run.mjs';

const [host, token] = process.env.AWS_LAMBDA_RUNTIME_API.split('/');
const [hostname, port] = host.split(':');
const errorType = 'Lambda-Runtime-Function-Error-Type';

/** The invocation that is being worked on. */
let requestId;

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

const handler = await load(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER).catch((error) => {
  logError('Uncaught Exception', formatted(error));
  fail(error, 1);
  return new Promise(() => {});
});
while (handler) await takeTurn();

async function takeTurn() {
  const { headers, body } = await ask('GET', 'invocation/next');
  requestId = headers['lambda-runtime-aws-request-id'];
  const context = new Context(headers);
  const outcome = await run(handler, JSON.parse(body), context);
  if ('error' in outcome) logError('Invoke Error', formatted(outcome.error));
  endOutput();
  if ('error' in outcome) await report(`invocation/${requestId}/error`, outcome.error);
  else await ask('POST', `invocation/${requestId}/response`, outcome.text);
  requestId = undefined;
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
