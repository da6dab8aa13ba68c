import { changesBetween, linesOf, type Change, type Range } from './line-diff.ts';

/** A place where at least one side differs from what both come from. */
export interface Hunk {
  readonly base: Range;
  readonly source: Range;
  readonly destination: Range;
  /** Both have changed it, and not to the same. */
  readonly isConflict: boolean;
  /** Whose lines to take where there is no conflict. */
  readonly from: 'source' | 'destination';
}

export interface LineMerge {
  readonly lines: Readonly<Record<'base' | 'source' | 'destination', readonly string[]>>;
  readonly hunks: readonly Hunk[];
}

/** Where two texts part from a third, side by side; what touches is one place. */
export function mergeLines(base: string, source: string, destination: string): LineMerge {
  const lines = { base: linesOf(base), source: linesOf(source), destination: linesOf(destination) };
  const sides = {
    source: changesBetween(lines.base, lines.source),
    destination: changesBetween(lines.base, lines.destination),
  };
  const all = [...sides.source, ...sides.destination].sort(
    (a, b) => a.before.start - b.before.start || a.before.end - b.before.end,
  );
  const places: Range[] = [];
  for (const { before } of all) {
    const last = places.at(-1);
    if (last && before.start <= last.end)
      places[places.length - 1] = { start: last.start, end: Math.max(last.end, before.end) };
    else places.push(before);
  }
  return { lines, hunks: places.map((place) => hunkAt(lines, sides, place)) };
}

function hunkAt(
  lines: LineMerge['lines'],
  sides: Readonly<Record<'source' | 'destination', readonly Change[]>>,
  base: Range,
): Hunk {
  const [source, destination] = [within(sides.source, base), within(sides.destination, base)];
  const text = (side: 'source' | 'destination', { range }: { readonly range: Range }) =>
    lines[side].slice(range.start, range.end).join('');
  const both = source.changed && destination.changed;
  return {
    base,
    source: source.range,
    destination: destination.range,
    isConflict: both && text('source', source) !== text('destination', destination),
    from: source.changed ? 'source' : 'destination',
  };
}

/** Where lines of the base are on one side, and whether that side has changed any of them. */
function within(changes: readonly Change[], { start, end }: Range): { range: Range; changed: boolean } {
  const shift = (upTo: (change: Change) => boolean) =>
    changes.reduce(
      (sum, change) => (upTo(change) ? sum + lengthOf(change.after) - lengthOf(change.before) : sum),
      0,
    );
  const isInside = ({ before }: Change) => before.start >= start && before.end <= end;
  return {
    range: {
      start: start + shift((change) => change.before.end <= start && !isInside(change)),
      end: end + shift((change) => change.before.end <= end),
    },
    changed: changes.some(isInside),
  };
}

const lengthOf = ({ start, end }: Range): number => end - start;

/** The text that comes of it; `chosen`: whose lines conflicts take. Undefined: conflicts, and nobody is chosen. */
export function mergedText(
  { lines, hunks }: LineMerge,
  chosen?: 'source' | 'destination',
): string | undefined {
  if (!chosen && hunks.some(({ isConflict }) => isConflict)) return undefined;
  const text: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    text.push(...lines.base.slice(at, hunk.base.start));
    const side = hunk.isConflict ? chosen! : hunk.from;
    text.push(...lines[side].slice(hunk[side].start, hunk[side].end));
    at = hunk.base.end;
  }
  return [...text, ...lines.base.slice(at)].join('');
}
