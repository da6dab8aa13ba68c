import type { ProcessRan } from '../../../base/effects/process.ts';
import { processOf, type BuildState, type Move } from './build-state.ts';
import { inQuotes } from './expansion.ts';

const variable = (index: number): string => `PENSTOCK_CACHE_KEY_${index}`;

/** AWS: buildspec reference, cache/key: `npm-key-$(codebuild-hash-files package-lock.json)`, so the shell says it. */
export const asKeys = (build: BuildState, keys: readonly string[]): Move => ({
  build: { ...build, step: { type: 'cache', part: 'keys' } },
  effect: {
    type: 'process.run',
    process: processOf(build, build.shells),
    part: 'cache-keys',
    commands: keys.map((key, index) => `${variable(index)}=${inQuotes(key)}`),
    report: keys.map((_, index) => variable(index)),
  },
});

export const keysIn = ({ variables }: ProcessRan, count: number): string[] =>
  Array.from({ length: count }, (_, index) => variables[variable(index)] ?? '');
