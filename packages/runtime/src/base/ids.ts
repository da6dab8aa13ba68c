import { createHash, hash, randomBytes, randomUUID } from 'node:crypto';

/** The only source of randomness. Real in production, counted in every test. */
export interface Ids {
  /** A version 4 UUID, lower case. */
  uuid(): string;
  /** `length` characters out of `alphabet`. */
  word(length: number, alphabet: string): string;
  /** Bytes that nobody can guess: keys, and the nonces of ciphers. */
  bytes(length: number): Uint8Array;
}

export const alphabets = {
  hex: '0123456789abcdef',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
};

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  word: (length, alphabet) =>
    Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join(''),
  bytes: (length) => randomBytes(length),
};

/** Ids that count: readable in transcripts, and the same on every run. `next` answers 1, 2, 3 … */
export function countedIds(next: () => number): Ids {
  return {
    uuid: () => `00000000-0000-4000-8000-${String(next()).padStart(12, '0')}`,
    word(length, alphabet) {
      let rest = next();
      let word = '';
      for (let i = 0; i < length; i++) {
        word = alphabet[rest % alphabet.length] + word;
        rest = Math.floor(rest / alphabet.length);
      }
      return word;
    },
    bytes(length) {
      const number = next();
      const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
        createHash('sha256').update(`${number}:${block}`).digest(),
      );
      return Buffer.concat(blocks).subarray(0, length);
    },
  };
}

/** A UUID that follows from its parts: how a pure decision names something new, the same on every replay. */
export function derivedUuid(...parts: readonly (string | number)[]): string {
  const hex = hash('sha256', JSON.stringify(parts), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `length` characters out of `alphabet` that follow from the parts. */
export function derivedWord(
  length: number,
  alphabet: string,
  ...parts: readonly (string | number)[]
): string {
  const bytes = hash('sha512', JSON.stringify(parts), 'buffer');
  let word = '';
  for (const byte of bytes.subarray(0, length)) word += alphabet[byte % alphabet.length];
  return word;
}
