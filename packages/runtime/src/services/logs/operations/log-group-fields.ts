import type {
  GetLogGroupFieldsRequest,
  GetLogGroupFieldsResponse,
  LogGroupField,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Call, WaitingHandler } from '../../../dispatch/service.ts';
import { flattened } from '../insights/json.ts';
import { lambdaFields } from '../insights/lambda.ts';
import { documentOf } from '../insights/row.ts';
import { batches, logStreams, streamKey, type BatchRecord } from '../records.ts';
import type { LogEvent } from '../events.ts';
import { transformationOf, type Transformed } from '../transformers.ts';
import { scan } from '../scan.ts';
import { groupOf } from './groups.ts';

const minuteMs = 60_000;
/** AWS: GetLogGroupFields, time: "the eight minutes before and after"; "the most recent 15 minutes" without one. */
const aroundMs = 8 * minuteMs;
const recentMs = 15 * minuteMs;
/** How much is looked at. AWS: unverified that there is a bound. */
const scanBytesMax = 32 * 1024 * 1024;
/** What every event has. */
const given = ['@ingestionTime', '@log', '@logStream', '@message', '@timestamp'];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogGroupFields.html */
export const getLogGroupFields: WaitingHandler<GetLogGroupFieldsRequest, GetLogGroupFieldsResponse> = {
  async waits(input, call) {
    const { time } = input;
    const center = time === undefined ? undefined : time * 1000;
    const from = center === undefined ? call.now - recentMs : center - aroundMs;
    const to = center === undefined ? call.now : center + aroundMs;
    const { log, wanted } = call.transaction((inner) => {
      const group = groupOf(inner, input.logGroupName, input.logGroupIdentifier);
      return { log: `${call.account}:${group.name}`, wanted: batchesOf(inner, group.name, from, to) };
    });
    const counts = new Map<string, number>(given.map((name) => [name, 0]));
    let count = 0;
    for await (const pieces of scan(call.segments, wanted)) {
      for (const { message, timestamp, ingestionTime, transformed } of pieces.flatMap(seen)) {
        if (timestamp < from || timestamp > to) continue;
        count++;
        const event = { timestamp, ingestionTime, message, transformed, stream: '', log, pointer: () => '' };
        const isOfFunction = log.includes(':/aws/lambda/');
        const told = isOfFunction ? Object.entries(lambdaFields(message)) : [];
        const discovered = told.flatMap(([name, value]) => (value === undefined ? [] : [name]));
        const document = documentOf(event);
        for (const name of [...given, ...discovered, ...(document ? flattened(document).keys() : [])])
          counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    return { logGroupFields: count === 0 ? [] : percents(counts, count) };
  },
};

const seen = ({ batch, events }: { readonly batch: Seen; readonly events: readonly LogEvent[] }) =>
  events.map((event) => ({ ...event, transformed: batch.transformed?.(event.message) }));

interface Seen extends BatchRecord {
  readonly transformed: Transformed | undefined;
}

function batchesOf(call: Call, group: string, from: number, to: number): Seen[] {
  let bytes = 0;
  return logStreams
    .list(call.tx, call, { prefix: streamKey(group, '') })
    .flatMap((stream) =>
      batches
        .list(call.tx, call, { prefix: `${stream.id}|` })
        .map((batch) => ({ ...batch, transformed: transformationOf(call, batch, stream) })),
    )
    .filter(({ firstTimestamp, lastTimestamp }) => lastTimestamp >= from && firstTimestamp <= to)
    .filter(({ length }) => (bytes += length) <= scanBytesMax);
}

const percents = (counts: ReadonlyMap<string, number>, of: number): LogGroupField[] =>
  [...counts]
    .map(([name, count]) => ({ name, percent: Math.round((count / of) * 100) }))
    .sort((a, b) => b.percent - a.percent || (a.name < b.name ? -1 : 1));
