import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProcessFolder } from './folder.ts';

export const programFifos = ['output.fifo'] as const;
export const shellFifos = ['output.fifo', 'questions.fifo', 'answers.fifo'] as const;

/** Makes FIFOs in folders that are there: Node cannot, and asks a program, once for all of them. */
export async function makeFifos(
  folders: readonly ProcessFolder[],
  names: typeof programFifos | typeof shellFifos,
): Promise<void> {
  const files = folders.flatMap((folder) => names.map((name) => folder.file(name)));
  await promisify(execFile)('mkfifo', ['-m', '600', ...files]);
}
