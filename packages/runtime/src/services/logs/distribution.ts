import type { MetricTransformation } from '@aws-sdk/client-cloudwatch-logs';
import { gzipSync } from 'node:zlib';
import { isAscii } from '../../base/ascii.ts';
import type { Scope } from '../../base/scope.ts';
import { flowId, type Call } from '../../dispatch/service.ts';
import { embeddedMetrics, type Embedded } from './embedded-metrics.ts';
import { bytesOf, eventId, type Position, type PutEvent } from './events.ts';
import { isExtracted } from './account-policies.ts';
import { filterKey, metricFilters, type MetricFilterRecord } from './filters.ts';
import { distributionFlow, type DistributedCall, type Distribution } from './flow/distribution.ts';
import { tally, type Tally } from './metering.ts';
import { subscriptionsOf, type Subscription } from './subscriptions.ts';
import type { Mask } from './masking/mask.ts';
import { filterPattern } from './pattern/filter-pattern.ts';
import { isSelected, systemFieldsOf } from './pattern/system-fields.ts';
import { groupArn, type LogStreamRecord } from './records.ts';

/** AWS: PutMetricData takes 150 values of a metric in one datum. */
const valuesMax = 150;
const minuteMs = 60_000;
/** AWS: API_Dimension. */
const valueLengthMax = 1024;

/** What came into a stream at once. */
export interface Arrival {
  readonly events: readonly PutEvent[];
  /** As AWS counts it. */
  readonly bytes: number;
  readonly firstOrdinal: number;
  /** Whether any of them may embed metrics. */
  readonly mayEmbed: boolean;
  /** What each was transformed to, where the group's are; undefined of one that could not be. */
  readonly transformed?: readonly (string | undefined)[] | undefined;
  /** AWS: "masked at all egress points, including … metric filters, and subscription filters". */
  readonly mask?: Mask | undefined;
}

/** Events as a filter looks at them, and sends them. */
function asSeen({ events, transformed, mask }: Arrival, isOnTransformed = false): readonly PutEvent[] {
  const chosen =
    isOnTransformed && transformed
      ? events.map((event, at) => ({ ...event, message: transformed[at] ?? event.message }))
      : events;
  return mask ? chosen.map((event) => ({ ...event, message: mask(event.message) })) : chosen;
}

/**
 * Tells the filters of a group of new events of a stream: what matches is counted, and sent to who subscribed. What
 * events embed is measured.
 */
export function distribute(call: Call, stream: LogStreamRecord, arrival: Arrival): void {
  const { events, bytes, firstOrdinal } = arrival;
  const prefix = filterKey(stream.group, '');
  const counted = metricFilters
    .list(call.tx, call, { prefix })
    .map((filter) => matchesOf(call, filter, arrival));
  const subscribed = subscriptionsOf(call, stream.group);
  const mayEmbed = arrival.mayEmbed && isExtracted(call, stream.group);
  const { embedded, ...errors } = embeddedMetrics(mayEmbed ? events : [], call.now, clockOf(call));
  const asked = counted.map(({ filter }) => filter.name);
  const matched = counted.flatMap(({ filter, found }) => (found.length > 0 ? [filter.name] : []));
  const counts = { ...errors, ...transformedOf(arrival), asked, matched };
  tally(call, stream.group, { bytes, events: events.length, ...counts });
  const calls = [
    ...measurementsOf(call, counted).map(putMetricData),
    ...embedded.map(putMetricData),
    ...subscribed.flatMap(({ pattern, isOnTransformed, ...subscription }) => {
      const { matches } = filterPattern(pattern);
      const wanted = asSeen(arrival, isOnTransformed).flatMap(({ timestamp, message }, index) =>
        matches(message)
          ? [{ timestamp, message, stream: stream.number, ordinal: firstOrdinal + index }]
          : [],
      );
      return wanted.length === 0 ? [] : [invocation(call, stream, { ...subscription, events: wanted })];
    }),
  ];
  if (calls.length === 0) return;
  const scope = { account: call.account, region: call.region };
  const id = `${stream.id}|${firstOrdinal}`;
  const state: Distribution = { ...scope, id, left: calls.length, calls };
  call.flows.start(distributionFlow.kind, flowId(distributionFlow.kind, scope, id), state);
}

/** What of them could be transformed, where the group's are. */
function transformedOf({ transformed }: Arrival): Pick<Tally, 'transformed'> {
  if (!transformed) return {};
  const done = transformed.filter((message) => message !== undefined);
  const bytes = done.reduce((sum, message) => sum + bytesOf(message), 0);
  return { transformed: { bytes, events: done.length, errors: transformed.length - done.length } };
}

/**
 * What the house itself puts was written by a program that it runs, whose clock is the wall's. Who puts log events from
 * outside says both their times and those of what they embed: docs/decisions/0007.
 */
function clockOf(call: Call): ((shown: number) => number) | undefined {
  return call.effectId === undefined ? undefined : (shown) => call.houseTimeOf(shown);
}

/** A metric's datum, but for its namespace. */
interface Datum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: string;
  readonly Unit: string;
  readonly Values: readonly number[];
}
interface Measurements {
  readonly namespace: string;
  readonly data: readonly Datum[];
}

