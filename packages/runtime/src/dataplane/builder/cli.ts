import { runProgram } from './programs.ts';
import { surroundings } from './surroundings.ts';

/** The programs `docker` and `aws`, each in a process of its own: `node cli.ts docker build .` */
const [, , program = 'docker', ...line] = process.argv;

// As container engines have it: what is made is to be the same for whoever makes it.
process.umask(0o022);
process.exitCode = await runProgram(program, line, surroundings());
