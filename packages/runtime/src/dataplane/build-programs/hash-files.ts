import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { filesMatching } from './glob-search.ts';

/**
 * Prints what becomes another when one of the files does that patterns match. Answers the exit code.
 * AWS: user guide, buildspec reference, cache/key. Unverified: which hash it is, and that it is none without files.
 */
export function hashFiles(patterns: readonly string[]): number {
  if (patterns.length === 0) {
    process.stderr.write('Usage: codebuild-hash-files <glob_pattern1> [<glob_pattern2> ...]\n');
    return 1;
  }
  const files = filesMatching(patterns);
  if (files.length === 0) process.stderr.write(`No files found matching ${patterns.join(' ')}\n`);
  else process.stdout.write(`${hashOf(files)}\n`);
  return 0;
}

/** In whatever order they were found. */
function hashOf(files: readonly string[]): string {
  const whole = createHash('sha256');
  for (const file of files) whole.update(createHash('sha256').update(readFileSync(file)).digest());
  return whole.digest('hex');
}
