import type { Instruction } from './dockerfile.ts';
import { flagOf } from './dockerfile.ts';
import { cannot } from './refusal.ts';
import { expand, splitWords, type Lookup } from './words.ts';

/** From one FROM to the next. */
export interface Stage {
  readonly index: number;
  /** Lower case, as names of stages are compared. */
  readonly name?: string;
  /** The image or the stage it begins with, variables not yet replaced. */
  readonly base: string;
  readonly platform?: string;
  readonly from: Instruction;
  readonly instructions: readonly Instruction[];
}

export interface Recipe {
  /** The ARGs before the first FROM. */
  readonly args: readonly Instruction[];
  readonly stages: readonly Stage[];
}

export function recipeOf(instructions: readonly Instruction[]): Recipe {
  const starts = instructions.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []));
  const args = instructions.slice(0, starts[0] ?? instructions.length);
  const strange = args.find(({ keyword }) => keyword !== 'ARG');
  if (strange)
    cannot(`read line ${strange.line} of the Dockerfile: ${strange.keyword} comes before the first FROM`);
  if (starts.length === 0) cannot('build: the Dockerfile has no FROM');
  const stages = starts.map((start, index) =>
    stageOf(instructions[start]!, index, instructions.slice(start + 1, starts[index + 1])),
  );
  return { args, stages };
}

function stageOf(from: Instruction, index: number, instructions: readonly Instruction[]): Stage {
  const [base = '', as, name, ...more] = splitWords(from.text);
  const isNamed = as?.toUpperCase() === 'AS' && name !== undefined && more.length === 0;
  if (as !== undefined && !isNamed)
    cannot(`read line ${from.line} of the Dockerfile: FROM takes one image, or FROM … AS name`);
  const platform = flagOf(from, 'platform');
  return {
    index,
    base,
    from,
    instructions,
    ...(name !== undefined && { name: name.toLowerCase() }),
    ...(platform !== undefined && { platform }),
  };
}

/** The stage that a word means: by name, or by its number; only one that comes earlier than `before`. */
export function stageNamed(stages: readonly Stage[], word: string, before: number): Stage | undefined {
  const earlier = stages.slice(0, before);
  return (
    earlier.findLast(({ name }) => name === word.toLowerCase()) ??
    (/^\d+$/.test(word) ? earlier[Number(word)] : undefined)
  );
}

/** The stage that is wanted and all it is made of, in their order. Others are left out. */
export function neededStages({ stages }: Recipe, target: string | undefined, lookup: Lookup): Stage[] {
  const last = target === undefined ? stages.at(-1)! : stageNamed(stages, target, stages.length);
  if (!last) return cannot(`build ${target}: the Dockerfile has no stage of that name`);
  const needed = new Set<Stage>();
  const need = (stage: Stage): void => {
    if (needed.has(stage)) return;
    needed.add(stage);
    const base = stageNamed(stages, expand(stage.base, lookup), stage.index);
    const sources = stage.instructions
      .map((instruction) => flagOf(instruction, 'from'))
      .map((from) => (from === undefined ? undefined : stageNamed(stages, from, stage.index)));
    for (const each of [base, ...sources]) if (each) need(each);
  };
  need(last);
  return stages.filter((stage) => needed.has(stage));
}
