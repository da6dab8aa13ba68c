import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { FunctionInvoke, FunctionInvoked } from '../../../packages/runtime/src/base/effects/function.ts';
import { refused } from '../../../packages/runtime/src/dataplane/blobs/blobs.contract.ts';
import { LocalBlobs } from '../../../packages/runtime/src/dataplane/blobs/blobs.local.ts';
import { invocation, zipped } from '../../../packages/runtime/src/dataplane/functions/functions.contract.ts';
import { LocalFunctions } from '../../../packages/runtime/src/dataplane/functions/functions.local.ts';

const root = mkdtempSync(path.join(tmpdir(), 'penstock-languages-'));
const blobs = new LocalBlobs(path.join(root, 'blobs'));
const functions = new LocalFunctions({ folder: root, blobs, path: process.env['PATH'] ?? '' });
after(() => {
  functions.close();
  rmSync(root, { recursive: true, force: true });
});

/** Layers can be mounted on /opt only where a process may have mounts of its own. */
const noMounts = ((): string | false => {
  const asOther = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  try {
    execFileSync('unshare', [...asOther, '--mount', 'true'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'no process may have mounts of its own here';
  }
})();

type Files = Readonly<Record<string, string>>;

async function run(
  files: Files,
  more: Partial<FunctionInvoke> = {},
  event: unknown = {},
): Promise<FunctionInvoked> {
  const code = await blobs.write(zipped(files));
  return (await functions.perform(invocation(code, event, more))) as FunctionInvoked;
}
const answer = ({ payload }: FunctionInvoked): any => JSON.parse(payload);

const noPython = ((): string | false => {
  try {
    execFileSync('python3', ['-c', '']);
    return false;
  } catch {
    return 'this machine has no python3';
  }
})();

test('more memory than a function has been given ends it, its children’s counted', async () => {
  const hold = 'const held = Buffer.alloc(200 << 20, 1); setTimeout(() => held, 60_000);';
  const alone = `exports.handler = () => { ${hold} return new Promise(() => {}); };`;
  const child = `exports.handler = () => {
    require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hold)}]);
    return new Promise((resolve) => setTimeout(resolve, 60_000));
  };`;
  for (const code of [alone, child]) {
    const invoked = await run({ 'index.js': code }, { memoryMb: 128, timeoutMs: 60_000 });
    assert.equal(answer(invoked).errorType, 'Runtime.OutOfMemory');
    assert.match(answer(invoked).errorMessage, /Error: Runtime exited with error: signal: killed$/);
    assert.match(invoked.log, /Max Memory Used: 128 MB.*Status: error\tError Type: Runtime.OutOfMemory/);
  }
});

describe('Python', { skip: noPython }, () => {
  const runtime = 'python3.12';

  test('a handler in a folder gets event and context, and is logged', async () => {
    const code = `import logging, os, context
logging.getLogger().setLevel('INFO')
def handler(event, context):
    print('printed')
    logging.info('logged')
    return [event['n'] + 1, context.function_name, context.memory_limit_in_mb, context.invoked_function_arn,
            context.get_remaining_time_in_millis() > 0, os.environ['TABLE']]
`;
    const more = { runtime, functionHandler: 'src/app.handler', env: { TABLE: 'orders' }, requestId: 'p-1' };
    const invoked = await run({ 'src/app.py': code, 'context.py': '' }, more, { n: 1 });
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:hook:7';
    assert.deepEqual(answer(invoked), [2, 'hook', '128', arn, true, 'orders']);
    assert.match(invoked.log, /^START .*\nprinted\n\[INFO\]\t\S+Z\tp-1\tlogged\nEND .*\nREPORT /);
  });

  const failures: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    [
      'def handler(event, context):\n    raise ValueError("no such order")\n',
      'app.handler',
      { errorMessage: 'no such order', errorType: 'ValueError', requestId: 'p' },
    ],
    [
      '',
      'app.handler',
      { errorMessage: "Handler 'handler' missing on module 'app'", errorType: 'Runtime.HandlerNotFound' },
    ],
    [
      'import nowhere',
      'app.handler',
      {
        errorMessage: "Unable to import module 'app': No module named 'nowhere'",
        errorType: 'Runtime.ImportModuleError',
      },
    ],
    [
      'def handler(event, context):\n    return object()\n',
      'app.handler',
      {
        errorMessage: 'Unable to marshal response: Object of type object is not JSON serializable',
        errorType: 'Runtime.MarshalError',
        requestId: 'p',
      },
    ],
  ];
  for (const [code, functionHandler, expected] of failures)
    test(`an error: ${JSON.stringify(expected)}`, async () => {
      const invoked = await run({ 'app.py': code }, { runtime, functionHandler, requestId: 'p' });
      assert.equal(invoked.functionError, 'Unhandled');
      const { stackTrace, ...rest } = answer(invoked);
      assert.deepEqual(rest, expected);
      if (expected['errorType'] === 'ValueError')
        assert.match(stackTrace.join(), /app\.py", line 2, in handler/);
    });
});

describe('provided', () => {
  const bootstrap = `#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
while true; do
  event=$(curl -sS -D "/tmp/head.$$" "$api/invocation/next")
  id=$(grep -i lambda-runtime-aws-request-id "/tmp/head.$$" | tr -d '[:space:]' | cut -d: -f2)
  echo "got $event"
  curl -sS "$api/invocation/$id/response" -d "{\\"handler\\":\\"$_HANDLER\\",\\"event\\":$event}" > /dev/null
done
`;

  test('a bootstrap of its own speaks to the Runtime API', async () => {
    const mode = { bootstrap: 0o755 };
    const code = await blobs.write(zipped({ bootstrap }, mode));
    const effect = invocation(code, { n: 1 }, { runtime: 'provided.al2023', functionHandler: 'any' });
    const invoked = (await functions.perform(effect)) as FunctionInvoked;
    assert.deepEqual(answer(invoked), { handler: 'any', event: { n: 1 } });
    assert.match(invoked.log, /\ngot \{"n":1\}\nEND /);
  });

  test('without one it is refused', async () => {
    const running = run({ 'a.txt': '' }, { runtime: 'provided', functionHandler: 'any' });
    await assert.rejects(running, refused('Runtime.InvalidEntrypoint'));
  });
});

test(
  'layers lie in /opt, later ones over earlier ones; code finds what they bring',
  { skip: noMounts },
  async () => {
    const layers = await Promise.all(
      [
        { 'nodejs/node_modules/greeting/index.js': 'module.exports = "old"', 'own.txt': 'first' },
        { 'nodejs/node_modules/greeting/index.js': 'module.exports = "hello"', 'bin/tool': '' },
      ].map((files: Files) => blobs.write(zipped(files))),
    );
    const required = `const fs = require('node:fs');
    exports.handler = async () => [require('greeting'), fs.readFileSync('/opt/own.txt', 'utf8')];`;
    const imported = `import greeting from 'greeting'; export const handler = async () => greeting;`;
    assert.deepEqual(answer(await run({ 'index.js': required }, { layers })), ['hello', 'first']);
    assert.equal(answer(await run({ 'index.mjs': imported }, { layers })), 'hello');
  },
);

test('programs of a layer that name the interpreter of Lambda run by the one that is here', async () => {
  const tool = '#!/var/lang/bin/node\nconsole.log("run")';
  const layers = [await blobs.write(zipped({ 'bin/tool': tool }, { 'bin/tool': 0o755 }))];
  const code = `const { execFileSync } = require('node:child_process');
    exports.handler = async () => execFileSync('tool').toString();`;
  assert.equal(answer(await run({ 'index.js': code }, { layers })), 'run\n');
});

test('what is sent by TLS to the host of the endpoint comes to where it listens', async (t) => {
  const server = createServer((asked, told) => told.end(`${asked.method} ${asked.url}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const code = `const https = require('https');
    exports.handler = () => new Promise((resolve, reject) => {
      const asked = https.request({ hostname: '127.0.0.1', path: '/answer?x=1', method: 'PUT' }, (told) => {
        told.on('data', (piece) => resolve(piece.toString()));
      });
      asked.on('error', reject);
      asked.end('{}');
    });`;
  const env = { AWS_ENDPOINT_URL: `http://localhost:${port}` };
  assert.equal(answer(await run({ 'index.js': code }, { env })), 'PUT /answer?x=1');
});

test('an image made from AWS’s base image runs its handler; one that this machine cannot run is refused', async () => {
  const image = async (config: object, files: Files) => {
    const tar = path.join(root, 'layer.tar');
    const place = mkdtempSync(path.join(root, 'image-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.join(place, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(place, name), text, { mode: 0o755 });
    }
    execFileSync('tar', ['-cf', tar, '-C', place, '.']);
    const layer = await blobs.write(readFileSync(tar));
    const described = await blobs.write(Buffer.from(JSON.stringify({ config })));
    return { digest: `sha256:${layer.sha256}`, config: described, layers: [layer] };
  };
  const invoke = async (content: Awaited<ReturnType<typeof image>>, command?: string[]) => {
    const { runtime: _r, functionHandler: _h, ...effect } = invocation(content.config, { n: 1 });
    const revision = `${content.digest} ${command}`;
    return (await functions.perform({ ...effect, revision, image: { content, command } })) as FunctionInvoked;
  };
  const Labels = { 'dev.penstock.runtime': 'node' };
  const based = {
    Entrypoint: ['/lambda-entrypoint.sh'],
    Cmd: ['app.one'],
    Env: ['LAMBDA_TASK_ROOT=/var/task'],
    Labels,
  };
  const code =
    'exports.one = async (event) => event.n; exports.two = async () => __dirname.endsWith("/var/task");';
  const ofAws = await image(based, { 'var/task/app.js': code });
  assert.equal(answer(await invoke(ofAws)), 1);
  assert.equal(answer(await invoke(ofAws, ['app.two'])), true);
  const foreign = await image({ Entrypoint: ['/usr/bin/nothing'] }, { 'a.txt': '' });
  await assert.rejects(invoke(foreign), refused('NoSuchRuntime'));
});

test('a streamed answer is the answer; one that breaks off is an error', async () => {
  const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      const http = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
      http.write('one ');
      if (event.fail) throw new Error('half way');
      http.end('two');
    });`;
  const whole = await run({ 'index.js': code });
  assert.equal(whole.payload, `{"statusCode":201}${'\0'.repeat(8)}one two`);
  const broken = await run({ 'index.js': code }, {}, { fail: true });
  assert.deepEqual([broken.functionError, answer(broken).errorMessage], ['Unhandled', 'half way']);
});

test('logs in JSON, from a level on', async () => {
  const code = `exports.handler = async () => {
      console.info('not this');
      console.warn({ order: 7 });
      console.error('failed:', new TypeError('bad'));
    };`;
  const env = { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'WARN' };
  const { log } = await run({ 'index.js': code }, { env, logging: { format: 'JSON' }, requestId: 'j-1' });
  const [start, warned, failed, report, ...rest] = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual([start.type, start.record], ['platform.start', { requestId: 'j-1', version: '7' }]);
  assert.deepEqual([warned.level, warned.requestId, warned.message], ['WARN', 'j-1', { order: 7 }]);
  assert.deepEqual([failed.level, failed.errorType, failed.errorMessage], ['ERROR', 'TypeError', 'bad']);
  assert.deepEqual([report.type, report.record.status, rest], ['platform.report', 'success', []]);
});

test('more invocations at once than may be are refused', async () => {
  const code = await blobs.write(zipped({ 'index.js': 'exports.handler = async () => 1' }));
  const begin = () => functions.perform(invocation(code, {}, { concurrencyMax: 1 }));
  const first = begin();
  await assert.rejects(begin(), refused('Throttled'));
  assert.equal(((await first) as FunctionInvoked).concurrent, 1);
});
