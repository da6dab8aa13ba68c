import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { invocation } from './functions.contract.ts';
import { Instance } from './instance.ts';
import { Reaper } from './reaper.ts';
import type { RuntimeApi } from './runtime-api.ts';

test('a process that has been ended is given no other invocation, whatever it has said before', async () => {
  const response = { writeHead: () => response, end: () => response } as unknown as ServerResponse;
  const join = () => Promise.resolve({ address: '127.0.0.1:1', leave: () => {} });
  const reaper = new Reaper();
  let idle = 0;
  const code = { sha256: '0'.repeat(64), size: 0, md5: '' };
  const instance = new Instance(invocation(code, {}), {
    api: { join } as unknown as RuntimeApi,
    reaper,
    launch: { argv: ['sleep', '60'], folder: '/', env: { PATH: process.env['PATH']! }, marksEnds: false },
    started: () => {},
    idle: () => idle++,
    ended: () => {},
  });
  const invoked = instance.invoke(invocation(code, {}));
  await new Promise(setImmediate);
  instance.ready(response);
  instance.kill();
  instance.ready(response);
  assert.match((await invoked).payload, /signal: killed/);
  assert.equal(idle, 0);
  reaper.close();
});
