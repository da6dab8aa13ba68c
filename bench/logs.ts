import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { startPenstock } from '../scripts/penstock-process.ts';

/**
 * Log events in and out over HTTP with the SDK: megabytes of messages a second that are put durably, in batches of
 * about a megabyte over several streams; that are got back, page by page; that a filter looks through; and that
 * queries of Insights look through.
 */
const megabytes = Number(process.argv[2] ?? 200);
const streams = 4;
const eventsOfBatch = 4_000;

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-logs-'));
const penstock = await startPenstock(['--port', '0', '--quiet', '--data', folder], () => undefined);
const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
const logs = new CloudWatchLogs({ endpoint: penstock.endpoint, region: 'us-east-1', credentials });
const logGroupName = '/bench';
const names = Array.from({ length: streams }, (_, index) => `stream-${index}`);
const begun = Date.now();

const messages = Array.from({ length: eventsOfBatch }, (_, index) =>
  JSON.stringify({
    level: index % 50 === 0 ? 'ERROR' : 'INFO',
    path: `/shop/${index % 7}`,
    ms: (index * 7919) % 500,
    request: `0f9d${String(index).padStart(8, '0')}`,
    text: 'a request was answered, and this is what the service has to say of it, at some length, as services do',
  }),
);
const batchBytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0);
const batches = Math.ceil((megabytes * 1_000_000) / batchBytes);

try {
  await logs.createLogGroup({ logGroupName });
  for (const logStreamName of names) await logs.createLogStream({ logGroupName, logStreamName });
  await measure('put', batches, async () => {
    let left = batches;
    await Promise.all(
      names.map(async (name) => {
        while (left-- > 0) await put(name);
      }),
    );
  });
  const read = Math.floor(batches / streams);
  await measure('got back, page by page', read, () => getBack(names[0]!, read * eventsOfBatch));
  for (const [what, filterPattern] of [
    ['looked through for a word', 'nobody'],
    ['looked through by JSON', '{ $.level = "NONE" }'],
  ] as const)
    await measure(what, batches, () => filter(filterPattern));
  for (const queryString of [
    'filter @message like "nobody" | stats count(*)',
    'filter level = "ERROR" | stats count(*) as n, pct(ms, 99) by bin(1m)',
    'stats avg(ms) as latency, count(*) as n by path | sort latency desc',
    'parse @message /"path":"(?<page>[^"]+)"/ | stats count(*) by page',
  ])
    await measure(queryString, batches, () => ask(queryString));
} finally {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function put(logStreamName: string): Promise<void> {
  const timestamp = Date.now();
  const logEvents = messages.map((message) => ({ timestamp, message }));
  await logs.putLogEvents({ logGroupName, logStreamName, logEvents });
}

/** Reads on until it has had so many, or there are no more. */
async function getBack(logStreamName: string, wanted: number): Promise<void> {
  let nextToken: string | undefined;
  for (let got = 0; got < wanted;) {
    const page = await logs.getLogEvents({ logGroupName, logStreamName, startFromHead: true, nextToken });
    if (page.events!.length === 0) return;
    got += page.events!.length;
    nextToken = page.nextForwardToken;
  }
}

async function filter(filterPattern: string): Promise<void> {
  let nextToken: string | undefined;
  do {
    ({ nextToken } = await logs.filterLogEvents({ logGroupName, filterPattern, nextToken }));
  } while (nextToken !== undefined);
}

async function ask(queryString: string): Promise<void> {
  const startTime = Math.floor(begun / 1000) - 60;
  const endTime = Math.ceil(Date.now() / 1000) + 60;
  const { queryId } = await logs.startQuery({ logGroupName, startTime, endTime, queryString });
  for (;;) {
    const { status } = await logs.getQueryResults({ queryId });
    if (status === 'Complete') return;
    if (status !== 'Running' && status !== 'Scheduled') throw new Error(`${queryString}: ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function measure(what: string, batchCount: number, work: () => Promise<void>): Promise<void> {
  const size = (batchCount * batchBytes) / 1_000_000;
  const [before, cpu] = [performance.now(), processorMs()];
  await work();
  const seconds = (performance.now() - before) / 1000;
  const each = (processorMs() - cpu) / size;
  const rate = `${Math.round(size / seconds)} MB/s`;
  console.log(
    `${what}: ${rate} (${Math.round(size)} MB in ${seconds.toFixed(1)} s), ${each.toFixed(1)} ms of the processor for each MB`,
  );
}

/** What the house has had of the processor, on Linux. */
function processorMs(): number {
  const fields = readFileSync(`/proc/${penstock.process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
