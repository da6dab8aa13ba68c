import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import path from 'node:path';
import aws4 from 'aws4';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { root } from '../scripts/run.ts';
import { startPenstock } from '../scripts/penstock-process.ts';
import { drive } from './load.ts';

/**
 * API calls a second, signature verified and (for the write) durable, over kept connections, against a bare node:http
 * server in the same run. The server has a core to itself, the load the other.
 */
const requests = 20_000;
const connections = 32;
const region = 'us-east-1';
const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };

async function startFloor(): Promise<{ port: number; stop: () => void }> {
  const child = spawn(process.execPath, [`${root}bench/peers/floor.ts`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const port = /^Ready\. http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port) return { port: Number(port), stop: () => void child.kill('SIGTERM') };
  }
  throw new Error('the floor did not start');
}

/** One signed request as bytes. It stays good for five minutes, and may be repeated. */
function signed(port: number, operation: string, input: object): Buffer {
  const body = JSON.stringify(input);
  const { headers = {} } = aws4.sign(
    {
      service: 'codecommit',
      region,
      method: 'POST',
      path: '/',
      host: `127.0.0.1:${port}`,
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `CodeCommit_20150413.${operation}`,
      },
      body,
    },
    credentials,
  );
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-bench-'));
const penstock = await startPenstock(['--port', '0', '--data', folder, '--quiet'], () => undefined);
const floor = await startFloor();
try {
  const port = Number(new URL(penstock.endpoint).port);
  const client = new CodeCommit({ endpoint: penstock.endpoint, region, credentials });
  const { repositoryMetadata } = await client.createRepository({ repositoryName: 'bench' });
  const read = signed(port, 'GetRepository', { repositoryName: 'bench' });
  const write = signed(port, 'TagResource', {
    resourceArn: repositoryMetadata!.Arn,
    tags: { key: 'x'.repeat(100) },
  });
  const print = async (name: string, load: { port: number; request: Uint8Array }, base?: number) => {
    await drive({ ...load, connections, requests: requests / 4 });
    const loaded = await drive({ ...load, connections, requests });
    const ratio = base === undefined ? '' : `   ${(loaded.perSecond / base).toFixed(2)} of the floor`;
    const answers = JSON.stringify(loaded.statuses);
    console.log(
      `${name.padEnd(24)} ${loaded.perSecond}/s  p50 ${loaded.p50} ms  p99 ${loaded.p99} ms  ${answers}${ratio}`,
    );
    return loaded.perSecond;
  };
  const base = await print('floor (node:http)', { port: floor.port, request: write });
  await print('read, signed', { port, request: read }, base);
  await print('write, signed, durable', { port, request: write }, base);
} finally {
  floor.stop();
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}
