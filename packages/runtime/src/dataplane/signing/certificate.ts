import { createPublicKey, sign, type KeyObject } from 'node:crypto';

// A certificate that says of itself whose key it has: X.509, spelled out in DER, since Node reads certificates and
// does not make them.

/** A self-signed certificate, PEM. `serial` tells certificates of the same name apart. */
export function selfSigned(key: KeyObject, commonName: string, serial: Uint8Array): string {
  const name = sequence(set(sequence(oid(2, 5, 4, 3), tagged(0x0c, Buffer.from(commonName)))));
  const algorithm = sequence(oid(1, 2, 840, 113_549, 1, 1, 11), tagged(0x05, Buffer.alloc(0))); // SHA-256 with RSA
  // It is as good as the key, whose life is the data folder's: no dates are checked by who verifies messages.
  const validity = sequence(time('200101000000Z'), time('491231235959Z'));
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const unsigned = sequence(integer(serial), algorithm, name, validity, name, publicKey);
  const signature = sign('RSA-SHA256', unsigned, key);
  const certificate = sequence(
    unsigned,
    algorithm,
    tagged(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const lines = certificate.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** DER: one byte below 128, and otherwise how many bytes follow. */
function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const set = (...parts: readonly Buffer[]): Buffer => tagged(0x31, Buffer.concat(parts));
const time = (text: string): Buffer => tagged(0x17, Buffer.from(text));
/** Positive, and not padded, whatever the bytes are: a one goes before them. */
const integer = (bytes: Uint8Array): Buffer => tagged(0x02, Buffer.concat([Buffer.from([1]), bytes]));

function oid(first: number, second: number, ...rest: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}
