import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { FunctionInvoke, FunctionInvoked } from '../../base/effects/function.ts';
import { LocalBlobs } from '../blobs/blobs.local.ts';
import { MemoryBlobs } from '../blobs/blobs.memory.ts';
import { functionsContract, invocation, zipped } from './functions.contract.ts';
import { LocalFunctions } from './functions.local.ts';
import { SimulatedFunctions } from './functions.simulated.ts';
import { OutputReader } from './output.ts';
import type { PoolOptions } from './pool.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-functions-'));
const blobs = new LocalBlobs(path.join(root, 'blobs'));
const open = (name: string, options: Partial<PoolOptions> = {}) =>
  new LocalFunctions({ folder: path.join(root, name), blobs, path: process.env['PATH'] ?? '' }, options);
const functions = open('functions');
const few = open('few', { instancesMax: 1 });
after(() => {
  functions.close();
  few.close();
  rmSync(root, { recursive: true, force: true });
});
process.env['SECRET_OF_THE_HOUSE'] = 'x';

const echoed = `exports.handler = async (event) => {
  if (event.fail) throw new Error(event.fail);
  return event;
};`;
functionsContract('functions', () => ({
  functions,
  echo: () => blobs.write(zipped({ 'index.js': echoed })),
}));
functionsContract('functions, one process at a time', () => ({
  functions: few,
  echo: () => blobs.write(zipped({ 'index.js': echoed })),
}));

functionsContract('simulated functions', () => {
  const simulated = new SimulatedFunctions();
  simulated.functionAnswers('function:hook', (event) => event);
  const echo = () => new MemoryBlobs().write(zipped({ 'index.js': echoed }));
  return {
    functions: {
      perform(effect) {
        const { fail } = ('payload' in effect ? JSON.parse(effect.payload) : {}) as {
          fail?: string;
        };
        if (fail) simulated.functionAnswers('hook', { errorType: 'Error', errorMessage: fail });
        return simulated.perform(effect);
      },
    },
    echo,
  };
});

type Files = Readonly<Record<string, string>>;

async function run(
  files: Files,
  more: Partial<FunctionInvoke> = {},
  payload: unknown = {},
): Promise<FunctionInvoked> {
  const code = await blobs.write(zipped(files));
  return (await functions.perform(invocation(code, payload, more))) as FunctionInvoked;
}
const answer = ({ payload }: FunctionInvoked): unknown => JSON.parse(payload);

test('a function that takes too long is killed with all it started, and says so as AWS does', async () => {
  const file = path.join(root, 'grandchild');
  const code = `exports.handler = async () => {
      const { spawn } = require('node:child_process');
      const child = spawn('sleep', ['1000']);
      require('node:fs').writeFileSync(${JSON.stringify(file)}, String(child.pid));
      console.log('begun');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    };`;
  const invoked = await run({ 'index.js': code }, { timeoutMs: 1000, requestId: 'r-1' });
  assert.deepEqual(answer(invoked), {
    errorType: 'Sandbox.Timedout',
    errorMessage: 'RequestId: r-1 Error: Task timed out after 1.00 seconds',
  });
  assert.match(
    invoked.log,
    /^START [^\n]+\n\S+\tr-1\tINFO\tbegun\nEND RequestId: r-1\nREPORT .*\tStatus: timeout\t\n$/,
  );
  while (isRunning(readFileSync(file, 'utf8'))) await new Promise(setImmediate);
});

/** Not merely a zombie that waits to be reaped. */
function isRunning(pid: string): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

