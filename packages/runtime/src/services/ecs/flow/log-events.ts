import type { ProcessFollowed } from '../../../base/effects/process.ts';

/** A log event as PutLogEvents takes it. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}
export interface LogBatch {
  readonly logEvents: readonly LogEvent[];
  /** Where output that is not in the batch begins. */
  readonly next: number;
  /** Nothing of what was followed is left out. */
  readonly whole: boolean;
}

/** AWS: API_PutLogEvents: 10,000 events and 1,048,576 bytes a batch, 26 bytes of overhead for each event. */
const eventsMax = 10_000;
const bytesMax = 1_048_576;
const overheadBytes = 26;

/** As many of the lines as one PutLogEvents takes. AWS: the awslogs driver leaves out empty lines. */
export function logBatch(from: number, followed: ProcessFollowed, timestamp: number): LogBatch {
  const lines = followed.output.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const logEvents: LogEvent[] = [];
  let bytes = 0;
  let consumed = 0;
  for (const line of lines) {
    const size = Buffer.byteLength(line);
    const message = line.replace(/\r?\n$/, '');
    if (message !== '') {
      if (logEvents.length === eventsMax || bytes + size + overheadBytes > bytesMax)
        return { logEvents, next: from + consumed, whole: false };
      logEvents.push({ timestamp, message });
      bytes += size + overheadBytes;
    }
    consumed += size;
  }
  return { logEvents, next: followed.next, whole: true };
}
