import { appendFile, stat, truncate } from 'node:fs/promises';
import { EffectRefusal } from '../../base/effects/effect.ts';

/** Writes text from a byte of a file on, which ends with it. What was written there before is written again. */
export async function appendAt(file: string, at: number, text: string): Promise<void> {
  const size = await sizeOf(file);
  if (size < at) throw new EffectRefusal('FileTooShort', `${file} ends before its byte ${at}`);
  if (size > at) await truncate(file, at);
  await appendFile(file, text);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
