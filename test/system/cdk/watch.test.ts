import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Lambda } from '@aws-sdk/client-lambda';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { Cdk } from './cdk.ts';

const minute = 60_000;
let penstock: PenstockProcess;
let place: Place;
let cdk: Cdk;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  cdk = new Cdk(place);
  await cdk.must(['bootstrap', 'aws://000000000000/us-east-1']);
});
after(async () => {
  cdk.remove();
  await penstock.stop();
});

/** Writes the function's file: it says a word, in its answer and in its log. */
function write(word: string): void {
  mkdirSync(path.join(cdk.folder, 'function'), { recursive: true });
  const code = `exports.handler = async () => { console.log('said ${word}'); return '${word}'; };`;
  writeFileSync(path.join(cdk.folder, 'function/index.js'), code);
}

async function say(): Promise<string> {
  const { Payload } = await new Lambda(place).invoke({ FunctionName: 'watched' });
  return JSON.parse(Buffer.from(Payload!).toString());
}

test('what changes on disk runs at once, and its log is shown', { timeout: 3 * minute }, async () => {
  write('hello');
  writeFileSync(path.join(cdk.folder, 'cdk.json'), '{ "watch": { "include": ["function/**"] } }');
  await cdk.must(['deploy', '--require-approval', 'never'], { app: 'watched' });
  const ending = new AbortController();
  const said: string[] = [];
  const watching = cdk.run(['watch'], {
    app: 'watched',
    signal: ending.signal,
    onLine: (line) => said.push(line),
  });
  const shown = (what: RegExp) =>
    until(`${what} to be shown`, minute, async () => said.find((line) => what.test(line)));
  try {
    await shown(/Triggering initial 'cdk deploy'/);
    await shown(/no changes|hotswap-deployment time/);
    assert.equal(await say(), 'hello');
    await shown(/\[\/aws\/lambda\/watched\].*\ssaid hello/);
    write('goodbye');
    await shown(/hotswapped!/);
    assert.equal(await say(), 'goodbye');
    await shown(/\[\/aws\/lambda\/watched\].*\ssaid goodbye/);
  } catch (error) {
    throw new Error(`${error}\n${said.join('\n')}`);
  } finally {
    ending.abort();
    await watching;
  }
});
