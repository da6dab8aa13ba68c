/**
 * Keys are compared by UTF-16 code units, SQLite compares their UTF-8 bytes, and the two differ from U+D800
 * on: surrogates come before U+E000 in the one and after U+FFFF in the other, and a lone one is not kept at
 * all. So every unit from U+D7FF up is spelled as three lower ones. Order and prefixes stay as they are;
 * other keys, nearly all, are untouched.
 */
export function encodeKey(key: string): string {
  return high.test(key) ? key.replace(everyHigh, spelled) : key;
}

export function decodeKey(text: string): string {
  return text.includes('\uD7FF') ? text.replace(everySpelled, unspelled) : text;
}

/** Comes after every encoded key. */
export const afterEveryKey = '\uE000';

const high = /[\uD7FF-\uFFFF]/;
const everyHigh = /[\uD7FF-\uFFFF]/g;
const everySpelled = /\uD7FF(.)(.)/gs;
/** Keeps both halves away from NUL. */
const offset = 0x100;

function spelled(unit: string): string {
  const code = unit.charCodeAt(0);
  return String.fromCharCode(0xd7ff, offset + (code >> 8), offset + (code & 0xff));
}

function unspelled(_all: string, upper: string, lower: string): string {
  return String.fromCharCode(((upper.charCodeAt(0) - offset) << 8) | (lower.charCodeAt(0) - offset));
}
