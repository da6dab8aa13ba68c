import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import path from 'node:path';

/**
 * What it costs to pass a connection on: processor time of our network load balancer for each connection and for each
 * megabyte, and of sockets that Node pipes to each other, by turns in the same run. Bounded: `rounds` × 2.
 */
const rounds = 5;
const connections = 2000;
const atOnce = 32;
const megabytes = 200;
const chunk = Buffer.alloc(64 * 1024, 'x');

/** Hears all, and answers what is short. */
const target = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('data', (heard) => void (heard.length < 100 && socket.write(heard)));
}).listen(0, '127.0.0.1');
await once(target, 'listening');

interface Passer {
  readonly name: 'balancer' | 'plain';
  readonly child: ChildProcess;
  readonly port: number;
  readonly micros: number[];
  readonly millis: number[];
}

async function start(name: Passer['name']): Promise<Passer> {
  const { port: targetPort } = target.address() as AddressInfo;
  const script = path.join(import.meta.dirname, 'pipe-passer.ts');
  const child = spawn(process.execPath, [script, name, String(targetPort)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [told] = (await once(child.stdout!, 'data')) as [Buffer];
  return { name, child, port: Number(told), micros: [], millis: [] };
}

/** User and system time of a process and its threads, in seconds. */
function cpuSeconds({ child }: Passer): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** One connection after the other, on each of which a word is said and heard. */
async function callers(port: number, count: number): Promise<void> {
  for (let left = count; left > 0; left--) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.write('hello');
    await once(socket, 'data');
    socket.destroy();
  }
}

async function send(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' }).resume();
  await once(socket, 'connect');
  for (let left = (megabytes * 1024 * 1024) / chunk.length; left > 0; left--)
    if (!socket.write(chunk)) await once(socket, 'drain');
  socket.end();
  await once(socket, 'close');
}

async function measure(passer: Passer): Promise<void> {
  const begun = cpuSeconds(passer);
  await Promise.all(Array.from({ length: atOnce }, () => callers(passer.port, connections / atOnce)));
  const called = cpuSeconds(passer);
  await send(passer.port);
  passer.micros.push(((called - begun) * 1e6) / connections);
  passer.millis.push(((cpuSeconds(passer) - called) * 1000) / megabytes);
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const range = (values: readonly number[]) =>
  `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;

const passers = [await start('balancer'), await start('plain')] as const;
for (const passer of passers) await measure(passer);
for (const passer of passers) passer.micros.length = passer.millis.length = 0; // Warm: compiled.
for (let round = 0; round < rounds; round++) for (const passer of passers) await measure(passer);
for (const { name, micros, millis } of passers)
  console.log(`${name}: ${range(micros)} µs CPU a connection, ${range(millis)} ms CPU a megabyte`);
const [ours, plain] = passers;
console.log(
  `ratio: ${(median(ours.micros) / median(plain.micros)).toFixed(2)} a connection, ` +
    `${(median(ours.millis) / median(plain.millis)).toFixed(2)} a megabyte (aim: at most 1.5)`,
);
for (const { child } of passers) child.kill('SIGTERM');
target.close();
