import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where Lambda's runtimes have their interpreters; here they are found by name. */
const lambdas = /^#!\/var\/lang\/bin\/(python|node)[\d.]*(?=\s|$)/;
const ours: Readonly<Record<string, string>> = { python: 'python3', node: 'node' };

/** Programs in a function's files that name Lambda's interpreter are run by the one of this machine. */
export async function useOwnInterpreters(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const { mode } = await stat(file);
    if ((mode & 0o111) !== 0 && (await beginning(file)) === '#!/var/lang/') await rewrite(file, mode);
  }
}

async function beginning(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(12), 0, 12, 0);
    return buffer.subarray(0, bytesRead).toString('latin1');
  } finally {
    await handle.close();
  }
}

async function rewrite(file: string, mode: number): Promise<void> {
  const text = await readFile(file, 'latin1');
  const own = text.replace(lambdas, (_line, name: string) => `#!/usr/bin/env ${ours[name]}`);
  await writeFile(file, own, { encoding: 'latin1', mode });
}
