import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { writeProgram } from '../own-program.ts';

const names = ['codebuild-tests-run', 'codebuild-glob-search'];

/** The programs by which builds share out tests, as AWS's build images have them. */
export function testsTool(folder: string) {
  const programs = path.join(folder, 'bin');
  mkdirSync(programs, { recursive: true });
  const cli = new URL('./cli.ts', import.meta.url);
  for (const name of names) writeProgram({ file: path.join(programs, name), cli, name, settings: {} });
  return { folder: programs, env: {} };
}
