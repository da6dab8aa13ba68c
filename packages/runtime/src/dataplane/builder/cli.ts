import { runProgram } from './programs.ts';
import { surroundings } from './surroundings.ts';

/** The programs `docker` and `aws`, each in a process of its own: `node cli.ts docker build .` */
const [, , program = 'docker', ...line] = process.argv;

process.exitCode = await runProgram(program, line, surroundings());
