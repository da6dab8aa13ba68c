import { git, gitBytes } from './command.ts';

/** A tree of so many bytes is zipped as it is, in memory. */
const storedBytesMax = 2 * 1024 * 1024;

const words = (level: number, commit: string): string[] => [
  'archive',
  '--format=zip',
  `-${level}`,
  `${commit}^{commit}`,
];

/**
 * The zip of a small tree, its files not packed: for each of them, zlib takes longer to begin than to read and write
 * it, here and wherever it is unpacked. Undefined where the tree is not small.
 */
export async function smallTree(folder: string, commit: string): Promise<Buffer | undefined> {
  try {
    return await gitBytes(folder, words(0, commit), storedBytesMax);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return undefined;
    throw error;
  }
}

/** Zips a tree of any size into a file. */
export async function zipTree(folder: string, commit: string, file: string): Promise<void> {
  await git(folder, [...words(6, commit), `--output=${file}`]);
}
