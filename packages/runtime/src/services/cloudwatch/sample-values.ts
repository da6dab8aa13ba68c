/**
 * Values of samples, ascending and each but once, and how often each came: value, count, value, count. Flat, for there
 * are many, and they are written, read and put together as they are.
 */
export type SampleValues = readonly number[];

export type Counted = readonly [value: number, count: number];

/** More distinct values than this are kept rounded, so that percentiles become estimates: AWS's are, too. */
const distinctValuesMax = 500;

export function sampleValuesOf(pairs: readonly Counted[]): SampleValues {
  const [first] = pairs;
  if (pairs.length === 1) return [...first!];
  return fewer([...pairs].sort(([a], [b]) => a - b).reduce<number[]>(appended, []));
}

/** The values of both, which are walked side by side. */
export function together(a: SampleValues, b: SampleValues): SampleValues {
  const values: number[] = [];
  let inA = 0;
  for (let inB = 0; inB < b.length; inB += 2) {
    for (; inA < a.length && a[inA]! <= b[inB]!; inA += 2) append(values, a[inA]!, a[inA + 1]!);
    append(values, b[inB]!, b[inB + 1]!);
  }
  for (; inA < a.length; inA += 2) append(values, a[inA]!, a[inA + 1]!);
  return fewer(values);
}

export function pairsOf(values: SampleValues): Counted[] {
  const pairs: Counted[] = [];
  for (let at = 0; at < values.length; at += 2) pairs.push([values[at]!, values[at + 1]!]);
  return pairs;
}

const appended = (values: number[], [value, count]: Counted): number[] => append(values, value, count);

/** Adds a value that is no smaller than the last. */
function append(values: number[], value: number, count: number): number[] {
  if (values.length > 0 && values[values.length - 2] === value) values[values.length - 1]! += count;
  else values.push(value, count);
  return values;
}

function fewer(exact: SampleValues): SampleValues {
  let rounded = exact;
  for (let digits = 4; rounded.length / 2 > distinctValuesMax && digits > 0; digits--)
    rounded = pairsOf(exact)
      .map(([value, count]): Counted => [Number(value.toPrecision(digits)), count])
      .reduce<number[]>(appended, []);
  return rounded;
}
