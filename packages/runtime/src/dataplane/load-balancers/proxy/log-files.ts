import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { LogSubject } from '../../../base/effects/load-balancer.ts';

/** Where a load balancer's log lies, in the folder of all of them. */
export function logFolder(folder: string, loadBalancer: string, about: LogSubject = 'requests'): string {
  const name = createHash('sha256').update(loadBalancer).digest('hex').slice(0, 32);
  return path.join(folder, about === 'requests' ? name : `${name}-${about}`);
}

/**
 * Compresses what was written down in the five minutes from `start` on. Answers the file, or undefined where there was
 * nothing. Older files are done with.
 */
export async function compressedLog(folder: string, start: number): Promise<string | undefined> {
  const all = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of all) if (parseInt(name) < start) rmSync(path.join(folder, name));
  const file = path.join(folder, `${start}.log`);
  if (!existsSync(file)) return undefined;
  await pipeline(createReadStream(file), createGzip(), createWriteStream(`${file}.gz`, { mode: 0o600 }));
  return `${file}.gz`;
}
