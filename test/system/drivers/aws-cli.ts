import { execFile } from 'node:child_process';
import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { openPromise, type Entry } from 'yauzl';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { environment, spelled, type Driver } from './driver.ts';

const execute = promisify(execFile);
const require = createRequire(import.meta.url);

/** The real AWS CLI v2, out of the npm package that CDK ships it in; unpacked once. */
export async function awsProgram(): Promise<string> {
  const manifest = require('@aws-cdk/asset-awscli-v2/package.json') as { version: string };
  const folder = path.join(tmpdir(), `penstock-awscli-v2-${manifest.version}`);
  if (!existsSync(folder)) await unpack(require.resolve('@aws-cdk/asset-awscli-v2/lib/layer.zip'), folder);
  return path.join(folder, 'aws');
}

async function unpack(zip: string, folder: string): Promise<void> {
  const unfinished = mkdtempSync(`${folder}-`);
  const file = await openPromise(zip, { lazyEntries: true, autoClose: false });
  for await (const entry of file.eachEntry() as AsyncIterable<Entry>) {
    const inside = /^awscli\/v2\/[\d.]+\/dist\/(.+[^/])$/.exec(entry.fileName)?.[1];
    if (!inside) continue;
    const target = path.join(unfinished, inside);
    mkdirSync(path.dirname(target), { recursive: true });
    await pipeline(await file.openReadStreamPromise(entry), createWriteStream(target));
    chmodSync(target, (entry.externalFileAttributes >>> 16) & 0o777 || 0o755);
  }
  file.close();
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another test was quicker: what it has unpacked is the same.
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}

export async function openAwsCli(place: Place): Promise<Driver> {
  const program = await awsProgram();
  const env = environment(place);
  return {
    name: 'AWS CLI v2',
    async call(service, operation, input) {
      const words = [
        service,
        spelled(operation, '-'),
        '--cli-input-json',
        JSON.stringify(input),
        '--output',
        'json',
      ];
      const { stdout } = await execute(program, words, { env, maxBuffer: 64 * 1024 * 1024 });
      return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, any>);
    },
    close: () => undefined,
  };
}
