import { parseArgs } from 'node:util';
import { deliverStorefront } from '../examples/storefront/deliver/story.ts';
import { reportOf } from '../examples/storefront/deliver/report.ts';
import { startPenstock, type PenstockProcess } from './penstock-process.ts';
import { root } from './run.ts';

/**
 * `npm start`: Penstock on an empty data folder, the example delivered, broken and taken back, told as it happens.
 * Then Penstock stays up, until Ctrl-C; with `--once` it ends, with exit code 0 only if all of that happened.
 */
const usage = `npm start [-- --clock <speed>] [--port <port>] [--once] [--json]

  --clock <speed>  house seconds in a second of the wall (60; 1 is real time)
  --port <port>    where Penstock listens (4566; 0 takes a free one)
  --once           end when the story is over: 0 if it was delivered and rolled back, else 1
  --json           the table as one JSON object, alone on the last line of standard output`;

const place = {
  region: 'us-east-1',
  credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
};

const write = (line: string) => void process.stderr.write(`${line}\n`);

function flags() {
  try {
    const { values } = parseArgs({
      options: {
        clock: { type: 'string', default: '60' },
        port: { type: 'string', default: '4566' },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

const { clock, port, once, json, help } = flags();
if (help) {
  write(usage);
  process.exit(0);
}

const data = `${root}.penstock/storefront`;
let penstock: PenstockProcess;
try {
  penstock = await startPenstock(['--data', data, '--clock', clock, '--port', port], write);
} catch (error) {
  write(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
const interrupted = new Promise<void>((resolve) => {
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
});

async function tell(): Promise<boolean> {
  const { endpoint } = penstock;
  await fetch(`${endpoint}/_penstock/reset`, { method: 'POST' });
  const findings = await deliverStorefront({ ...place, endpoint }, write);
  write(`\n${reportOf(findings)}`);
  if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
  return findings.released && findings.rolledBack;
}

const stayed = interrupted.then(() => 'interrupted' as const);
const outcome = await Promise.race([
  tell().catch((error: unknown) => {
    write(
      `\nThe story broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return false;
  }),
  penstock.ended.then(() => false),
  stayed,
]);
if (!once && outcome !== 'interrupted') {
  write(`\nPenstock stays up at ${penstock.endpoint}; Ctrl-C ends it.`);
  await Promise.race([stayed, penstock.ended]);
}
await penstock.stop();
process.exit(outcome === true ? 0 : 1);
