import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** A public key as OpenSSH spells it, and what EC2 tells of the pair. */
export interface PublicHalf {
  readonly KeyType: 'rsa' | 'ed25519';
  /** `ssh-rsa AAAA…`. */
  readonly PublicKey: string;
  readonly KeyFingerprint: string;
}

/** A pair that EC2 has made: its private half is told once, and kept nowhere. */
export interface Pair extends PublicHalf {
  readonly KeyMaterial: string;
}

const colons = (digest: Buffer): string => digest.toString('hex').match(/../g)!.join(':');

const string = (text: string | Buffer): Buffer => {
  const bytes = Buffer.from(text as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** SSH's numbers have no zeros before them, and one where they would be negative. */
const number = (bytes: Buffer): Buffer =>
  string(bytes[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);

function blobOf(key: KeyObject): Buffer {
  const { n = '', e = '', x = '' } = key.export({ format: 'jwk' });
  const [modulus, exponent] = [n, e].map((text) => Buffer.from(text, 'base64url')) as [Buffer, Buffer];
  return key.asymmetricKeyType === 'rsa'
    ? Buffer.concat([string('ssh-rsa'), number(exponent), number(modulus)])
    : Buffer.concat([string('ssh-ed25519'), string(Buffer.from(x, 'base64url'))]);
}

/** A pair out of a private key, PKCS #8 in base64. */
// AWS: user guide, "Create a key pair": SHA-1 of the private key for RSA, SHA-256 of the public one for ED25519.
export function pairOf(pkcs8: string): Pair {
  const der = Buffer.from(pkcs8, 'base64');
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const blob = blobOf(createPublicKey(key));
  const rsa = key.asymmetricKeyType === 'rsa';
  const KeyMaterial = rsa
    ? key.export({ type: 'pkcs1', format: 'pem' }).toString().trim()
    : openSsh(key, blob);
  const KeyFingerprint = rsa ? colons(createHash('sha1').update(der).digest()) : sha256(blob);
  const KeyType = rsa ? 'rsa' : 'ed25519';
  return { KeyType, PublicKey: `ssh-${KeyType} ${blob.toString('base64')}`, KeyFingerprint, KeyMaterial };
}

const sha256 = (blob: Buffer): string => createHash('sha256').update(blob).digest('base64');

/** OpenSSH's own form of a private key that no words protect; Node.js does not write it. */
// https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
function openSsh(key: KeyObject, blob: Buffer): string {
  const { x = '', d = '' } = key.export({ format: 'jwk' });
  const [half, secret] = [x, d].map((text) => Buffer.from(text, 'base64url')) as [Buffer, Buffer];
  const inner = Buffer.concat([
    Buffer.alloc(8), // Two equal numbers, by which a wrong pass phrase would be seen.
    string('ssh-ed25519'),
    string(half),
    string(Buffer.concat([secret, half])),
    string(''),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (inner.length % 8)) % 8));
  const none = string('none');
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    none,
    none,
    string(''),
    Buffer.from([0, 0, 0, 1]),
    string(blob),
    string(Buffer.concat([inner, padding])),
  ]);
  const lines = whole.toString('base64').match(/.{1,70}/g)!;
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----'].join('\n');
}

/** A public key that somebody brings along; undefined where it is none of OpenSSH's. */
// AWS: user guide, "Verify the fingerprint": MD5 of an imported RSA key, SHA-256 of an ED25519 one.
export function publicHalf(text: string): PublicHalf | undefined {
  const [name = '', base64 = ''] = text.trim().split(/\s+/);
  const blob = Buffer.from(base64, 'base64');
  const parts = partsOf(blob);
  if (parts?.[0]?.toString() !== name) return undefined;
  const PublicKey = `${name} ${blob.toString('base64')}`;
  if (name === 'ssh-ed25519' && parts.length === 2 && parts[1]!.length === 32)
    return { KeyType: 'ed25519', PublicKey, KeyFingerprint: sha256(blob) };
  if (name !== 'ssh-rsa' || parts.length !== 3) return undefined;
  const [e, n] = parts.slice(1).map((part) => part.toString('base64url'));
  try {
    const key = createPublicKey({ key: { kty: 'RSA', n: n!, e: e! }, format: 'jwk' });
    const der = key.export({ type: 'spki', format: 'der' });
    return { KeyType: 'rsa', PublicKey, KeyFingerprint: colons(createHash('md5').update(der).digest()) };
  } catch {
    return undefined; // Numbers that make no key.
  }
}

function partsOf(blob: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < blob.length;) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    parts.push(blob.subarray(at + 4, end));
    at = end;
  }
  return parts;
}
