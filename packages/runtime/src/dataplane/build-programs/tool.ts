import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { writeProgram } from '../own-program.ts';

const names = ['codebuild-glob-search', 'codebuild-hash-files', 'codebuild-tests-run'];

/** The programs that AWS's build images have for buildspecs: to share out tests, and to name caches. */
export function buildPrograms(folder: string) {
  const programs = path.join(folder, 'bin');
  mkdirSync(programs, { recursive: true });
  const cli = new URL('./cli.ts', import.meta.url);
  for (const name of names) writeProgram({ file: path.join(programs, name), cli, name, settings: {} });
  return { folder: programs, env: {} };
}
