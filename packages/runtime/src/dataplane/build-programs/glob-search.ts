import { readdirSync } from 'node:fs';
import path from 'node:path';
import { chosen } from '../workspaces/selection.ts';

/**
 * Prints the files below the working directory that patterns match, one a line. Answers the exit code.
 * AWS: user guide, "Use the codebuild-glob-search CLI command". Unverified: its codes, and where it says that there are
 * none.
 */
export function globSearch(patterns: readonly string[]): number {
  if (patterns.length === 0) {
    process.stderr.write('Usage: codebuild-glob-search <glob_pattern1> [<glob_pattern2> ...]\n');
    return 1;
  }
  const found = filesMatching(patterns);
  if (found.length === 0) process.stderr.write(`No files found matching ${patterns.join(' ')}\n`);
  process.stdout.write(found.map((file) => `${file}\n`).join(''));
  return 0;
}

/** Files below the working directory, sorted. */
export function filesMatching(patterns: readonly string[]): string[] {
  const choice = { files: patterns, exclude: [], discardPaths: false };
  return chosen(filesIn(process.cwd()), choice).map(({ file }) => file);
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
