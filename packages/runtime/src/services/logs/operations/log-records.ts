import type { GetLogRecordRequest, GetLogRecordResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Call, WaitingHandler } from '../../../dispatch/service.ts';
import { invalidParameter, logRecordNotFound } from '../errors.ts';
import { eventsOf } from '../events.ts';
import { flattened } from '../insights/json.ts';
import { lambdaFields } from '../insights/lambda.ts';
import { asMasked, documentOf, type QueriedEvent } from '../insights/row.ts';
import { Moment, textOf, type Value } from '../insights/value.ts';
import { pointerOf, type Pointer } from '../pointers.ts';
import { protectionOf } from '../protections.ts';
import { transformationOf } from '../transformers.ts';
import { batches, batchKey, logStreams, streamKey, type BatchRecord } from '../records.ts';
import { framesIn } from '../scan.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogRecord.html */
export const getLogRecord: WaitingHandler<GetLogRecordRequest, GetLogRecordResponse> = {
  async waits(input, call) {
    const text = input.logRecordPointer!;
    const pointer = pointerOf(text) ?? invalidParameter('The specified log record pointer is invalid.');
    const { batch, mask, transformed } = call.transaction((inner) => {
      const batch = batchOf(inner, pointer) ?? logRecordNotFound();
      const stream = { group: pointer.group, name: pointer.stream };
      const mask = input.unmask ? undefined : protectionOf(inner, batch);
      return { batch, mask, transformed: transformationOf(inner, batch, stream) };
    });
    const bytes = await framesIn(call.segments, batch);
    const event =
      eventsOf(batch, bytes).find(({ ordinal }) => ordinal === pointer.ordinal) ?? logRecordNotFound();
    const { group, stream } = pointer;
    const came = { ...event, transformed: transformed?.(event.message) };
    const queried = { ...came, stream, log: `${call.account}:${group}`, pointer: () => text };
    return { logRecord: Object.fromEntries(fieldsOf(asMasked(queried, mask))) };
  },
};

function batchOf(call: Call, { group, stream, streamId, ordinal }: Pointer): BatchRecord | undefined {
  const current = logStreams.get(call.tx, call, streamKey(group, stream));
  if (current?.id !== streamId) return undefined;
  const before = { prefix: `${streamId}|`, after: batchKey(streamId, ordinal + 1), reverse: true, limit: 1 };
  return batches.list(call.tx, call, before)[0];
}

// AWS: unverified: timestamps as milliseconds here, where queries tell dates.
function fieldsOf(event: QueriedEvent): [string, string][] {
  const document = documentOf(event);
  const found: readonly (readonly [string, Value])[] = [
    ['@timestamp', event.timestamp],
    ['@ingestionTime', event.ingestionTime],
    ['@message', event.message],
    ['@logStream', event.stream],
    ['@log', event.log],
    ['@ptr', event.pointer()],
    ...(event.log.includes(':/aws/lambda/') ? Object.entries(lambdaFields(event.message)) : []),
    ...(document ? flattened(document) : []),
  ];
  return found.flatMap(([name, value]) =>
    value === undefined || value instanceof Moment ? [] : [[name, textOf(value)] as [string, string]],
  );
}
