import type {
  FilterLogEventsRequest,
  FilterLogEventsResponse,
  GetLogEventsRequest,
  GetLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Call, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { invalidParameter } from '../errors.ts';
import { beginning, eventId, eventsOf, positionOf, type LogEvent, type Position } from '../events.ts';
import { filterPattern } from '../pattern/filter-pattern.ts';
import { pageOfEvents } from '../page.ts';
import { batches, logStreams, streamKey, type BatchRecord, type LogStreamRecord } from '../records.ts';
import { masked } from '../protections.ts';
import { groupOf } from './groups.ts';
import { streamOf } from './streams.ts';
import { framesIn } from '../scan.ts';

/** AWS: GetLogEvents, limit: "up to 10,000 log events". */
const eventsMax = 10_000;

/** How much of a group is searched for one answer, which may then have few events and a token. */
const scanBytesMax = 32 * 1024 * 1024;

export const getLogEvents: WaitingHandler<GetLogEventsRequest, GetLogEventsResponse> = {
  async waits(input, call) {
    const token = input.nextToken === undefined ? undefined : parseToken(input.nextToken);
    const { events } = await pageOfEvents({
      batches: call.transaction((inner) => {
        const group = groupOf(inner, input.logGroupName, input.logGroupIdentifier);
        return shown(
          inner,
          batchesOf(inner, streamOf(inner, group.name, input.logStreamName!)),
          input.unmask,
        );
      }),
      read: reading(call),
      direction: token?.direction ?? (input.startFromHead ? 'forward' : 'backward'),
      from: token?.position,
      startTime: input.startTime,
      endTime: input.endTime,
      limit: input.limit ?? eventsMax,
      scanBytesMax: Infinity,
    });
    const still = token?.position ?? beginning;
    return {
      events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${eventId(events.at(-1) ?? still)}/s`,
      nextBackwardToken: `b/${eventId(events[0] ?? still)}/s`,
    };
  },
};

interface Token {
  readonly direction: 'forward' | 'backward';
  readonly position: Position;
}

function parseToken(token: string): Token {
  const [, letter, id] = /^([fb])\/(\d{56})\/s$/.exec(token) ?? [];
  const position = id === undefined ? undefined : positionOf(id);
  if (!position) return invalidParameter('The specified nextToken is invalid.');
  return { direction: letter === 'f' ? 'forward' : 'backward', position };
}

export const filterLogEvents: WaitingHandler<FilterLogEventsRequest, FilterLogEventsResponse> = {
  async waits(input, call) {
    const pattern = filterPattern(input.filterPattern ?? '');
    const { streams, searched } = call.transaction((inner) => {
      const streams = chosenStreams(inner, input);
      const all = streams.flatMap((stream) => batchesOf(inner, stream));
      return { streams, searched: shown(inner, all, input.unmask) };
    });
    const names = new Map(streams.map((stream) => [stream.number, stream.name]));
    const page = await pageOfEvents({
      batches: searched,
      read: reading(call),
      direction: 'forward',
      from: input.nextToken === undefined ? undefined : (positionOf(input.nextToken) ?? badToken()),
      startTime: input.startTime,
      endTime: input.endTime,
      wanted: (event) => pattern.matches(event.message),
      limit: input.limit ?? eventsMax,
      scanBytesMax,
    });
    return {
      events: page.events.map((event) => ({
        logStreamName: names.get(event.stream),
        timestamp: event.timestamp,
        message: event.message,
        ingestionTime: event.ingestionTime,
        eventId: eventId(event),
      })),
      // AWS: FilterLogEvents, searchedLogStreams: "As of May 15, 2020, this parameter … is always empty".
      searchedLogStreams: [],
      ...(page.more && { nextToken: eventId(page.next) }),
    };
  },
};

const badToken = (): never => invalidParameter('The specified nextToken is invalid.');

function chosenStreams(call: Call, input: FilterLogEventsRequest): LogStreamRecord[] {
  const group = groupOf(call, input.logGroupName, input.logGroupIdentifier);
  const { logStreamNames, logStreamNamePrefix } = input;
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined)
    invalidParameter('logStreamNamePrefix and logStreamNames are mutually exclusive parameters.');
  if (logStreamNames !== undefined) return logStreamNames.map((name) => streamOf(call, group.name, name));
  return logStreams.list(call.tx, call, { prefix: streamKey(group.name, logStreamNamePrefix ?? '') });
}

const batchesOf = (call: Call, stream: LogStreamRecord): BatchRecord[] =>
  batches.list(call.tx, call, { prefix: `${stream.id}|` });

/** AWS: `unmask` shows what data protection hides, to who has the permission logs:Unmask. */
const shown = (call: Call, all: readonly BatchRecord[], unmask = false): readonly BatchRecord[] =>
  unmask ? all : masked(call, all);

const reading =
  (call: WaitingCall) =>
  async (batch: BatchRecord): Promise<LogEvent[]> =>
    eventsOf(batch, await framesIn(call.segments, batch));
