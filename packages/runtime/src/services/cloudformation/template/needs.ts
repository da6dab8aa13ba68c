import { evaluate } from './evaluate.ts';
import type { AskedStackOutput, Known } from './known.ts';
import { knownAfterApply, type Value } from './template.ts';

/** What values ask of other stacks. */
export interface Needs {
  /** Names of exports. */
  readonly exports: readonly string[];
  readonly stackOutputs: readonly AskedStackOutput[];
}

/** What has to be known of other stacks before values can be evaluated; neither can depend on a resource. */
export function needsOf(values: readonly Value[], known: Omit<Known, 'exported' | 'stackOutput'>): Needs {
  const exports = new Set<string>();
  const stackOutputs = new Map<string, AskedStackOutput>();
  const asking: Known = {
    ...known,
    exported: (name) => {
      exports.add(name);
      return knownAfterApply;
    },
    stackOutput: (asked) => {
      stackOutputs.set(JSON.stringify(asked), asked);
      return knownAfterApply;
    },
  };
  for (const value of values) evaluate(value, asking);
  return { exports: [...exports], stackOutputs: [...stackOutputs.values()] };
}
