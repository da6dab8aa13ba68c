import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import aws4 from 'aws4';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { startPenstock } from '../scripts/penstock-process.ts';
import { drive } from './load.ts';

/**
 * Data points a second over HTTP, signed and durable, in the forms that clients send them in; then what alarms cost:
 * the processor's time for an evaluation that leaves them as they are.
 */
const region = 'us-east-1';
const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
const connections = 4;
const alarmCount = Number(process.argv[2] ?? 10_000);

type Datum = Readonly<Record<string, unknown>>;

const metric = (index: number) => ({
  MetricName: `Metric${index % 100}`,
  Dimensions: [{ Name: 'Host', Value: `host-${Math.floor(index / 100)}` }],
});

/** What one request holds: how many data points, and in which form. */
const forms: readonly { name: string; points: number; data: readonly Datum[]; gzip?: boolean }[] = [
  {
    name: '1000 metrics, a value each',
    points: 1000,
    data: Array.from({ length: 1000 }, (_, index) => ({ ...metric(index), Value: index * 1.5 })),
  },
  {
    name: '100 metrics, ten values each, one by one',
    points: 1000,
    data: Array.from({ length: 1000 }, (_, index) => ({ ...metric(index % 100), Value: index * 1.5 })),
  },
  {
    name: '100 metrics, 150 values each (Values)',
    points: 15_000,
    data: Array.from({ length: 100 }, (_, index) => ({
      ...metric(index),
      Values: Array.from({ length: 150 }, (_, at) => (at * 7) % 150),
    })),
  },
  {
    name: 'the same, compressed',
    points: 15_000,
    gzip: true,
    data: Array.from({ length: 100 }, (_, index) => ({
      ...metric(index),
      Values: Array.from({ length: 150 }, (_, at) => (at * 7) % 150),
    })),
  },
];

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-metrics-'));
const penstock = await startPenstock(['--port', '0', '--quiet', '--data', folder], () => undefined);
const port = Number(new URL(penstock.endpoint).port);
try {
  for (const { name, points, data, gzip } of forms) {
    const request = signed({ Namespace: 'Bench', MetricData: data }, gzip ?? false);
    await drive({ port, request, connections, requests: 40 }); // Warm.
    const before = processorMs();
    const requests = points > 1000 ? 200 : 120;
    const { perSecond, statuses } = await drive({ port, request, connections, requests });
    const each = ((processorMs() - before) / (requests * points)) * 1000;
    const rate = Math.round(perSecond * points).toLocaleString('en');
    console.log(
      `${name}: ${rate} data points a second, ${each.toFixed(2)} µs of the processor each (${Object.keys(statuses)})`,
    );
  }
  await alarms();
} finally {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** As many alarms on high-resolution metrics: each is judged every ten seconds, and at once when old data comes. */
async function alarms(): Promise<void> {
  const client = new CloudWatch({ endpoint: penstock.endpoint, region, credentials });
  const names = Array.from({ length: alarmCount }, (_, index) => index);
  await sideBySide(names, (index) =>
    client.putMetricAlarm({
      AlarmName: `alarm-${index}`,
      Namespace: 'Watched',
      MetricName: 'Latency',
      Dimensions: [{ Name: 'Host', Value: String(index) }],
      Statistic: 'Average',
      Period: 10,
      EvaluationPeriods: 3,
      Threshold: 100,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  const put = async () => {
    for (let at = 0; at < alarmCount; at += 1000) {
      const part = names.slice(at, at + 1000);
      await client.putMetricData({
        Namespace: 'Watched',
        MetricData: part.map((index) => ({
          MetricName: 'Latency',
          Dimensions: [{ Name: 'Host', Value: String(index) }],
          StorageResolution: 1,
          Value: index % 90,
        })),
      });
    }
  };
  // The first data changes the state of all, which is dearer; the second changes none. Then nothing comes in.
  for (let round = 0; round < 2; round++) {
    await put();
    await new Promise((resolve) => setTimeout(resolve, 20_000));
  }
  const [before, begun] = [processorMs(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  const seconds = (performance.now() - begun) / 1000;
  const used = processorMs() - before;
  const evaluations = (alarmCount * seconds) / 10;
  console.log(
    `${alarmCount.toLocaleString('en')} alarms judged every ten seconds: ${((used / seconds / 1000) * 100).toFixed(1)} % of a core, ` +
      `${((used / evaluations) * 1000).toFixed(0)} µs of the processor an evaluation`,
  );
}

/** One signed request as bytes. */
function signed(input: object, gzip: boolean): Buffer {
  const json = JSON.stringify(input);
  const body = gzip ? gzipSync(json) : Buffer.from(json);
  const { headers = {} } = aws4.sign(
    {
      service: 'monitoring',
      region,
      method: 'POST',
      path: '/',
      host: `127.0.0.1:${port}`,
      headers: {
        'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Target': 'GraniteServiceVersion20100801.PutMetricData',
        ...(gzip && { 'Content-Encoding': 'gzip' }),
        'Content-Length': body.length,
      },
      body: body as unknown as string,
    },
    credentials,
  );
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), body]);
}

/** What the house has had of the processor, on Linux. */
function processorMs(): number {
  const fields = readFileSync(`/proc/${penstock.process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}
