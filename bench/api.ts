import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { root } from '../scripts/run.ts';
import { startPenstock } from '../scripts/penstock-process.ts';
import { drive, type Loaded } from './load.ts';
import { credentials, region, signedRequest } from './signed-request.ts';

/**
 * API calls a second, signature verified and (for the write) durable, over kept connections, against bare node:http
 * servers in the same run: one for each call, which is sent the same request and answers the same bytes under the same
 * headers, and one that answers `{}`. The server has a core to itself, the load the other; where others use them too, the
 * processor's time for a request says more than requests a second. They take turns, so that whoever else is on the
 * machine is a burden to all of them alike.
 */
const warmUp = 20_000;
const rounds = 10;
const requests = 2_500;
const connections = 32;

/** A server's process, and where it listens. */
interface Measured {
  readonly port: number;
  readonly pid: number;
}

type Peer = Measured & { readonly stop: () => void };

async function startPeer(name: 'bare' | 'floor', answer = '{}'): Promise<Peer> {
  const child = spawn(process.execPath, [`${root}bench/peers/${name}.ts`, answer], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const port = /^Ready\. http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port) return { port: Number(port), pid: child.pid!, stop: () => void child.kill('SIGTERM') };
  }
  throw new Error(`${name} did not start`);
}

/** What the house answers to a request: a floor has to answer the same. */
async function answerTo(port: number, request: Buffer): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(request);
  let text = '';
  for await (const piece of socket.setEncoding('latin1') as AsyncIterable<string>) {
    text += piece;
    const head = text.indexOf('\r\n\r\n');
    const length = /content-length: (\d+)/i.exec(text)?.[1];
    if (head >= 0 && text.length >= head + 4 + Number(length)) break;
  }
  return text.slice(text.indexOf('\r\n\r\n') + 4);
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

const share = (part: number, whole: number): string => (part / whole).toFixed(2);

function print(contender: Contender, floors: readonly Contender[]): void {
  const { name, perSecond, processor, statuses } = contender;
  const ratios = floors.map(
    (floor) =>
      `${share(perSecond, floor.perSecond)} of ${floor.name}, ${share(floor.processor, processor)} by processor time`,
  );
  console.log(
    `${name.padEnd(24)} ${perSecond.toFixed(0)}/s  p50 ${contender.middle('p50')} ms  p99 ${contender.middle('p99')} ms  ` +
      `${processor.toFixed(0)} µs processor  (${statuses})   ${ratios.join('; ')}`,
  );
}

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-bench-'));
const penstock = await startPenstock(['--port', '0', '--data', folder, '--quiet'], () => undefined);
const peers: Peer[] = [];
try {
  const port = Number(new URL(penstock.endpoint).port);
  const client = new CodeCommit({ endpoint: penstock.endpoint, region, credentials });
  const { repositoryMetadata } = await client.createRepository({ repositoryName: 'bench' });
  const read = signedRequest(port, 'CodeCommit_20150413.GetRepository', { repositoryName: 'bench' });
  const write = signedRequest(port, 'CodeCommit_20150413.TagResource', {
    resourceArn: repositoryMetadata!.Arn,
    tags: { key: 'x'.repeat(100) },
  });
  const ours: Measured = { port, pid: penstock.process.pid! };
  for (const request of [read, write]) peers.push(await startPeer('floor', await answerTo(port, request)));
  peers.push(await startPeer('bare'));
  const floorRead = new Contender('floor of the read', peers[0]!, read);
  const floorWrite = new Contender('floor of the write', peers[1]!, write);
  const bare = new Contender('node:http answering {}', peers[2]!, write);
  const reading = new Contender('read, signed', ours, read);
  const writing = new Contender('write, signed, durable', ours, write);
  const contenders = [bare, floorRead, reading, floorWrite, writing];
  for (const contender of contenders) await contender.warmUp();
  for (let round = 0; round < rounds; round++) for (const contender of contenders) await contender.takeTurn();
  for (const floor of [bare, floorRead, floorWrite]) print(floor, []);
  print(reading, [floorRead, bare]);
  print(writing, [floorWrite, bare]);
} finally {
  for (const peer of peers) peer.stop();
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
}
