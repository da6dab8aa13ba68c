import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Scope } from '../../base/scope.ts';
import { invalidCiphertext } from './errors.ts';
import type { KeyRecord } from './records.ts';

/**
 * A ciphertext of a symmetric key: what says which key and which of its materials it is of, in the clear, then nonce,
 * tag and text of AES-256-GCM. The header and the encryption context are authenticated with it.
 */
// AWS: seen that blobs begin so; what follows is AWS's own, and different here.
const magic = Buffer.from([1, 2, 2, 0, 0x78]);
const nonceLength = 12;
const tagLength = 16;

export type EncryptionContext = Readonly<Record<string, string>>;

export function seal(
  key: KeyRecord,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  context: EncryptionContext | undefined,
): Buffer {
  const index = key.materials.length - 1;
  const header = headerOf(key, index);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.materials[index]!, 'base64'), nonce);
  cipher.setAAD(authenticated(header, context));
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), text]);
}

/** What a ciphertext says of itself. */
export interface Sealed extends Scope {
  readonly keyId: string;
  readonly material: number;
  readonly header: Buffer;
  readonly rest: Buffer;
}

/** Undefined where it is no ciphertext of a symmetric key of any house. */
export function readSealed(blob: Uint8Array): Sealed | undefined {
  const bytes = Buffer.from(blob);
  if (!bytes.subarray(0, magic.length).equals(magic)) return undefined;
  const end = magic.length + 1 + (bytes[magic.length] ?? 0);
  if (bytes.length < end + nonceLength + tagLength) return undefined;
  const [account, region, keyId, material] = bytes
    .subarray(magic.length + 1, end)
    .toString('latin1')
    .split('|');
  if (!account || !region || !keyId || !material) return undefined;
  return {
    account,
    region,
    keyId,
    material: Number(material),
    header: bytes.subarray(0, end),
    rest: bytes.subarray(end),
  };
}

export function unseal(key: KeyRecord, sealed: Sealed, context: EncryptionContext | undefined): Buffer {
  const material = key.materials[sealed.material] ?? invalidCiphertext();
  const nonce = sealed.rest.subarray(0, nonceLength);
  const tag = sealed.rest.subarray(nonceLength, nonceLength + tagLength);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(material, 'base64'), nonce);
  decipher.setAAD(authenticated(sealed.header, context)).setAuthTag(tag);
  const text = decipher.update(sealed.rest.subarray(nonceLength + tagLength));
  return Buffer.concat([text, finish(() => decipher.final())]);
}

/** OpenSSL tells what was tampered with, or of another context, by an error without a code. */
function finish(last: () => Buffer): Buffer {
  try {
    return last();
  } catch (error) {
    if (error instanceof Error && /unable to authenticate/i.test(error.message)) return invalidCiphertext();
    throw error;
  }
}

function headerOf({ account, region, keyId }: KeyRecord, material: number): Buffer {
  const name = Buffer.from([account, region, keyId, material].join('|'), 'latin1');
  return Buffer.concat([magic, Buffer.from([name.length]), name]);
}

/** AWS: the order of a context's pairs does not matter; the case of its letters does. */
function authenticated(header: Buffer, context: EncryptionContext = {}): Buffer {
  const pairs = Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(pairs))]);
}
