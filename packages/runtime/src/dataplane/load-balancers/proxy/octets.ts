/** What an octet may be in HTTP/1.1, as tables: one lookup for each octet of a head. */

export const octet = {
  tab: 0x09,
  lf: 0x0a,
  cr: 0x0d,
  space: 0x20,
  comma: 0x2c,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  semicolon: 0x3b,
} as const;

function tableOf(allowed: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (allowed(code) ? 1 : 0));
}

/** RFC 9110 5.6.2: what names of methods and fields are made of. */
export const isTokenOctet = tableOf((code) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(code)));

/** RFC 9110 5.5: field-vchar, SP and HTAB. Not NUL, not CR, not LF, no other control character. */
export const isValueOctet = tableOf((code) => code === 0x09 || (code >= 0x20 && code !== 0x7f));

/**
 * What a request's target may be made of: visible ASCII, without `"<>\^`{|}` being judged: targets are opaque
 * to us.
 */
export const isTargetOctet = tableOf((code) => code > 0x20 && code < 0x7f);

/** The value of a hexadecimal digit, or 255. */
export const hexValue = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? 255 : digit;
});

/**
 * Whether the octets from `at` on spell `word`, which is lower case, in any case. Lengths are compared by the
 * caller.
 */
export function spells(bytes: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    const code = bytes[at + i]!;
    const lower = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    if (lower !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** Reads 1*DIGIT; -1 where it is anything else, or more than can be counted exactly. */
export function decimalOf(bytes: Uint8Array, from: number, to: number): number {
  if (from >= to || to - from > 15) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const code = bytes[at]!;
    if (code < octet.zero || code > octet.nine) return -1;
    value = value * 10 + (code - octet.zero);
  }
  return value;
}
