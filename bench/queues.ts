import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SQS } from '@aws-sdk/client-sqs';
import { startPenstock } from '../scripts/penstock-process.ts';

/**
 * Messages a second through a queue, over HTTP with the SDK in batches of ten, durable; first with an empty queue, then
 * with `backlog` messages lying in it: what a queue holds is not to show in what a call takes.
 */
const backlog = Number(process.argv[2] ?? 100_000);
const measured = 5_000;
const connections = 8;

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-queues-'));
const penstock = await startPenstock(['--port', '0', '--quiet', '--data', folder], () => undefined);
const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
const sqs = new SQS({ endpoint: penstock.endpoint, region: 'us-east-1', credentials });
try {
  const { QueueUrl } = await sqs.createQueue({
    QueueName: 'bench',
    Attributes: { VisibilityTimeout: '3600' },
  });
  await sideBySide(measured / 10, () => send(QueueUrl!)); // Warm.
  await round(QueueUrl!, 'with an empty queue');
  await sideBySide((backlog - measured) / 10, () => send(QueueUrl!));
  await round(QueueUrl!, `with ${backlog.toLocaleString('en')} messages`);
} finally {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function round(url: string, when: string): Promise<void> {
  const sending = await measure(() => send(url));
  const receiving = await measure(() => receive(url));
  console.log(`${when}: sent ${sending}; received and deleted ${receiving}`);
}

/** Messages a second, and the processor's time for one: the machine may be busy with other things. */
async function measure(work: () => Promise<void>): Promise<string> {
  const before = processorMs(penstock.process.pid!);
  const ms = await sideBySide(measured / 10, work);
  const each = ((processorMs(penstock.process.pid!) - before) / measured) * 1000;
  return `${Math.round((measured / ms) * 1000).toLocaleString('en')} a second, ${Math.round(each)} µs of the processor each`;
}

/** What a process has had of the processor, on Linux. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function send(QueueUrl: string): Promise<void> {
  const Entries = Array.from({ length: 10 }, (_, index) => ({
    Id: String(index),
    MessageBody: 'x'.repeat(200),
  }));
  await sqs.sendMessageBatch({ QueueUrl, Entries });
}

async function receive(QueueUrl: string): Promise<void> {
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle: ReceiptHandle!,
  }));
  await sqs.deleteMessageBatch({ QueueUrl, Entries });
}

/** Does something so many times, a few at once. Answers the milliseconds it took. */
async function sideBySide(times: number, work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  let left = times;
  const worker = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return performance.now() - begun;
}
