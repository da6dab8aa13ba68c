import { createHash } from 'node:crypto';
import { byCharacters } from '../workspaces/selection.ts';

/** Which part of the tests is whose. `index` counts from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

// AWS: user guide, "About test splitting": chunks of the sorted names, of which no two differ by more than one file; or
// a consistent hashing of the names, by which a file stays where it is when others come and go. Which hashing it is, is
// unverified.
export const strategies = {
  'equal-distribution': chunk,
  stability: stable,
} as const;

export type Strategy = keyof typeof strategies;

function chunk(files: readonly string[], { index, count }: Shard): string[] {
  const sorted = [...files].sort(byCharacters);
  const least = Math.floor(sorted.length / count);
  const larger = sorted.length % count;
  const from = index * least + Math.min(index, larger);
  return sorted.slice(from, from + least + (index < larger ? 1 : 0));
}

/** Each file is of the shard that draws the highest number for it. */
function stable(files: readonly string[], { index, count }: Shard): string[] {
  return [...files].sort(byCharacters).filter((file) => drawn(file, count) === index);
}

function drawn(file: string, count: number): number {
  const numbers = Array.from({ length: count }, (_, shard) =>
    createHash('sha256').update(`${shard} ${file}`).digest('hex'),
  );
  return numbers.indexOf(numbers.reduce((highest, each) => (each > highest ? each : highest)));
}

/** `2/5` is the second of five. Without it there is one, which has all. */
export function shardOf(text: string | undefined): Shard {
  const [, number, count] = /^(\d+)\/(\d+)$/.exec(text ?? '') ?? [];
  return number === undefined || count === undefined
    ? { index: 0, count: 1 }
    : { index: Number(number) - 1, count: Number(count) };
}
