import { meter, minuteOf, type Counted, type Metered } from '../../dispatch/metering.ts';
import type { Call, Handler } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import { filterKey, metricFilters } from './filters.ts';

/** What came into a log group in one minute. */
export interface Tally {
  readonly bytes: number;
  readonly events: number;
  readonly parsingErrors: number;
  readonly validationErrors: number;
  /** Of those that a transformer was asked about: what it has made, and how many it could not read. */
  readonly transformed?: { readonly bytes: number; readonly events: number; readonly errors: number };
  /** Names of metric filters that had something to look through, and of those in which something matched. */
  readonly asked: readonly string[];
  readonly matched: readonly string[];
}

/** Keys are `<group>:<minute>`. */
const tallies = collection<Tally>('logs.tallies');

/** Counts what came in; the first of a minute has it told when the minute is over. */
export function tally(call: Call, group: string, more: Tally): void {
  const minute = minuteOf(call.now);
  const key = `${group}:${minute}`;
  const known = tallies.get(call.tx, call, key);
  tallies.put(call.tx, call, key, known ? sum(known, more) : more);
  if (!known) meter(call, 'logs', { subject: group, minute });
}

const sum = (a: Tally, b: Tally): Tally => ({
  bytes: a.bytes + b.bytes,
  events: a.events + b.events,
  parsingErrors: a.parsingErrors + b.parsingErrors,
  validationErrors: a.validationErrors + b.validationErrors,
  ...((a.transformed ?? b.transformed) && { transformed: transformedSum(a.transformed, b.transformed) }),
  asked: [...new Set([...a.asked, ...b.asked])],
  matched: [...new Set([...a.matched, ...b.matched])],
});

function transformedSum(a = nothing, b = nothing): typeof nothing {
  return { bytes: a.bytes + b.bytes, events: a.events + b.events, errors: a.errors + b.errors };
}
const nothing = { bytes: 0, events: 0, errors: 0 };

/** A call of the house's own: what is told of a minute that is over. */
export const meterLogGroup: Handler<Counted, Metered> = ({ subject: group, minute }, call) => {
  const key = `${group}:${minute}`;
  const counted = tallies.get(call.tx, call, key);
  if (!counted) return { puts: [] };
  tallies.delete(call.tx, call, key);
  const Timestamp = new Date(minute).toISOString();
  const vended = { Namespace: 'AWS/Logs', MetricData: volumeOf(group, counted, Timestamp) };
  return { puts: [vended, ...defaultsOf(call, group, { counted, Timestamp })] };
};

// AWS: user guide, "Monitoring CloudWatch Logs with metrics": by log group, and for all of them together.
function volumeOf(group: string, counted: Tally, Timestamp: string): object[] {
  const { bytes, events, parsingErrors, validationErrors } = counted;
  const Dimensions = [{ Name: 'LogGroupName', Value: group }];
  const datum = (MetricName: string, Value: number, Unit: string) => ({ MetricName, Value, Unit, Timestamp });
  const volume = [datum('IncomingBytes', bytes, 'Bytes'), datum('IncomingLogEvents', events, 'Count')];
  const errors = [
    ...(parsingErrors > 0 ? [datum('EMFParsingErrors', parsingErrors, 'Count')] : []),
    ...(validationErrors > 0 ? [datum('EMFValidationErrors', validationErrors, 'Count')] : []),
  ];
  const { transformed } = counted;
  // AWS: unverified that they are told of the group alone.
  const made = transformed
    ? [
        datum('TransformedBytes', transformed.bytes, 'Bytes'),
        datum('TransformedLogEvents', transformed.events, 'Count'),
        datum('TransformationErrors', transformed.errors, 'Count'),
      ].map((each) => ({ ...each, Dimensions }))
    : [];
  const all = [...volume, ...errors].flatMap((each) => [{ ...each, Dimensions }, each]);
  return [...all, ...made];
}

// AWS: user guide, "Creating metric filters", Default Value: reported for a minute in which events came in and none
// matched. Unverified: that the minute is the one of their arrival.
function defaultsOf(
  call: Call,
  group: string,
  { counted, Timestamp }: { readonly counted: Tally; readonly Timestamp: string },
): Metered['puts'] {
  const quiet = counted.asked.filter((name) => !counted.matched.includes(name));
  return quiet.flatMap((name) =>
    (metricFilters.get(call.tx, call, filterKey(group, name))?.transformations ?? []).flatMap(
      ({
        metricNamespace: Namespace = '',
        metricName: MetricName,
        unit: Unit = 'None',
        defaultValue: Value,
      }) =>
        Value === undefined ? [] : [{ Namespace, MetricData: [{ MetricName, Value, Unit, Timestamp }] }],
    ),
  );
}
