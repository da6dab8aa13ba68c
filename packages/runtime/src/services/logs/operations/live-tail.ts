import type {
  LiveTailSessionLogEvent,
  LiveTailSessionUpdate,
  StartLiveTailRequest,
  StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { invalidParameter } from '../errors.ts';
import type { LogEvent } from '../events.ts';
import { filterPattern, type FilterPattern } from '../pattern/filter-pattern.ts';
import {
  batches,
  batchKey,
  groupArn,
  logGroups,
  logStreams,
  streamKey,
  type LogStreamRecord,
} from '../records.ts';
import { masked } from '../protections.ts';
import { scan } from '../scan.ts';
import { groupOf } from './groups.ts';
import { requireStandard } from './log-classes.ts';

/** AWS: StartLiveTail: "the stream is updated every second", of the wall's. */
const updateMs = 1000;
/** AWS: "a session can last up to 3 hours", of the house. */
const sessionMs = 3 * 60 * 60 * 1000;
/** AWS: "up to 500 log events … If there are more, they are sampled". */
const eventsMax = 500;

interface Session {
  readonly call: WaitingCall;
  readonly input: StartLiveTailRequest;
  readonly groups: readonly string[];
  readonly pattern: FilterPattern;
  /** How many events each stream had when it was last looked at, by its id. */
  readonly seen: Map<string, number>;
}

type Told = Partial<Record<'sessionStart' | 'sessionUpdate' | 'SessionTimeoutException', object>>;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
export const startLiveTail: WaitingHandler<
  StartLiveTailRequest,
  { readonly responseStream: AsyncIterable<Told> }
> = {
  async waits(input, call) {
    const pattern = filterPattern(input.logEventFilterPattern ?? '');
    const groups = call.transaction((inner) => groupsOf(inner, input));
    const session = { call, input, groups, pattern, seen: new Map<string, number>() };
    call.transaction((inner) => {
      for (const stream of streamsOf(inner, session)) session.seen.set(stream.id, stream.eventCount);
    });
    return { responseStream: told(session) };
  },
};

function groupsOf(call: Call, input: StartLiveTailRequest): string[] {
  const { logGroupIdentifiers, logStreamNames, logStreamNamePrefixes } = input;
  if (logStreamNames && logStreamNamePrefixes)
    invalidParameter('logStreamNamePrefixes and logStreamNames are mutually exclusive parameters.');
  // AWS: "If you specify this parameter, you can specify only one log group". Words unverified.
  if ((logStreamNames ?? logStreamNamePrefixes) && logGroupIdentifiers!.length > 1)
    invalidParameter('Log streams can be specified for one log group alone.');
  return logGroupIdentifiers!.map((identifier) => {
    // AWS: "You must specify the ARNs", without `:*` at their end. Words unverified.
    if (!identifier.startsWith('arn:') || identifier.endsWith('*'))
      invalidParameter(`Invalid log group identifier: ${identifier} is not the ARN of a log group.`);
    const group = groupOf(call, undefined, identifier);
    requireStandard(group, 'Live tails');
    return group.name;
  });
}

function streamsOf(call: Call, { groups, input }: Session): LogStreamRecord[] {
  const { logStreamNames, logStreamNamePrefixes } = input;
  return groups.flatMap((group) => {
    if (!logGroups.get(call.tx, call, group)) return [];
    const prefixes = logStreamNamePrefixes ?? [''];
    const found = logStreamNames
      ? logStreamNames.flatMap((name) => logStreams.get(call.tx, call, streamKey(group, name)) ?? [])
      : prefixes.flatMap((prefix) => logStreams.list(call.tx, call, { prefix: streamKey(group, prefix) }));
    return [...new Map(found.map((stream) => [stream.id, stream])).values()];
  });
}

/** What happens in a session, until who follows it hangs up, or three hours have passed. */
async function* told(session: Session): AsyncGenerator<Told> {
  const { call, input } = session;
  const { logStreamNames, logStreamNamePrefixes, logEventFilterPattern } = input;
  const [requestId, sessionId] = [call.ids.uuid(), call.ids.uuid()];
  yield {
    sessionStart: {
      requestId,
      sessionId,
      logGroupIdentifiers: session.groups.map((group) => groupArn(call, group)),
      ...(logStreamNames && { logStreamNames }),
      ...(logStreamNamePrefixes && { logStreamNamePrefixes }),
      ...(logEventFilterPattern !== undefined && { logEventFilterPattern }),
    },
  } satisfies Partial<StartLiveTailResponseStream>;
  for (;;) {
    await call.ask(() => ({}), updateMs);
    if (call.transaction((inner) => inner.now) > call.now + sessionMs) break;
    yield { sessionUpdate: await update(session) };
  }
  yield { SessionTimeoutException: { message: 'The session has reached its maximum duration of 3 hours.' } };
}

async function update(session: Session): Promise<LiveTailSessionUpdate> {
  const fresh = session.call.transaction((inner) => batchesSince(inner, session));
  const results: LiveTailSessionLogEvent[] = [];
  for await (const pieces of scan(session.call.segments, fresh)) {
    for (const { batch, events } of pieces)
      for (const event of events)
        if (event.ordinal > batch.after && session.pattern.matches(event.message))
          results.push(shown(event, batch.of, session));
  }
  results.sort((a, b) => a.ingestionTime! - b.ingestionTime! || a.timestamp! - b.timestamp!);
  return {
    sessionMetadata: { sampled: results.length > eventsMax },
    sessionResults: sampled(results),
  };
}

function batchesSince(call: Call, session: Session) {
  return streamsOf(call, session).flatMap((of) => {
    const after = session.seen.get(of.id) ?? 0;
    if (of.eventCount === after) return [];
    session.seen.set(of.id, of.eventCount);
    const fresh = batches.list(call.tx, call, { prefix: `${of.id}|`, after: batchKey(of.id, after) });
    return masked(call, fresh).map((batch) => ({ ...batch, of, after }));
  });
}

const shown = (event: LogEvent, of: LogStreamRecord, { call }: Session): LiveTailSessionLogEvent => ({
  logStreamName: of.name,
  logGroupIdentifier: `${call.account}:${of.group}`,
  message: event.message,
  timestamp: event.timestamp,
  ingestionTime: event.ingestionTime,
});

/** Evenly spread, where there are too many. */
function sampled<Event>(events: readonly Event[]): Event[] {
  if (events.length <= eventsMax) return [...events];
  return Array.from(
    { length: eventsMax },
    (_, index) => events[Math.floor((index * events.length) / eventsMax)]!,
  );
}
