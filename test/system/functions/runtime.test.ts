import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { FunctionInvoke, FunctionInvoked } from '../../../packages/runtime/src/base/effects/function.ts';
import { LocalBlobs } from '../../../packages/runtime/src/dataplane/blobs/blobs.local.ts';
import { invocation, zipped } from '../../../packages/runtime/src/dataplane/functions/functions.contract.ts';
import { LocalFunctions } from '../../../packages/runtime/src/dataplane/functions/functions.local.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-functions-'));
const blobs = new LocalBlobs(path.join(root, 'blobs'));
const functions = new LocalFunctions({
  folder: path.join(root, 'functions'),
  blobs,
  path: process.env['PATH'] ?? '',
});
after(() => {
  functions.close();
  rmSync(root, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;

async function run(files: Files, more: Partial<FunctionInvoke> = {}): Promise<FunctionInvoked> {
  const code = await blobs.write(zipped(files));
  return (await functions.perform(invocation(code, {}, more))) as FunctionInvoked;
}
const answer = ({ payload }: FunctionInvoked): unknown => JSON.parse(payload);

describe('what a function may look like', () => {
  const rows: readonly {
    what: string;
    files: Files;
    handler?: string;
    runtime?: string;
    answers: unknown;
  }[] = [
    { what: 'CommonJS', files: { 'index.js': 'exports.handler = async () => 1' }, answers: 1 },
    { what: 'an ES module', files: { 'index.mjs': 'export const handler = async () => 2' }, answers: 2 },
    {
      what: 'an ES module by package.json',
      files: { 'package.json': '{"type":"module"}', 'index.js': 'export const handler = async () => 3' },
      answers: 3,
    },
    { what: 'a .cjs file', files: { 'index.cjs': 'exports.handler = async () => 4' }, answers: 4 },
    {
      what: 'a file in a folder, a member of a member',
      files: {
        'src/app.js': 'module.exports = { api: { get: async () => require("./more") } }',
        'src/more.js': 'module.exports = 5',
      },
      handler: 'src/app.api.get',
      answers: 5,
    },
    {
      what: 'a callback, after the event loop is empty',
      files: {
        'index.js':
          'let n = 5; exports.handler = (event, context, callback) => { callback(null, { get n() { return n } }); setTimeout(() => n++, 5) }',
      },
      answers: { n: 6 },
    },
    {
      what: 'a callback that waits for nothing',
      files: {
        'index.js':
          'exports.handler = (event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 1000); callback(null, 7) }',
      },
      answers: 7,
    },
    { what: 'nothing said', files: { 'index.js': 'exports.handler = async () => {}' }, answers: null },
    {
      what: 'a plain value, before Node.js 24',
      files: { 'index.js': 'exports.handler = () => 8' },
      answers: null,
    },
    {
      what: 'a plain value',
      files: { 'index.js': 'exports.handler = () => 9' },
      runtime: 'nodejs24.x',
      answers: 9,
    },
  ];
  for (const { what, files, handler = 'index.handler', runtime = 'nodejs22.x', answers } of rows) {
    test(what, async () => {
      const invoked = await run(files, { functionHandler: handler, runtime });
      assert.deepEqual([answer(invoked), invoked.functionError], [answers, undefined], invoked.log);
    });
  }
});

describe('how a function may fail', () => {
  const boom = { errorType: 'Error', errorMessage: 'boom' };
  const rows: readonly { what: string; files: Files; handler?: string; runtime?: string; error: object }[] = [
    {
      what: 'a callback with an error',
      files: { 'index.js': 'exports.handler = (e, c, done) => done(new Error("boom"))' },
      error: boom,
    },
    {
      what: 'a text thrown',
      files: { 'index.js': 'exports.handler = async () => { throw "boom" }' },
      error: { errorType: 'string', errorMessage: 'boom' },
    },
    {
      what: 'an unhandled rejection',
      files: {
        'index.js':
          'exports.handler = async () => { Promise.reject(new Error("boom")); await new Promise((r) => setTimeout(r, 1000)) }',
      },
      error: { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: boom' },
    },
    {
      what: 'an uncaught exception',
      files: {
        'index.js':
          'exports.handler = async () => { setImmediate(() => { throw new Error("boom") }); await new Promise((r) => setTimeout(r, 1000)) }',
      },
      error: boom,
    },
    {
      what: 'a promise that is never settled',
      files: { 'index.js': 'exports.handler = () => new Promise(() => {})' },
      error: { errorType: 'Runtime.NodeJsExit' },
    },
    { what: 'an error while it is loaded', files: { 'index.js': 'throw new Error("boom")' }, error: boom },
    {
      what: 'broken syntax',
      files: { 'index.js': 'exports.handler = (' },
      error: { errorType: 'Runtime.UserCodeSyntaxError' },
    },
    { what: 'no such file', files: { 'other.js': '' }, error: { errorType: 'Runtime.ImportModuleError' } },
    {
      what: 'no such member',
      files: { 'index.js': '' },
      error: {
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'index.handler is undefined or not exported',
      },
    },
    {
      what: 'a bad handler',
      files: { 'index.js': '' },
      handler: 'index',
      error: { errorType: 'Runtime.MalformedHandlerName', errorMessage: 'Bad handler' },
    },
    {
      what: 'a package that is not shipped',
      files: { 'index.js': 'require("yazl")' },
      error: { errorType: 'Runtime.ImportModuleError' },
    },
    {
      what: 'a package that is not shipped, imported',
      files: { 'index.mjs': 'import "yazl"' },
      error: { errorMessage: /Cannot find (module|package) 'yazl'/ },
    },
    {
      what: 'a callback on Node.js 24',
      files: { 'index.js': 'exports.handler = (e, c, done) => done()' },
      runtime: 'nodejs24.x',
      error: { errorType: 'Runtime.CallbackHandlerDeprecated' },
    },
    {
      what: 'an answer that JSON does not keep',
      files: { 'index.js': 'exports.handler = async () => 1n' },
      error: { errorType: 'Runtime.MarshalError' },
    },
    {
      what: 'an answer that is too large',
      files: { 'index.js': 'exports.handler = async () => "x".repeat(6291560)' },
      error: { errorType: 'Function.ResponseSizeTooLarge' },
    },
    {
      what: 'an exit',
      files: { 'index.js': 'exports.handler = async () => process.exit(3)' },
      error: {
        errorType: 'Runtime.ExitError',
        errorMessage: /^RequestId: \S+ Error: Runtime exited with error: exit status 3$/,
      },
    },
    {
      what: 'an exit without a reason',
      files: { 'index.js': 'exports.handler = async () => process.exit(0)' },
      error: { errorType: 'Runtime.ExitError', errorMessage: /Runtime exited without providing a reason$/ },
    },
    {
      what: 'a kill',
      files: { 'index.js': 'exports.handler = async () => process.kill(process.pid, "SIGKILL")' },
      error: { errorType: 'Runtime.ExitError', errorMessage: /signal: killed$/ },
    },
  ];
  for (const { what, files, handler = 'index.handler', runtime = 'nodejs20.x', error } of rows) {
    test(what, async () => {
      const invoked = await run(files, { functionHandler: handler, runtime });
      assert.equal(invoked.functionError, 'Unhandled', invoked.payload);
      const got = answer(invoked) as Record<string, string>;
      for (const [member, wanted] of Object.entries(error)) {
        if (wanted instanceof RegExp) assert.match(got[member]!, wanted);
        else assert.equal(got[member], wanted);
      }
    });
  }
});

/** A control plane that runs a function, which writes its process id into a file. */
function houseOf(code: string, folder: string): ChildProcess {
  const here = JSON.stringify(new URL('../../../packages/runtime/src/dataplane/', import.meta.url).href);
  const script = `const { LocalBlobs } = await import(${here} + 'blobs/blobs.local.ts');
    const { LocalFunctions } = await import(${here} + 'functions/functions.local.ts');
    const { invocation, zipped } = await import(${here} + 'functions/functions.contract.ts');
    const blobs = new LocalBlobs(process.argv[1] + '/blobs');
    const place = { folder: process.argv[1] + '/functions', blobs, path: process.env.PATH };
    const functions = new LocalFunctions(place);
    const code = await blobs.write(zipped({ 'index.js': process.argv[2] }));
    await functions.perform(invocation(code, {}));`;
  return spawn(process.execPath, ['--input-type=module', '-e', script, folder, code], { stdio: 'inherit' });
}

for (const [what, then] of [
  ['is idle', ''],
  ['waits', 'await new Promise((r) => setTimeout(r, 60000));'],
  ['computes without end', 'for (;;);'],
] as const) {
  test(`a function that ${what} ends when the control plane is killed`, async () => {
    const file = path.join(root, what);
    const code = `exports.handler = async () => {
      require('node:fs').writeFileSync(${JSON.stringify(file)}, process.pid + '.');
      ${then}
    };`;
    const house = houseOf(code, path.join(root, `house that ${what}`));
    while (!existsSync(file) || !readFileSync(file, 'utf8').endsWith('.')) {
      assert.equal(house.exitCode, null, 'the control plane has ended by itself');
      await turn();
    }
    const pid = readFileSync(file, 'utf8').slice(0, -1);
    assert.ok(isRunning(pid));
    house.kill('SIGKILL');
    await once(house, 'exit');
    while (isRunning(pid)) await turn();
  });
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Not merely a zombie that waits to be reaped. */
function isRunning(pid: string): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
