import type {
  DescribeQueriesRequest,
  DescribeQueriesResponse,
  GetQueryResultsRequest,
  GetQueryResultsResponse,
  QueryStatistics,
  StartQueryRequest,
  StartQueryResponse,
  StopQueryRequest,
  StopQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler, type WaitingHandler } from '../../../dispatch/service.ts';
import {
  invalidParameter,
  limitExceeded,
  logGroupNotFound,
  malformedQuery,
  notServed,
  queryEnded,
  queryNotFound,
} from '../errors.ts';
import { queryFlow, type Query } from '../flow/query.ts';
import { QueryFault } from '../insights/fault.ts';
import { startQuery as startInsights } from '../insights/query.ts';
import type { Source } from '../insights/source.ts';
import { answerSegment, isOpen, openQueries, queries, type QueryRecord } from '../queries.ts';
import { logGroups, type LogGroupRecord } from '../records.ts';
import { groupOf, invalidToken } from './groups.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** AWS: StartQuery: "You can have up to 100 concurrent CloudWatch Logs insights queries". */
const openMax = 100;
/** AWS: GetQueryResults: "each page returning up to 10,000 log events". */
const resultsMax = 10_000;
/** AWS: DescribeQueries, maxResults. */
const describedMax = 1000;
const sourceMax = 10_000;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
export const startQuery: Handler<StartQueryRequest, StartQueryResponse> = (input, call) => {
  if (input.queryLanguage !== undefined && input.queryLanguage !== 'CWLI')
    notServed(`queries in ${input.queryLanguage}`);
  const text = input.queryString!;
  const source = sourceOf(text, call.now);
  const groups = source ? groupsIn(source, input, call) : groupsOf(input, call);
  const [from, to] = [millisOf(input.startTime!), millisOf(input.endTime!)];
  if (from > to) invalidParameter('Query start time must be before query end time.');
  requireLogs(groups, to, call.now);
  if (openQueries.list(call.tx, call).length >= openMax) limitExceeded();
  const id = call.ids.uuid();
  queries.put(call.tx, call, id, {
    id,
    text,
    groups: groups.map(({ name }) => name),
    from,
    // AWS: "The range is inclusive": the whole last second. Unverified.
    to: to % 1000 === 0 ? to + 999 : to,
    ...(input.limit !== undefined && { limit: input.limit }),
    status: 'Scheduled',
    createdAt: call.now,
    scanned: { bytes: 0, records: 0, matched: 0 },
  });
  openQueries.put(call.tx, call, id, { id });
  const state: Query = { account: call.account, region: call.region, queryId: id };
  call.flows.start(queryFlow.kind, flowId(queryFlow.kind, call, id), state);
  return { queryId: id };
};

const waysOf = ({ logGroupName, logGroupNames, logGroupIdentifiers }: StartQueryRequest): unknown[] =>
  [logGroupName, logGroupNames, logGroupIdentifiers].filter((way) => way !== undefined);

function groupsOf(input: StartQueryRequest, call: Call): LogGroupRecord[] {
  const { logGroupName, logGroupNames, logGroupIdentifiers } = input;
  // AWS: unverified words.
  if (waysOf(input).length !== 1)
    invalidParameter('Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.');
  if (logGroupIdentifiers) return logGroupIdentifiers.map((each) => groupOf(call, undefined, each));
  return (logGroupNames ?? [logGroupName!]).map((name) => groupOf(call, name));
}

/** The groups that a query says it asks. */
// AWS: user guide, "SOURCE": 10,000 at most. Unverified: words, and what is said where there are none.
function groupsIn(
  { prefixes, accounts, classes }: Source,
  input: StartQueryRequest,
  call: Call,
): LogGroupRecord[] {
  if (waysOf(input).length > 0)
    invalidParameter('Log groups cannot be specified for a query that has a SOURCE.');
  const isMeant = ({ name, class: kind }: LogGroupRecord) =>
    classes.includes(kind) && (prefixes.length === 0 || prefixes.some((each) => name.startsWith(each)));
  const isHere = accounts.length === 0 || accounts.includes(call.account);
  const found = isHere ? logGroups.list(call.tx, call).filter(isMeant) : [];
  if (found.length === 0) logGroupNotFound();
  if (found.length > sourceMax) invalidParameter(`SOURCE selects more than ${sourceMax} log groups.`);
  return found;
}

