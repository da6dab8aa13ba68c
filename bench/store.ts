// Durable commits, reads and lists of the store, against a bare write and fsync of the same bytes in the same
// run.
import { randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSqliteStore } from '../packages/runtime/src/store/store.sqlite.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-bench-'));
const row = {
  state: { stage: 'Build', status: 'InProgress', text: 'x'.repeat(300) },
  effects: {},
  wakeAt: 1,
};
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const key = (n: number): string => String(n).padStart(16, '0');

/** Microseconds a round. */
async function timed(rounds: number, body: (n: number) => unknown): Promise<number> {
  const begun = performance.now();
  for (let n = 0; n < rounds; n++) {
    const result = body(n);
    if (result instanceof Promise) await result;
  }
  return ((performance.now() - begun) * 1000) / rounds;
}

const file = openSync(path.join(folder, 'floor'), 'w');
const page = Buffer.alloc(4096, 1);
const floor = await timed(2000, () => {
  writeSync(file, page, 0, page.length, 0);
  fdatasyncSync(file);
});
closeSync(file);
print(`floor: 4 KiB written and synced       ${floor.toFixed(1)} µs`);

const store = openSqliteStore(folder);
const put = (n: number): void => store.transaction((tx) => tx.put('bench', key(n), { ...row, n }));

const alone = await timed(2000, (n) => {
  put(n);
  return store.durable();
});
print(`one commit a turn, durable            ${alone.toFixed(1)} µs   ${(alone / floor).toFixed(2)} floors`);

const writers = 64;
const together = await timed(2000, (n) => {
  for (let i = 0; i < writers; i++) put(n * writers + i);
  return store.durable();
});
const perSecond = Math.round((1e6 / together) * writers);
print(
  `${writers} commits a turn, durable           ${(together / writers).toFixed(1)} µs each = ${perSecond}/s`,
);

const random = (): string => `us-east-1|${randomUUID()}`;
const long = { ...row, text: 'x'.repeat(3000) };
async function randomRows(rounds: number): Promise<number> {
  const before = process.cpuUsage();
  await timed(rounds, () => {
    for (let i = 0; i < 8; i++) {
      store.transaction((tx) => {
        const key = random();
        if (!tx.get('random', key)) tx.put('random', key, long);
      });
    }
    return store.durable();
  });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / rounds / 8;
}
const fresh = await randomRows(250);
await randomRows(2500);
print(
  `a new row of 3 KB under a random key   ${fresh.toFixed(1)} µs of the processor, eight a commit; ` +
    `beside 20,000: ${(await randomRows(250)).toFixed(1)} µs`,
);

const read = await timed(100_000, (n) =>
  store.transaction((tx) => tx.get('bench', key((n * 7919) % 128_000))),
);
print(`get, any of 128,000 rows              ${read.toFixed(2)} µs   ${(read / floor).toFixed(3)} floors`);
const warm = await timed(100_000, (n) => store.transaction((tx) => tx.get('bench', key(n % 1000))));
print(`get, any of 1,000 rows                ${warm.toFixed(2)} µs`);
const first = await timed(50_000, () => store.transaction((tx) => tx.list('bench', { limit: 1 })));
print(`list, the first row                   ${first.toFixed(2)} µs`);
const some = await timed(10_000, (n) =>
  store.transaction((tx) => tx.list('bench', { after: key(n * 12), limit: 25 })),
);
print(`list, 25 rows                         ${some.toFixed(2)} µs   ${(some / floor).toFixed(3)} floors`);

const comesAndGoes = await timed(100_000, (n) => {
  store.transaction((tx) => tx.put('fact', key(n + 1), row));
  store.transaction((tx) => tx.delete('fact', key(n + 1)));
  return n % 512 === 0 ? store.durable() : undefined;
});
print(
  `a row that comes and goes in a turn   ${comesAndGoes.toFixed(2)} µs   ${(comesAndGoes / floor).toFixed(3)} floors`,
);

await store.durable();
const begun = performance.now();
store.reset();
print(`reset of 128,000 rows                 ${(performance.now() - begun).toFixed(1)} ms`);
store.close();
rmSync(folder, { recursive: true });
