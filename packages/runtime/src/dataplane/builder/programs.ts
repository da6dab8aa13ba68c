import { EffectRefusal } from '../../base/effects/effect.ts';
import { Refusal } from './refusal.ts';
import type { Surroundings } from './surroundings.ts';

/** Runs `docker` or `aws`; answers the exit code. What is refused is said; a bug is thrown. */
export async function runProgram(
  program: string,
  line: readonly string[],
  around: Surroundings,
): Promise<number> {
  try {
    if (program === 'aws') return await (await import('./aws-stand-in.ts')).aws(line, around);
    await (await import('./docker.ts')).docker(line, around);
    return 0;
  } catch (error) {
    if (error instanceof Refusal) around.tell(`penstock docker: cannot ${error.message}`);
    else if (error instanceof EffectRefusal) around.tell(`penstock docker: cannot go on: ${error.message}`);
    else throw error;
    return 1;
  }
}
