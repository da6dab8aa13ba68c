import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { startPenstock } from '../scripts/penstock-process.ts';

/**
 * Events a second that are put over HTTP, in batches of ten, durable, and held against the rules of their bus: against
 * none, and against a thousand, of which one wants each event and has no target.
 */
const rules = Number(process.argv[2] ?? 1000);
const events = 4_000;
const connections = 4;

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-events-'));
const penstock = await startPenstock(['--port', '0', '--quiet', '--data', folder], () => undefined);
const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
const bus = new EventBridge({ endpoint: penstock.endpoint, region: 'us-east-1', credentials });
try {
  for (const Name of ['empty', 'full']) await bus.createEventBus({ Name });
  await sideBySide(rules, async (index) => {
    const EventPattern = JSON.stringify({
      source: ['shop'],
      detail: {
        path: [{ prefix: `/shop/${index}/` }],
        ms: [{ numeric: ['>', 10] }],
        level: [{ 'anything-but': 'DEBUG' }],
      },
    });
    await bus.putRule({ Name: `rule-${index}`, EventBusName: 'full', EventPattern });
  });
  await round('empty', 'against no rule');
  await round('full', `against ${rules.toLocaleString('en')} rules`);
} finally {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function round(EventBusName: string, what: string): Promise<void> {
  await sideBySide(20, (index) => put(EventBusName, index)); // Warm.
  const [before, cpu] = [performance.now(), processorMs()];
  await sideBySide(events / 10, (index) => put(EventBusName, index));
  const seconds = (performance.now() - before) / 1000;
  const each = ((processorMs() - cpu) / events) * 1000;
  const rate = Math.round(events / seconds).toLocaleString('en');
  console.log(`${what}: ${rate} events a second, ${Math.round(each)} µs of the processor each`);
}

async function put(EventBusName: string, index: number): Promise<void> {
  const Entries = Array.from({ length: 10 }, (_, at) => ({
    EventBusName,
    Source: 'shop',
    DetailType: 'Request',
    Detail: JSON.stringify({ path: `/shop/${(index * 10 + at) % rules}/x`, ms: 12, level: 'INFO' }),
  }));
  await bus.putEvents({ Entries });
}

async function sideBySide(times: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/** What the house has had of the processor, on Linux. */
function processorMs(): number {
  const fields = readFileSync(`/proc/${penstock.process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
