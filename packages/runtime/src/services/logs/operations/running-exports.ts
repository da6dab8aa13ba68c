import { gzipSync } from 'node:zlib';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { exportTasks, isActive, type ExportTaskRecord } from '../exports.ts';
import { batches, logStreams, streamKey, type BatchRecord, type LogStreamRecord } from '../records.ts';
import { masked } from '../protections.ts';
import { scan } from '../scan.ts';
import { endTask } from './export-tasks.ts';

interface Asked {
  readonly taskId: string;
}

/** How many characters of events go into one object. */
const objectCharsMax = 32 * 1024 * 1024;

/** The house's own, asked by an export's flow. After a crash the same objects are put again. */
export const runExport: WaitingHandler<Asked, object> = {
  async waits({ taskId }, call) {
    const task = call.transaction((inner) => begun(inner, taskId));
    if (!task) return {};
    // AWS: user guide, "Export log data to Amazon S3": a test object shows that CloudWatch Logs may write.
    await put(
      call,
      task,
      `${task.keyPrefix}/aws-logs-write-test`,
      Buffer.from('Permission Check Successful'),
    );
    const streams = call.transaction(({ tx }) =>
      logStreams.list(tx, call, { prefix: streamKey(task.group, task.streamPrefix) }),
    );
    for (const stream of streams) if (!(await exported(call, task, stream))) return {};
    call.transaction((inner) => completed(inner, taskId));
    return {};
  },
};

function begun(call: Call, id: string): ExportTaskRecord | undefined {
  const task = exportTasks.get(call.tx, call, id);
  if (!task || !isActive(task)) return undefined;
  exportTasks.put(call.tx, call, id, { ...task, status: 'RUNNING' });
  return task;
}

/** Whether anybody still wants it. */
async function exported(
  call: WaitingCall,
  task: ExportTaskRecord,
  stream: LogStreamRecord,
): Promise<boolean> {
  const wanted = call.transaction((inner) => batchesOf(inner, task, stream));
  // AWS: slashes of a stream's name are hyphens in the key.
  const folder = `${task.keyPrefix}/${task.id}/${stream.name.replaceAll('/', '-')}`;
  let [text, count] = ['', 0];
  const flush = async (): Promise<boolean> => {
    if (text === '') return true;
    const running = call.transaction((inner) => exportTasks.get(inner.tx, inner, task.id));
    if (!running || !isActive(running)) return false;
    await put(call, task, `${folder}/${String(count++).padStart(6, '0')}.gz`, gzipSync(text));
    text = '';
    return true;
  };
  for await (const pieces of scan(call.segments, wanted)) {
    for (const { timestamp, message } of pieces.flatMap(({ events }) => events))
      if (timestamp >= task.from && timestamp < task.to)
        text += `${new Date(timestamp).toISOString()} ${message}\n`;
    if (text.length >= objectCharsMax && !(await flush())) return false;
  }
  return flush();
}

function batchesOf(
  call: Call,
  { from, to }: ExportTaskRecord,
  stream: LogStreamRecord,
): readonly BatchRecord[] {
  const all = batches.list(call.tx, call, { prefix: `${stream.id}|` });
  const wanted = all.filter(
    ({ firstTimestamp, lastTimestamp }) => lastTimestamp >= from && firstTimestamp < to,
  );
  return masked(call, wanted);
}

async function put(
  call: WaitingCall,
  { bucket }: ExportTaskRecord,
  key: string,
  bytes: Buffer,
): Promise<void> {
  const body = await call.blobs.write(bytes);
  await call.perform({
    type: 'aws.call',
    service: 's3',
    operation: 'PutObject',
    input: { Bucket: bucket, Key: key, Body: body },
    as: servicePrincipal('logs'),
    scope: { account: call.account, region: call.region },
  });
}

function completed(call: Call, id: string): void {
  const task = exportTasks.get(call.tx, call, id);
  if (task && isActive(task)) endTask(call, task, { status: 'COMPLETED', message: 'Completed successfully' });
}

/** The house's own: the bucket took something no more, or the log events are gone. */
export const failExport: Handler<Asked & { readonly reason: string }, object> = (
  { taskId, reason },
  call,
) => {
  const task = exportTasks.get(call.tx, call, taskId);
  if (task && isActive(task)) endTask(call, task, { status: 'FAILED', message: reason });
  return {};
};
