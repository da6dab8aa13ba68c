import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import path from 'node:path';
import aws4 from 'aws4';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { root } from '../scripts/run.ts';
import { startPenstock } from '../scripts/penstock-process.ts';
import { drive, type Loaded } from './load.ts';

/**
 * API calls a second, signature verified and (for the write) durable, over kept connections, against a bare node:http
 * server in the same run. The server has a core to itself, the load the other; where others use them too, the
 * processor's time for a request says more than requests a second. They take turns, so that whoever else is on the
 * machine is a burden to all of them alike.
 */
const warmUp = 20_000;
const rounds = 10;
const requests = 2_500;
const connections = 32;
const region = 'us-east-1';
const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };

/** A server's process, and where it listens. */
interface Measured {
  readonly port: number;
  readonly pid: number;
}

async function startFloor(): Promise<Measured & { stop: () => void }> {
  const child = spawn(process.execPath, [`${root}bench/peers/floor.ts`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const port = /^Ready\. http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port) return { port: Number(port), pid: child.pid!, stop: () => void child.kill('SIGTERM') };
  }
  throw new Error('the floor did not start');
}

/** One signed request as bytes. It stays good for five minutes, and may be repeated. */
function signed(port: number, operation: string, input: object): Buffer {
  const body = JSON.stringify(input);
  const { headers = {} } = aws4.sign(
    {
      service: 'codecommit',
      region,
      method: 'POST',
      path: '/',
      host: `127.0.0.1:${port}`,
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `CodeCommit_20150413.${operation}`,
      },
      body,
    },
    credentials,
  );
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Microseconds of processor time that a process has used: all its threads, user and system. */
function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMicroseconds;
}

/** Linux counts processor time in hundredths of a second. */
const tickMicroseconds = 10_000;

/** Who is driven with what, and all that was seen of it. */
class Contender {
  readonly name: string;
  readonly #server: Measured;
  readonly #request: Uint8Array;
  readonly #turns: Loaded[] = [];
  #processor = 0;

  constructor(name: string, server: Measured, request: Uint8Array) {
    this.name = name;
    this.#server = server;
    this.#request = request;
  }

  warmUp(): Promise<Loaded> {
    return this.#drive(warmUp);
  }

  async takeTurn(): Promise<void> {
    const before = processorTime(this.#server.pid);
    this.#turns.push(await this.#drive(requests));
    this.#processor += processorTime(this.#server.pid) - before;
  }

  get perSecond(): number {
    return this.#turns.length / this.#turns.reduce((seconds, { perSecond }) => seconds + 1 / perSecond, 0);
  }

  /** Microseconds of processor time for a request. */
  get processor(): number {
    return this.#processor / (this.#turns.length * requests);
  }

  /** Milliseconds; of the turns, the middle one. */
  middle(of: 'p50' | 'p99'): number {
    const values = this.#turns.map((turn) => turn[of]).sort((a, b) => a - b);
    return values[values.length >> 1]!;
  }

  get statuses(): string {
    return [...new Set(this.#turns.flatMap((turn) => Object.keys(turn.statuses)))].join(', ');
  }

  #drive(count: number): Promise<Loaded> {
    return drive({ port: this.#server.port, request: this.#request, connections, requests: count });
  }
}

function print(contender: Contender, floor: Contender): void {
  const { name, perSecond, processor, statuses } = contender;
  const share = (part: number, whole: number) => (part / whole).toFixed(2);
  const ratio = `${share(perSecond, floor.perSecond)} of the floor, ${share(floor.processor, processor)} by processor time`;
  console.log(
    `${name.padEnd(24)} ${perSecond.toFixed(0)}/s  p50 ${contender.middle('p50')} ms  p99 ${contender.middle('p99')} ms  ` +
      `${processor.toFixed(0)} µs processor  (${statuses})${contender === floor ? '' : `   ${ratio}`}`,
  );
}

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-bench-'));
const penstock = await startPenstock(['--port', '0', '--data', folder, '--quiet'], () => undefined);
const floor = await startFloor();
try {
  const port = Number(new URL(penstock.endpoint).port);
  const client = new CodeCommit({ endpoint: penstock.endpoint, region, credentials });
  const { repositoryMetadata } = await client.createRepository({ repositoryName: 'bench' });
  const read = signed(port, 'GetRepository', { repositoryName: 'bench' });
  const write = signed(port, 'TagResource', {
    resourceArn: repositoryMetadata!.Arn,
    tags: { key: 'x'.repeat(100) },
  });
  const ours: Measured = { port, pid: penstock.process.pid! };
  const base = new Contender('floor (node:http)', floor, write);
  const contenders = [
    base,
    new Contender('read, signed', ours, read),
    new Contender('write, signed, durable', ours, write),
  ];
  for (const contender of contenders) await contender.warmUp();
  for (let round = 0; round < rounds; round++) for (const contender of contenders) await contender.takeTurn();
  for (const contender of contenders) print(contender, base);
} finally {
  floor.stop();
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}