describe('what a function sees', () => {
  test('its own environment and nothing of the house’s, and its context', async () => {
    const code = `exports.handler = async (event, context) => ({
      env: process.env, context: { ...context }, left: context.getRemainingTimeInMillis(), cwd: process.cwd() });`;
    const env = {
      TABLE: 'orders',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      _HANDLER: 'no',
    };
    const seen = answer(await run({ 'index.js': code }, { env, memoryMb: 256 })) as Record<string, any>;
    assert.equal(seen['env'].TABLE, 'orders');
    assert.equal(seen['env'].SECRET_OF_THE_HOUSE, undefined);
    assert.equal(seen['env']._HANDLER, 'index.handler');
    assert.equal(seen['env'].LAMBDA_TASK_ROOT, seen['cwd']);
    assert.equal(seen['env'].AWS_EXECUTION_ENV, 'AWS_Lambda_nodejs22.x');
    const { functionName, functionVersion, memoryLimitInMB, invokedFunctionArn, logStreamName } =
      seen['context'];
    assert.deepEqual(
      [functionName, functionVersion, memoryLimitInMB, logStreamName],
      ['hook', '7', '256', 'stream'],
    );
    assert.equal(invokedFunctionArn, 'arn:aws:lambda:us-east-1:000000000000:function:hook:7');
    assert.ok(seen['left'] > 3000 && seen['left'] <= 5000);
  });

  test('the AWS SDK, required or imported, where it ships none', async () => {
    const required = `const { STSClient } = require('@aws-sdk/client-sts');
      exports.handler = async () => typeof STSClient;`;
    const imported = `import { STSClient } from '@aws-sdk/client-sts';
      export const handler = async () => typeof STSClient;`;
    const own = { 'node_modules/@aws-sdk/client-sts/index.js': 'exports.STSClient = "own"' };
    assert.equal(answer(await run({ 'index.js': required })), 'function');
    assert.equal(answer(await run({ 'index.mjs': imported })), 'function');
    assert.equal(answer(await run({ 'index.js': required, ...own })), 'string');
  });

  test('its output comes between START and END, labelled, errors and raw lines too', async () => {
    const code = `console.log('while loading');
      exports.handler = async () => {
        console.warn('two\\nlines %d', 2);
        process.stdout.write('raw é ');
        process.stderr.write('to the end');
        throw new Error('boom');
      };`;
    const { log } = await run({ 'index.js': code }, { requestId: 'r-2' });
    const lines = log.split('\n').map((line) => line.replace(/^\d{4}-\S+Z\t/, ''));
    assert.deepEqual(lines.slice(0, 3), [
      '\tINFO\twhile loading',
      'START RequestId: r-2 Version: 7',
      'r-2\tWARN\ttwo\rlines 2',
    ]);
    assert.match(log, /raw é/);
    assert.match(log, /to the end/);
    assert.match(
      log,
      /r-2\tERROR\tInvoke Error \t\{"errorType":"Error","errorMessage":"boom","stack":\["Error: boom",/,
    );
    assert.match(lines.at(-2)!, /^REPORT RequestId: r-2\t.*Init Duration: [\d.]+ ms\t$/);
  });
});

describe('processes', () => {
  const counting = { 'index.js': 'let n = 0; exports.handler = async () => [++n, process.pid]' };

  test('a process is used again for its revision, and for no other', async () => {
    const [first, pid] = answer(await run(counting)) as number[];
    assert.deepEqual(answer(await run(counting)), [first! + 1, pid]);
    const [fresh, other] = answer(await run(counting, { revision: 'another' })) as number[];
    assert.equal(fresh, 1);
    assert.notEqual(other, pid);
  });

  test('who comes while processes begin is served by those that are ready first', async () => {
    const many = Array.from({ length: 12 }, () => run(counting, { revision: 'many' }));
    const pids = (await Promise.all(many)).map((invoked) => (answer(invoked) as number[])[1]);
    assert.ok(new Set(pids).size < many.length);
  });

  test('one that ends is seen to end, though somebody it has let go holds on to its outputs', async (t) => {
    const file = path.join(root, 'let go');
    const code = `exports.handler = async () => {
      const { spawn } = require('node:child_process');
      const { pid } = spawn('sleep', ['1000'], { detached: true, stdio: 'inherit' });
      require('node:fs').writeFileSync(${JSON.stringify(file)}, String(pid));
      process.exit(3);
    };`;
    t.after(() => process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL'));
    const invoked = await run({ 'index.js': code });
    assert.match(JSON.stringify(answer(invoked)), /Runtime exited with error: exit status 3/);
  });

  test('an idle process ends after its time', async () => {
    const brief = open('brief', { idleMs: 1 });
    const code = await blobs.write(zipped(counting));
    const [, pid] = answer((await brief.perform(invocation(code, {}))) as FunctionInvoked) as number[];
    while (isRunning(String(pid))) await new Promise(setImmediate);
    brief.close();
  });

  test('the same request asked for twice at once is run once', async () => {
    const code = await blobs.write(zipped(counting));
    const effect = invocation(code, {}, { revision: 'once' });
    const [one, two] = await Promise.all([functions.perform(effect), functions.perform(effect)]);
    assert.equal(one, two);
  });
});

test('the mark that ends an invocation’s output is found however it is cut up', async () => {
  const text = 'a\0b\0end of r-1\0c';
  for (let cut = 0; cut <= text.length; cut++) {
    let printed = '';
    const reader = new OutputReader((some) => (printed += some));
    const ended = reader.ended('r-1');
    reader.read(Buffer.from(text.slice(0, cut)));
    reader.read(Buffer.from(text.slice(cut)));
    await ended;
    assert.equal(printed, 'a\0bc');
  }
});