/** What a query says of its groups. Refuses what is no query. */
function sourceOf(text: string, now: number): Source | undefined {
  try {
    return startInsights(text, { now }).source;
  } catch (error) {
    if (!(error instanceof QueryFault)) throw error;
    return malformedQuery(error.message, error.at);
  }
}

// AWS: seconds; what is too far ahead for seconds is taken for milliseconds, which consoles send. Unverified.
const millisOf = (time: number): number => (time > 100_000_000_000 ? time : time * 1000);

function requireLogs(groups: readonly LogGroupRecord[], to: number, now: number): void {
  const without = groups.every(
    ({ createdAt, retentionDays = Infinity }) =>
      to + 999 < Math.max(Math.floor(createdAt / 1000) * 1000, now - retentionDays * dayMs),
  );
  if (!without) return;
  // AWS: as users quote it.
  malformedQuery(
    "Query's end date and time is either before the log groups creation time " +
      'or exceeds the log groups log retention settings',
  );
}

export const stopQuery: Handler<StopQueryRequest, StopQueryResponse> = (input, call) => {
  const query = queryOf(call, input.queryId!);
  if (!isOpen(query)) queryEnded(query.id, query.status);
  endQuery(call, query, { status: 'Cancelled' });
  return { success: true };
};

/** A query's end has one place, so that those which are open can be counted. */
export function endQuery(call: Call, query: QueryRecord, end: Partial<QueryRecord>): void {
  openQueries.delete(call.tx, call, query.id);
  queries.put(call.tx, call, query.id, { ...query, ...end, endedAt: call.now });
}

export const getQueryResults: WaitingHandler<GetQueryResultsRequest, GetQueryResultsResponse> = {
  async waits(input, call) {
    const query = call.transaction((inner) => queryOf(inner, input.queryId!));
    const start = input.nextToken === undefined ? 0 : indexOf(input.nextToken);
    const rows = await rowsOf(query, call.segments);
    const page = rows.slice(start, start + (input.maxItems || resultsMax));
    const end = start + page.length;
    return {
      queryLanguage: 'CWLI',
      results: page.map((row) => JSON.parse(row) as []),
      statistics: statisticsOf(query),
      status: query.status,
      ...(end < rows.length && { nextToken: Buffer.from(`row ${end}`).toString('base64') }),
    };
  },
};

function indexOf(token: string): number {
  const [, index] = /^row (\d{1,7})$/.exec(Buffer.from(token, 'base64').toString()) ?? invalidToken();
  return Number(index);
}

async function rowsOf(
  { id, rows }: QueryRecord,
  segments: { read(segment: string, offset: number, length: number): Promise<Uint8Array> },
): Promise<readonly string[]> {
  if (!rows) return [];
  const bytes = await segments.read(answerSegment(id), rows.offset, rows.length);
  return Buffer.from(bytes)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

const statisticsOf = ({ scanned, groups }: QueryRecord): QueryStatistics => ({
  recordsMatched: scanned.matched,
  recordsScanned: scanned.records,
  estimatedRecordsSkipped: 0,
  bytesScanned: scanned.bytes,
  estimatedBytesSkipped: 0,
  logGroupsScanned: groups.length,
});

export const describeQueries: Handler<DescribeQueriesRequest, DescribeQueriesResponse> = (input, call) => {
  const { logGroupName, status, queryLanguage } = input;
  const found = queries
    .list(call.tx, call)
    .filter(({ groups }) => logGroupName === undefined || groups.includes(logGroupName))
    .filter((query) => status === undefined || query.status === status)
    .filter(() => queryLanguage === undefined || queryLanguage === 'CWLI')
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  const page = pageOf(found, ({ id }) => id, {
    token: input.nextToken,
    limit: input.maxResults ?? describedMax,
    invalid: invalidToken,
  });
  return {
    queries: page.items.map((query) => ({
      queryLanguage: 'CWLI',
      queryId: query.id,
      queryString: query.text,
      status: query.status,
      createTime: query.createdAt,
      logGroupName: query.groups[0],
      ...(query.endedAt !== undefined && { queryDuration: query.endedAt - query.createdAt }),
      bytesScanned: query.scanned.bytes,
    })),
    nextToken: page.next,
  };
};

export const queryOf = (call: Call, id: string): QueryRecord =>
  queries.get(call.tx, call, id) ?? queryNotFound(id);
