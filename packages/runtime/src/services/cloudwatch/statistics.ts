import { assert } from '../../base/assert.ts';
import { pairsOf, type Counted } from './sample-values.ts';
import type { Summary } from './summaries.ts';

/** A range of values, or of their ranks in percent. An end that is not said is open. */
interface Bounds {
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly isPercent: boolean;
}
type Simple = 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';
type Trimming = 'tm' | 'wm' | 'tc' | 'ts' | 'pr';
type Statistic =
  | { readonly kind: 'simple'; readonly name: Simple }
  | { readonly kind: 'percentile'; readonly percent: number }
  | { readonly kind: Trimming; readonly bounds: Bounds };

const simple = new Set<string>(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']);
/** AWS: "up to 10 decimal places". */
const percentOne = /^(p|tm|wm|tc|ts)(100|\d{1,2}(?:\.\d{1,10})?)$/;
const ranged = /^(TM|WM|TC|TS|PR)\((-?\d+(?:\.\d{1,10})?)?(%?):(-?\d+(?:\.\d{1,10})?)?(%?)\)$/;

/**
 * Reads a statistic's name; undefined where it is none.
 * AWS: user guide, "CloudWatch statistics definitions": `tm99` is `TM(:99%)`, `IQM` is `TM(25%:75%)`.
 */
function parse(stat: string): Statistic | undefined {
  if (simple.has(stat)) return { kind: 'simple', name: stat as Simple };
  if (stat === 'IQM') return { kind: 'tm', bounds: { low: 25, high: 75, isPercent: true } };
  const one = percentOne.exec(stat);
  if (one) {
    const percent = Number(one[2]);
    if (one[1] === 'p') return { kind: 'percentile', percent };
    return { kind: one[1] as Trimming, bounds: { low: undefined, high: percent, isPercent: true } };
  }
  const range = ranged.exec(stat);
  return range ? parseRange(range) : undefined;
}

function parseRange([, name, lowText, lowPercent, highText, highPercent]: RegExpExecArray):
  Statistic | undefined {
  const low = lowText === undefined ? undefined : Number(lowText);
  const high = highText === undefined ? undefined : Number(highText);
  if (low === undefined && high === undefined) return undefined;
  if ((low === undefined && lowPercent) || (high === undefined && highPercent)) return undefined;
  if (low !== undefined && high !== undefined && (low >= high || lowPercent !== highPercent))
    return undefined;
  const isPercent = Boolean(lowPercent || highPercent);
  const kind = name!.toLowerCase() as Trimming;
  if (isPercent && (kind === 'pr' || (low ?? 0) < 0 || (high ?? 100) > 100)) return undefined;
  return { kind, bounds: { low, high, isPercent } };
}

const known = new Map<string, Statistic | undefined>();
const knownMax = 1000;

function statistic(stat: string): Statistic | undefined {
  if (known.has(stat)) return known.get(stat);
  if (known.size >= knownMax) known.clear();
  const read = parse(stat);
  known.set(stat, read);
  return read;
}

export const isStatistic = (stat: string): boolean => statistic(stat) !== undefined;

/** What GetMetricStatistics and PutMetricAlarm call an extended one. */
export const isExtendedStatistic = (stat: string): boolean => isStatistic(stat) && !simple.has(stat);

/** Of `p99`: 99; undefined of every other statistic. */
export function percentOf(stat: string): number | undefined {
  const read = statistic(stat);
  return read?.kind === 'percentile' ? read.percent : undefined;
}

/** A statistic's value; undefined where it cannot be known. */
export function statisticOf(summary: Summary, stat: string): number | undefined {
  const wanted = statistic(stat);
  assert(wanted, `${stat} is no statistic`);
  if (wanted.kind === 'simple') return simpleOf(summary, wanted.name);
  const samples = samplesOf(summary);
  if (!samples) return undefined;
  if (wanted.kind === 'percentile') return percentile(samples, wanted.percent);
  return trimmed(samples, wanted.kind, wanted.bounds);
}

function simpleOf(summary: Summary, name: Simple): number {
  switch (name) {
    case 'SampleCount':
      return summary.sampleCount;
    case 'Average':
      return summary.sum / summary.sampleCount;
    case 'Sum':
      return summary.sum;
    case 'Minimum':
      return summary.minimum;
    case 'Maximum':
      return summary.maximum;
  }
}

interface Samples {
  readonly count: number;
  readonly values: readonly Counted[];
}

/**
 * AWS: statistics that need raw data "are not available … when any of the metric values are negative", and of
 * statistic sets only where all samples are the same.
 */
function samplesOf({ sampleCount, minimum, maximum, values }: Summary): Samples | undefined {
  if (minimum < 0) return undefined;
  if (values) return { count: sampleCount, values: pairsOf(values) };
  return minimum === maximum ? { count: sampleCount, values: [[minimum, sampleCount]] } : undefined;
}

/** The value below which `percent` % of the samples are, by linear interpolation between neighbours. */
function percentile({ count, values }: Samples, percent: number): number {
  const rank = (percent / 100) * (count - 1);
  const below = valueAt(values, Math.floor(rank));
  const above = valueAt(values, Math.ceil(rank));
  return below + (above - below) * (rank - Math.floor(rank));
}

function valueAt(values: Samples['values'], rank: number): number {
  let passed = 0;
  for (const [value, count] of values) {
    passed += count;
    if (rank < passed) return value;
  }
  return values.at(-1)![0];
}

function trimmed(samples: Samples, kind: Trimming, bounds: Bounds): number | undefined {
  if (kind === 'wm') return winsorizedMean(samples, bounds);
  const { count, sum } = within(samples, bounds);
  switch (kind) {
    case 'tc':
      return count;
    case 'ts':
      return sum;
    case 'tm':
      return count === 0 ? undefined : sum / count;
    case 'pr':
      return (count / samples.count) * 100;
  }
}

/** What lies between bounds. AWS: a fixed lower one is exclusive, the higher one inclusive. */
function within(samples: Samples, bounds: Bounds): { readonly count: number; readonly sum: number } {
  const [from, to] = bounds.isPercent ? ranksOf(samples.count, bounds) : [0, samples.count];
  let [passed, count, sum] = [0, 0, 0];
  for (const [value, times] of samples.values) {
    const ranked = Math.max(0, Math.min(to, passed + times) - Math.max(from, passed));
    passed += times;
    const wanted = bounds.isPercent ? ranked : isBetween(value, bounds) ? times : 0;
    count += wanted;
    sum += wanted * value;
  }
  return { count, sum };
}

const isBetween = (value: number, { low = -Infinity, high = Infinity }: Bounds): boolean =>
  value > low && value <= high;

/** How many samples are cut off at either end: whole ones. */
// AWS: unverified, how parts of a sample are rounded.
function ranksOf(count: number, { low = 0, high = 100 }: Bounds): readonly [number, number] {
  const whole = (part: number) => Math.floor(Number((count * part).toPrecision(12)));
  return [whole(low / 100), count - whole((100 - high) / 100)];
}

/** Samples beyond a bound count as if they lay on it. */
function winsorizedMean(samples: Samples, { low, high, isPercent }: Bounds): number {
  const edge = (bound: number | undefined, open: number) =>
    bound === undefined ? open : isPercent ? percentile(samples, bound) : bound;
  const [least, most] = [edge(low, -Infinity), edge(high, Infinity)];
  const sum = samples.values.reduce(
    (total, [value, count]) => total + Math.min(Math.max(value, least), most) * count,
    0,
  );
  return sum / samples.count;
}
