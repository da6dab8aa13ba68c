import { globSearch } from './glob-search.ts';
import { hashFiles } from './hash-files.ts';
import { testsRun } from './tests-run.ts';

/** The programs of `buildPrograms`, each in a process of its own: `node cli.ts codebuild-hash-files package.json` */
const programs: Readonly<Record<string, (line: readonly string[]) => number>> = {
  'codebuild-glob-search': globSearch,
  'codebuild-hash-files': hashFiles,
  'codebuild-tests-run': testsRun,
};

const [, , program = '', ...line] = process.argv;
process.exitCode = programs[program]!(line);
