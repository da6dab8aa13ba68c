import { hash, type X509Certificate } from 'node:crypto';

/** What a certificate is known by to whoever revokes it: its issuer, and the number that the issuer gave it. */
type Mark = string;

/** Of each certificate that a list (PEM, RFC 5280 5) revokes; undefined where it is none. */
export function revokedIn(pem: string): Mark[] | undefined {
  const blocks = [...pem.matchAll(/-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/g)];
  if (blocks.length === 0) return undefined;
  try {
    return blocks.flatMap(([, text]) => marksIn(Buffer.from(text!, 'base64')));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function markOf(certificate: X509Certificate): Mark {
  const [first, ...rest] = inside(inside(inside(certificate.raw)[0]!.body)[0]!.body);
  // The version is left out where it is the first.
  const [serial, , issuer] = first!.tag === tag.context ? rest : [first, ...rest];
  return mark(issuer!, serial!);
}

const tag = { integer: 0x02, sequence: 0x30, context: 0xa0 };

function marksIn(list: Buffer): Mark[] {
  const all = inside(inside(inside(list)[0]!.body)[0]!.body);
  const [, issuer, ...rest] = all[0]?.tag === tag.integer ? all.slice(1) : all;
  if (issuer?.tag !== tag.sequence) throw new RangeError('a list names its issuer');
  const revoked = rest.find((part) => part.tag === tag.sequence);
  return revoked ? inside(revoked.body).map((entry) => mark(issuer, inside(entry.body)[0]!)) : [];
}

const mark = (issuer: Part, serial: Part): Mark =>
  `${serial.body.toString('hex').replace(/^(?:00)+(?=..)/, '')} ${hash('sha256', issuer.whole, 'hex').slice(0, 32)}`;

/** One value in DER. */
interface Part {
  readonly tag: number;
  readonly body: Buffer;
  /** With its tag and length. */
  readonly whole: Buffer;
}

/** Those that follow each other in some bytes. A `RangeError` where they are none. */
function inside(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes.readUInt8(at + 1);
    const long = first < 0x80 ? 0 : first & 0x7f;
    const length = long === 0 ? first : bytes.readUIntBE(at + 2, long);
    const from = at + 2 + long;
    if (from + length > bytes.length) throw new RangeError('a value is cut off');
    parts.push({
      tag: bytes[at]!,
      body: bytes.subarray(from, from + length),
      whole: bytes.subarray(at, from + length),
    });
    at = from + length;
  }
  if (parts.length === 0) throw new RangeError('there is no value');
  return parts;
}
