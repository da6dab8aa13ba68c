/** A run of lines that differs: where it is before, and where after; ends are exclusive. */
export interface Change {
  readonly before: Range;
  readonly after: Range;
}
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Lines with their ends, so that they make the text again. */
export const linesOf = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line !== '');

/** Texts that differ in more than so many lines are told as one change: it is true, only not the smallest. */
const editsMax = 2_000;

/** What has to be done to make one list of lines of the other: as little as there can be (Myers, 1986). */
export function changesBetween(before: readonly string[], after: readonly string[]): Change[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const shorter = Math.min(before.length, after.length) - head;
  while (tail < shorter && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  const kept = keptPairs(a, b);
  const changes: Change[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of [...kept, [a.length, b.length] as const]) {
    if (nextX > x || nextY > y)
      changes.push({
        before: { start: head + x, end: head + nextX },
        after: { start: head + y, end: head + nextY },
      });
    [x, y] = [nextX + 1, nextY + 1];
  }
  return changes;
}

/** The pairs of lines that stay, in order. */
function keptPairs(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const trace = furthest(a, b);
  if (!trace) return [];
  const kept: (readonly [number, number])[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const k = x - y;
    const reached = (diagonal: number) => (d === 0 ? undefined : trace[d - 1]!.get(diagonal));
    const down = k === -d || (k !== d && (reached(k - 1) ?? -1) < (reached(k + 1) ?? -1));
    const fromX = d === 0 ? 0 : reached(down ? k + 1 : k - 1)!;
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    const [startX, startY] = d === 0 ? [0, 0] : down ? [fromX, fromY + 1] : [fromX + 1, fromY];
    while (x > startX && y > startY) kept.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return kept.reverse();
}

/** For each number of edits how far one gets on each diagonal; undefined where it would be too many. */
function furthest(a: readonly string[], b: readonly string[]): Map<number, number>[] | undefined {
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= Math.min(a.length + b.length, editsMax); d++) {
    const now = new Map<number, number>();
    const last = trace.at(-1);
    trace.push(now);
    for (let k = -d; k <= d; k += 2) {
      const above = last?.get(k + 1) ?? -1;
      const left = last?.get(k - 1) ?? -1;
      let x = d === 0 ? 0 : k === -d || (k !== d && left < above) ? above : left + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      now.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return undefined;
}
