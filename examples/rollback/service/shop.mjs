import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { memoryMb } from './usage.mjs';
import { tell } from './telling.mjs';

/** What this release is, and what is wrong with it: a file that goes with its code. */
export const release = JSON.parse(readFileSync(new URL('./release.json', import.meta.url), 'utf8'));

const products = [
  { id: 'p-1', name: 'Water wheel', price: '129.00' },
  { id: 'p-2', name: 'Sluice gate', price: '349.00' },
];

/** Somebody has moved it, and nobody has told the load balancer. */
const healthPath = release.fault === 'health-moved' ? '/healthz' : '/health';

/**
 * What the shop answers: `{ status, body }`, or nothing, and hangs up. Where operations ask, every release but one is
 * well: what else is wrong with them only customers see, and hooks that ask for more.
 */
export async function answer(path, query = new URLSearchParams()) {
  switch (path) {
    case healthPath:
      return { status: 200, body: 'ok' };
    case '/self-test':
      return selfTest();
    case '/login':
      return login(query.get('password'));
    case '/':
      return shelves();
    default:
      return { status: 404, body: `There is no ${path}.` };
  }
}

let asked = 0;

async function shelves() {
  asked++;
  if (release.fault === 'bad-status' && asked % 2 === 0) return { status: 500, body: 'Out of cents.' };
  if (release.fault === 'rare-bad-status' && asked % 20 === 0)
    return { status: 500, body: 'Out of cents, now and then.' };
  if (release.fault === 'hangs-up' && asked % 2 === 0) return undefined;
  if (release.fault === 'slow') await pause(4_000);
  // The customer sees nothing of it; the books do.
  if (release.fault === 'wrong-sums')
    tell({ event: 'order', AppErrorCount: 1, why: 'a sum that is not one' });
  return { status: 200, body: JSON.stringify(products) };
}

/** Who is `refused` is counted by the stage's metric filter. */
function login(password) {
  const refused = release.fault === 'locked-out' || password !== 'right';
  tell({ event: 'login', outcome: refused ? 'refused' : 'accepted' });
  return refused ? { status: 401, body: 'No.' } : { status: 200, body: 'Welcome.' };
}

/** What a release says of itself when a hook asks it, before customers do. */
async function selfTest() {
  if (release.fault === 'failing-self-test') return { status: 500, body: 'The prices do not add up.' };
  // Whoever asks without a time-out of his own waits as long as this.
  if (release.fault === 'hanging-self-test') await pause(24 * 60 * 60 * 1000);
  return { status: 200, body: 'The prices add up.' };
}

/** Computes for so many milliseconds of a processor, and does nothing else meanwhile. */
function burn(ms) {
  const before = process.cpuUsage();
  while (process.cpuUsage(before).user < ms * 1000);
}

/** What a release does besides answering: `busy` computes for so many milliseconds. */
export function work(ms) {
  if (release.fault === 'busy') burn(ms);
}

const hoard = [];

/** What a release does when it starts. */
export function begin() {
  if (release.fault === 'crash-loop') throw new Error('SHOP_CURRENCY is not set');
  if (release.fault !== 'memory-hog') return;
  // Pages that are written to are pages that are there.
  while (process.memoryUsage.rss() < 0.95 * memoryMb * 2 ** 20) hoard.push(Buffer.alloc(2 ** 23, 1));
}
