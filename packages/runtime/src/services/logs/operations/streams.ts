import type {
  CreateLogStreamRequest,
  DeleteLogStreamRequest,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler, WaitingHandler } from '../../../dispatch/service.ts';
import { requireLetIn } from '../access.ts';
import { invalidParameter, logStreamAlreadyExists, logStreamNotFound } from '../errors.ts';
import { forgetStream } from '../forget-stream.ts';
import { logStreams, streamArn, streamKey, type LogStreamRecord } from '../records.ts';
import { describedMax, groupOf, invalidToken } from './groups.ts';

export const createLogStream: Handler<CreateLogStreamRequest, object> = (input, call) => {
  const group = groupOf(call, input.logGroupName);
  const name = input.logStreamName!;
  requireLetIn(call, 'CreateLogStream', { group: group.name, name });
  const key = streamKey(group.name, name);
  if (logStreams.get(call.tx, call, key)) logStreamAlreadyExists();
  const id = call.ids.uuid();
  const number = call.tx.next('logs.streams');
  const stream = { name, group: group.name, id, number, createdAt: call.now, eventCount: 0, bytes: 0 };
  logStreams.put(call.tx, call, key, stream);
  return {};
};

export const deleteLogStream: WaitingHandler<DeleteLogStreamRequest, object> = {
  async waits(input, call) {
    const segments = call.transaction((inner) =>
      forgetStream(inner, streamOf(inner, input.logGroupName!, input.logStreamName!)),
    );
    for (const segment of segments) await call.segments.remove(segment);
    return {};
  },
};

export const describeLogStreams: Handler<DescribeLogStreamsRequest, DescribeLogStreamsResponse> = (
  input,
  call,
) => {
  const group = groupOf(call, input.logGroupName, input.logGroupIdentifier);
  const prefix = input.logStreamNamePrefix ?? '';
  const byTime = input.orderBy === 'LastEventTime';
  if (byTime && prefix !== '') invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  const ordered = logStreams.list(call.tx, call, { prefix: streamKey(group.name, prefix) });
  if (byTime) ordered.sort((a, b) => (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0));
  const page = pageOf(input.descending ? ordered.reverse() : ordered, (stream) => stream.name, {
    token: input.nextToken,
    limit: input.limit ?? describedMax,
    invalid: invalidToken,
  });
  return { logStreams: page.items.map((stream) => described(stream, call)), nextToken: page.next };
};

export function streamOf(call: Call, group: string, stream: string): LogStreamRecord {
  const { name } = groupOf(call, group);
  return logStreams.get(call.tx, call, streamKey(name, stream)) ?? logStreamNotFound();
}

function described(stream: LogStreamRecord, call: Call): LogStream {
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(stream.firstEventAt !== undefined && { firstEventTimestamp: stream.firstEventAt }),
    ...(stream.lastEventAt !== undefined && { lastEventTimestamp: stream.lastEventAt }),
    ...(stream.lastIngestedAt !== undefined && { lastIngestionTime: stream.lastIngestedAt }),
    arn: streamArn(call, stream),
    // AWS: LogStream, storedBytes: "As of June 17, 2019, this parameter is no longer supported for log streams".
    storedBytes: 0,
  };
}