/** What of some events a metric filter counts. */
interface Counted {
  readonly filter: MetricFilterRecord;
  readonly found: readonly PutEvent[];
}

function matchesOf(scope: Scope, filter: MetricFilterRecord, arrival: Arrival): Counted {
  if (!isSelected(filter.selection, scope)) return { filter, found: [] };
  const { matches } = filterPattern(filter.pattern);
  return { filter, found: asSeen(arrival, filter.isOnTransformed).filter(({ message }) => matches(message)) };
}

/** What metric filters make of events: for each namespace, one datum for each metric, set of dimensions and minute. */
function measurementsOf(scope: Scope, counted: readonly Counted[]): Measurements[] {
  const data = new Map<string, Datum & { readonly namespace: string; Values: number[] }>();
  const add = (transformation: MetricTransformation, at: number, value: number, dimensions: Pairs) => {
    const {
      metricNamespace: namespace = '',
      metricName: MetricName = '',
      unit: Unit = 'None',
    } = transformation;
    const Dimensions = dimensions.map(([Name, Value]) => ({ Name, Value }));
    const Timestamp = new Date(Math.floor(at / minuteMs) * minuteMs).toISOString();
    const key = JSON.stringify([namespace, MetricName, Dimensions, Timestamp, Unit]);
    const known = data.get(key) ?? { namespace, MetricName, Dimensions, Timestamp, Unit, Values: [] };
    data.set(key, { ...known, Values: [...known.Values, value] });
  };
  for (const { filter, found } of counted) {
    const { valueOf } = filterPattern(filter.pattern);
    const fields = systemFieldsOf(scope);
    const origin = (filter.systemDimensions ?? []).map((name) => [name, fields[name]] as const);
    for (const transformation of filter.transformations) {
      const read = (message: string, text: string) => (text.startsWith('$') ? valueOf(message, text) : text);
      for (const { message, timestamp } of found) {
        const value = Number(read(message, transformation.metricValue!) ?? NaN);
        const dimensions = dimensionsOf(transformation, (text) => read(message, text));
        if (Number.isFinite(value) && dimensions)
          add(transformation, timestamp, value, [...dimensions, ...origin]);
      }
    }
  }
  const namespaces = [...new Set([...data.values()].map(({ namespace }) => namespace))];
  return namespaces.map((namespace) => ({
    namespace,
    data: [...data.values()].filter((each) => each.namespace === namespace).flatMap(chunked),
  }));
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** Undefined where an event lacks one: it cannot be counted there. */
// AWS: user guide, "Publishing dimensions with metrics from values in JSON …": the metric is not reported then.
function dimensionsOf(
  { dimensions = {} }: MetricTransformation,
  read: (text: string) => unknown,
): Pairs | undefined {
  const pairs = Object.entries(dimensions).map(([name, text]) => [name, read(text)] as const);
  const isNamed = pairs.every(
    ([, value]) => value !== undefined && value !== null && isNameable(String(value)),
  );
  return isNamed ? pairs.map(([name, value]) => [name, String(value)]) : undefined;
}

/** AWS: unverified that what CloudWatch takes as no dimension's value is counted nowhere. */
const isNameable = (value: string): boolean =>
  value.trim() !== '' && value.length <= valueLengthMax && isAscii(value);

function chunked({ MetricName, Dimensions, Timestamp, Unit, Values }: Datum): Datum[] {
  const chunks = Math.ceil(Values.length / valuesMax);
  return Array.from({ length: chunks }, (_, index) => ({
    MetricName,
    Dimensions,
    Timestamp,
    Unit,
    Values: Values.slice(index * valuesMax, (index + 1) * valuesMax),
  }));
}

const putMetricData = ({ namespace, data }: Measurements | Embedded): DistributedCall => ({
  service: 'cloudwatch',
  operation: 'PutMetricData',
  input: { Namespace: namespace, MetricData: data },
});

interface Subscribed extends Pick<Subscription, 'name' | 'destinationArn' | 'isAccounts'> {
  readonly events: readonly (PutEvent & Position)[];
}

/** AWS: user guide, "Subscription filters with AWS Lambda": the event holds base64 of gzip of this document. */
function invocation(call: Call, stream: LogStreamRecord, subscribed: Subscribed) {
  const { name, destinationArn, events, isAccounts } = subscribed;
  const document = {
    messageType: 'DATA_MESSAGE',
    owner: call.account,
    logGroup: stream.group,
    logStream: stream.name,
    subscriptionFilters: [name],
    ...(isAccounts && { policyLevel: 'ACCOUNT_LEVEL_POLICY' }),
    logEvents: events.map((event) => ({
      id: eventId(event),
      timestamp: event.timestamp,
      message: event.message,
    })),
  };
  const data = gzipSync(JSON.stringify(document)).toString('base64');
  const input = {
    FunctionName: destinationArn,
    InvocationType: 'Event',
    Payload: JSON.stringify({ awslogs: { data } }),
  };
  const forwarded = {
    group: stream.group,
    filter: name,
    events: events.length,
    bytes: Buffer.byteLength(data, 'base64'),
  };
  const sourceArn = `${groupArn(call, stream.group)}:*`;
  return { service: 'lambda', operation: 'Invoke', input, sourceArn, forwarded } satisfies DistributedCall;
}
