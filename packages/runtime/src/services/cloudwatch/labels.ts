import type { Scope } from '../../base/scope.ts';
import { validationError } from './errors.ts';
import type { Series } from './expression/values.ts';

/** What a label may tell of. */
export interface Labelled {
  readonly series: Series;
  /** Starts of the periods. */
  readonly times: readonly number[];
  readonly periodSeconds: number;
  readonly scope: Scope;
  readonly now: number;
  /** What the clocks are ahead of UTC. */
  readonly offsetMs: number;
}

interface Point {
  readonly time: number;
  readonly value: number;
}

const placeholder = /\$\{([^}]*)\}/g;
const propertyName = /^PROP\(['"](.+)['"]\)$/;

/** AWS: "You can use the `${LABEL}` placeholder only once", "up to five dynamic statistical values". */
const dynamicMax = 5;

/** Refuses a label that AWS would not take. */
export function assertLabel(label: string | undefined, parameter: string): void {
  const words = [...(label ?? '').matchAll(placeholder)].map(([, word]) => word!);
  const live = words.filter((word) => word !== 'LABEL' && !propertyName.test(word));
  // AWS: unverified words.
  if (words.length - live.length > 0 && words.filter((word) => word === 'LABEL').length > 1)
    validationError(`The parameter ${parameter} must not use \${LABEL} more than once.`);
  if (live.length > dynamicMax)
    validationError(`The parameter ${parameter} must not use more than ${dynamicMax} dynamic values.`);
}

/** A label with its `${…}` filled in; what is none of AWS's words stays as it is. */
// AWS: user guide, "Using dynamic labels"; how numbers and times are written is unverified.
export function dynamicLabel(label: string, labelled: Labelled): string {
  if (!label.includes('${')) return label;
  const points = labelled.series.values.flatMap((value, index): Point[] =>
    value === undefined ? [] : [{ time: labelled.times[index]!, value }],
  );
  return label.replace(placeholder, (whole, word: string) => {
    if (word === 'LABEL') return labelled.series.label;
    const property = propertyName.exec(word);
    if (property) return propertyOf(property[1]!, labelled) ?? '';
    if (!words.has(word)) return whole;
    return points.length === 0 ? '' : liveValue(word, points, labelled);
  });
}

function propertyOf(name: string, { series, scope, periodSeconds }: Labelled): string | undefined {
  const { origin } = series;
  if (name === 'AccountId') return scope.account;
  if (name === 'AccountLabel') return scope.account;
  if (name === 'Region') return scope.region;
  if (name === 'Period') return String(periodSeconds);
  if (name === 'Stat') return origin?.stat;
  if (name === 'MetricName') return origin?.metric.metricName;
  if (name === 'Namespace') return origin?.metric.namespace;
  if (!name.startsWith('Dim.')) return undefined;
  return origin?.metric.dimensions.find((dimension) => dimension.name === name.slice(4))?.value;
}

const marks = ['FIRST', 'LAST', 'MIN', 'MAX'] as const;
const words = new Set<string>([
  'AVG',
  'SUM',
  'DATAPOINT_COUNT',
  'FIRST_LAST_RANGE',
  'FIRST_LAST_TIME_RANGE',
  'MIN_MAX_RANGE',
  'MIN_MAX_TIME_RANGE',
  ...marks.flatMap((mark) => [mark, `${mark}_TIME`, `${mark}_TIME_RELATIVE`]),
]);

function liveValue(word: string, points: readonly Point[], { now, offsetMs }: Labelled): string {
  const sum = points.reduce((total, { value }) => total + value, 0);
  const marked = {
    FIRST: points[0]!,
    LAST: points.at(-1)!,
    MIN: points.reduce((a, b) => (b.value < a.value ? b : a)),
    MAX: points.reduce((a, b) => (b.value > a.value ? b : a)),
  };
  const { FIRST, LAST, MIN, MAX } = marked;
  switch (word) {
    case 'AVG':
      return written(sum / points.length);
    case 'SUM':
      return written(sum);
    case 'DATAPOINT_COUNT':
      return String(points.length);
    case 'FIRST_LAST_RANGE':
      return written(LAST.value - FIRST.value);
    case 'FIRST_LAST_TIME_RANGE':
      return duration(LAST.time - FIRST.time);
    case 'MIN_MAX_RANGE':
      return written(MAX.value - MIN.value);
    case 'MIN_MAX_TIME_RANGE':
      return duration(Math.abs(MAX.time - MIN.time));
  }
  const [mark, ...what] = word.split('_');
  const point = marked[mark as (typeof marks)[number]];
  if (what.length === 0) return written(point.value);
  return what.length === 1 ? moment(point.time + offsetMs) : duration(Math.abs(now - point.time));
}

/** At most three digits behind the point. */
const written = (value: number): string => String(Math.round(value * 1000) / 1000);

const moment = (clock: number): string => new Date(clock).toISOString().slice(0, 16).replace('T', ' ');

/** `1d2h`, `5m`: the two largest units there are. */
function duration(ms: number): string {
  const units: readonly (readonly [name: string, ms: number])[] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ];
  let left = ms;
  const parts = units.flatMap(([name, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [`${count}${name}`] : [];
  });
  return parts.slice(0, 2).join('') || '0s';
}

/** AWS: LabelOptions.Timezone is `+` or `-` and four digits: hours and minutes ahead of UTC. */
export function offsetOf(timeZone: string | undefined): number {
  if (timeZone === undefined) return 0;
  const match = /^([+-])(\d\d)([0-5]\d)$/.exec(timeZone);
  // AWS: unverified words.
  if (!match || Number(match[2]) > 23)
    validationError(`The value ${timeZone} for parameter LabelOptions.Timezone is invalid.`);
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}
