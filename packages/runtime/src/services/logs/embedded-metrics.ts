// CloudWatch's embedded metric format: log events that say themselves what is to be measured of them.
// AWS: user guide, "Specification: Embedded metric format".
import { isAscii } from '../../base/ascii.ts';
import type { LogEvent } from './events.ts';

/** A `MetricDatum` as plain data. */
export interface EmbeddedDatum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: string;
  readonly Unit: string;
  readonly Values: readonly number[];
  readonly StorageResolution?: 1;
}
export interface Embedded {
  readonly namespace: string;
  readonly data: readonly EmbeddedDatum[];
}

/** What events embed, and how many could not be read: AWS tells of them as metrics of the log group. */
export interface Extracted {
  readonly embedded: readonly Embedded[];
  readonly parsingErrors: number;
  readonly validationErrors: number;
}

const metricsMax = 100;
const valuesMax = 100;
const dimensionsMax = 30;
const dataMax = 1000;
const hourMs = 60 * 60 * 1000;
/** AWS: PutMetricData takes what is no older than two weeks, and no more than two hours ahead. */
const pastMsMax = 14 * 24 * hourMs;
const futureMsMax = 2 * hourMs;

const rate = (unit: string): string => `${unit}/Second`;
const sizes = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'];
const bits = ['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'];
const units = new Set([
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'None', 'Count/Second'],
  ...[...sizes, ...bits].flatMap((unit) => [unit, rate(unit)]),
]);

type Json = Readonly<Record<string, unknown>>;

/** What no message is without that embeds metrics. */
const mark = '"_aws"';

/** Whether any message of a batch may embed metrics: most embed none, and are not looked at one by one. */
export const mayEmbed = (batch: Buffer): boolean => batch.includes(mark);

/** `timeOf`: what moment a document's time means, where it is of a program with a clock of its own. */
export function embeddedMetrics(
  events: readonly Pick<LogEvent, 'message'>[],
  now: number,
  timeOf: (shown: number) => number = (shown) => shown,
): Extracted {
  const found = new Map<string, EmbeddedDatum[]>();
  let [parsingErrors, validationErrors] = [0, 0];
  for (const { message } of events) {
    if (!message.includes(mark)) continue;
    const document = documentIn(message);
    if (!document) {
      parsingErrors++;
      continue;
    }
    if (!isObject(document['_aws']) || document['_aws']['CloudWatchMetrics'] === undefined) continue;
    const read = directivesOf(document, document['_aws'], { now, timeOf });
    if (!read) validationErrors++;
    for (const { namespace, data } of read ?? [])
      found.set(namespace, [...(found.get(namespace) ?? []), ...data]);
  }
  return {
    embedded: [...found].flatMap(([namespace, data]) => chunked(namespace, data)),
    parsingErrors,
    validationErrors,
  };
}

/** AWS: what a function's runtime writes before a document is passed over. */
function documentIn(message: string): Json | undefined {
  try {
    const document: unknown = JSON.parse(message.slice(message.indexOf('{')));
    return isObject(document) ? document : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Clocks {
  readonly now: number;
  readonly timeOf: (shown: number) => number;
}

/** All that a document embeds; undefined where any of it is not as the specification has it. */
function directivesOf(document: Json, metadata: Json, { now, timeOf }: Clocks): Embedded[] | undefined {
  const { Timestamp: shown, CloudWatchMetrics: directives } = metadata;
  if (typeof shown !== 'number' || !Number.isInteger(shown) || !Array.isArray(directives)) return undefined;
  const time = timeOf(shown);
  if (time < now - pastMsMax || time > now + futureMsMax) return undefined;
  const read = directives.map((directive: unknown) =>
    isObject(directive) ? directiveOf(document, directive, time) : undefined,
  );
  return read.every((each) => each !== undefined) ? read : undefined;
}

function directiveOf(document: Json, directive: Json, time: number): Embedded | undefined {
  const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = directive;
  if (typeof namespace !== 'string' || !/^[^:].{0,254}$/s.test(namespace) || !isAscii(namespace))
    return undefined;
  // Namespaces of AWS's own are not for everybody.
  if (/^AWS\//i.test(namespace)) return undefined;
  if (!Array.isArray(metrics) || metrics.length > metricsMax) return undefined;
  const dimensions =
    sets === undefined ? [[]] : Array.isArray(sets) ? sets.map((set) => pairsOf(document, set)) : [];
  if (dimensions.length === 0 || dimensions.some((pairs) => pairs === undefined)) return undefined;
  const measured = metrics.map((metric: unknown) =>
    isObject(metric) ? metricOf(document, metric) : undefined,
  );
  if (measured.some((each) => each === undefined)) return undefined;
  const data = measured.flatMap((each) => {
    const { isFine, ...told } = each!;
    const Timestamp = new Date(isFine ? time : Math.floor(time / 60_000) * 60_000).toISOString();
    const fine = isFine ? ({ StorageResolution: 1 } as const) : {};
    return dimensions.map((pairs) => ({ ...told, ...fine, Dimensions: pairs!, Timestamp }));
  });
  return { namespace, data: data.filter(({ Values }) => Values.length > 0) };
}

function pairsOf(document: Json, set: unknown): EmbeddedDatum['Dimensions'] | undefined {
  if (!Array.isArray(set) || set.length > dimensionsMax || new Set(set).size < set.length) return undefined;
  const pairs = set.map((name: unknown) => {
    const value = typeof name === 'string' ? target(document, name) : undefined;
    const isValue = typeof value === 'string' && value.trim() !== '' && value.length <= 1024;
    return isValue && isAscii(name as string) && isAscii(value)
      ? { Name: name as string, Value: value }
      : undefined;
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

function metricOf(document: Json, metric: Json) {
  const { Name, Unit = 'None', StorageResolution = 60 } = metric;
  if (typeof Name !== 'string' || Name === '' || Name.length > 255 || !isAscii(Name)) return undefined;
  if (typeof Unit !== 'string' || !units.has(Unit)) return undefined;
  if (StorageResolution !== 1 && StorageResolution !== 60) return undefined;
  const value = target(document, Name);
  const Values: unknown[] = Array.isArray(value) ? value : [value];
  const isMeasured = (each: unknown): each is number =>
    typeof each === 'number' && Math.abs(each) <= 2 ** 360;
  if (Values.length > valuesMax || !Values.every(isMeasured)) return undefined;
  return { MetricName: Name, Unit, Values, isFine: StorageResolution === 1 };
}

/** AWS: "Valid targets MUST be members on the root node". */
const target = (document: Json, name: string): unknown =>
  Object.hasOwn(document, name) ? document[name] : undefined;

function chunked(namespace: string, data: readonly EmbeddedDatum[]): Embedded[] {
  return Array.from({ length: Math.ceil(data.length / dataMax) }, (_, index) => ({
    namespace,
    data: data.slice(index * dataMax, (index + 1) * dataMax),
  }));
}
