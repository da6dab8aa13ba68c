import { Refusal } from './refusal.ts';
import { surroundings } from './surroundings.ts';

/** The programs `docker` and `aws`, each in a process of its own: `node cli.ts docker build .` */
const [, , program, ...line] = process.argv;
const around = surroundings();

try {
  if (program === 'aws') process.exitCode = await (await import('./aws-stand-in.ts')).aws(line, around);
  else await (await import('./docker.ts')).docker(line, around);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  around.tell(`penstock docker: cannot ${error.message}`);
  process.exitCode = 1;
}
