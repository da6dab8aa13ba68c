import { createPublicKey, sign, type KeyObject } from 'node:crypto';

// Certificates: X.509, spelled out in DER, since Node reads certificates and does not make them.

/** What a certificate says. */
export interface CertificateWords {
  readonly commonName: string;
  /** Tells certificates of the same name apart; 1 to 19 bytes. */
  readonly serial: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  /** Whose key it vouches for: public, or private. */
  readonly key: KeyObject;
  /** DNS names. */
  readonly names?: readonly string[];
  /** Whether its key may vouch for others. */
  readonly authority?: boolean;
}

/** Who vouches: its name, and its private RSA key. */
export interface Issuer {
  readonly commonName: string;
  readonly key: KeyObject;
}

/** A certificate that says of itself whose key it has, PEM. */
export function selfSigned(key: KeyObject, commonName: string, serial: Uint8Array): string {
  // It is as good as the key, whose life is the data folder's: no dates are checked by who verifies messages.
  const [notBefore, notAfter] = [Date.UTC(2020, 0, 1), Date.UTC(2049, 11, 31, 23, 59, 59)];
  return certificateOf({ commonName, serial, notBefore, notAfter, key }, { commonName, key });
}

/** A certificate, PEM, signed with SHA-256 and RSA. The same words by the same issuer are the same bytes. */
export function certificateOf(words: CertificateWords, issuer: Issuer): string {
  const algorithm = sequence(oid(1, 2, 840, 113_549, 1, 1, 11), tagged(0x05, Buffer.alloc(0)));
  const publicKey = words.key.type === 'public' ? words.key : createPublicKey(words.key);
  const extensions = extensionsOf(words);
  const unsigned = sequence(
    // Version 3 where there are extensions; version 1 says nothing.
    ...(extensions.length > 0 ? [tagged(0xa0, tagged(0x02, Buffer.from([2])))] : []),
    integer(words.serial),
    algorithm,
    nameOf(issuer.commonName),
    sequence(time(words.notBefore), time(words.notAfter)),
    nameOf(words.commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [tagged(0xa3, sequence(...extensions))] : []),
  );
  const signature = sign('RSA-SHA256', unsigned, issuer.key);
  const bits = tagged(0x03, Buffer.concat([Buffer.from([0]), signature]));
  const lines = sequence(unsigned, algorithm, bits)
    .toString('base64')
    .match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function extensionsOf({ names = [], authority }: CertificateWords): Buffer[] {
  const yes = tagged(0x01, Buffer.from([0xff]));
  const extension = (id: Buffer, critical: boolean, content: Buffer) =>
    sequence(id, ...(critical ? [yes] : []), tagged(0x04, content));
  const extensions: Buffer[] = [];
  if (authority) {
    extensions.push(extension(oid(2, 5, 29, 19), true, sequence(yes)));
    // keyCertSign and cRLSign.
    extensions.push(extension(oid(2, 5, 29, 15), true, tagged(0x03, Buffer.from([1, 0x06]))));
  }
  if (names.length > 0) {
    const dnsNames = names.map((name) => tagged(0x82, Buffer.from(name)));
    extensions.push(extension(oid(2, 5, 29, 17), false, sequence(...dnsNames)));
    // serverAuth and clientAuth.
    const uses = [1, 2].map((use) => oid(1, 3, 6, 1, 5, 5, 7, 3, use));
    extensions.push(extension(oid(2, 5, 29, 37), false, sequence(...uses)));
  }
  return extensions;
}

const nameOf = (commonName: string): Buffer =>
  sequence(set(sequence(oid(2, 5, 4, 3), tagged(0x0c, Buffer.from(commonName)))));

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

/** UTCTime until 2049, GeneralizedTime from then on: RFC 5280 4.1.2.5. */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\..*/g, '');
  return Number(digits.slice(0, 4)) < 2050
    ? tagged(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : tagged(0x18, Buffer.from(`${digits}Z`));
}

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
