import { globSearch } from './glob-search.ts';
import { testsRun } from './tests-run.ts';

/** The programs of `testsTool`, each in a process of its own: `node cli.ts codebuild-glob-search '**\/*.test.js'` */
const [, , program, ...line] = process.argv;
process.exitCode = program === 'codebuild-tests-run' ? testsRun(line) : globSearch(line);
