import { createHmac } from 'node:crypto';

// RFC 6238: HMAC-SHA-1, six digits, a code every thirty seconds.
const stepMs = 30_000;
const digits = 6;

/** How far the clock of who shows the codes may be off, in steps. AWS: unverified. */
const drift = 1;

export const stepAt = (time: number): number => Math.floor(time / stepMs);

/** The code of one step, RFC 4226. */
export function codeAt(seed: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', seed).update(counter).digest();
  const at = hash[hash.length - 1]! & 0xf;
  const number = hash.readUInt32BE(at) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step that a code is of about now, of those after the last one that was used. */
export function stepOf(
  seed: Buffer,
  code: string,
  { now, after }: { readonly now: number; readonly after: number },
): number | undefined {
  for (let step = stepAt(now) - drift; step <= stepAt(now) + drift; step += 1)
    if (step > after && codeAt(seed, step) === code) return step;
  return undefined;
}

/** AWS: "two consecutive authentication codes". They may have been shown a while ago, one right after the other. */
export function pairOf(
  seed: Buffer,
  [first, second]: readonly [string, string],
  now: number,
): number | undefined {
  const patience = 10;
  for (let step = stepAt(now) + drift; step > stepAt(now) - patience; step -= 1)
    if (codeAt(seed, step) === second && codeAt(seed, step - 1) === first) return step;
  return undefined;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, of a seed whose bits are so many fives. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.replace(/.{5}/g, (five) => letters[parseInt(five, 2)]!);
}
