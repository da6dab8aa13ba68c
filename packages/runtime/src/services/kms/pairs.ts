import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { invalidCiphertext, unsupported, validation } from './errors.ts';
import type { KeyRecord } from './records.ts';

const privateKeyOf = ({ materials }: KeyRecord): KeyObject =>
  createPrivateKey({ key: Buffer.from(materials[0]!, 'base64'), format: 'der', type: 'pkcs8' });

/** AWS: "a DER-encoded X.509 public key, also known as SubjectPublicKeyInfo". */
export const publicKeyBytes = (key: KeyRecord): Buffer =>
  createPublicKey(privateKeyOf(key)).export({ format: 'der', type: 'spki' });

const oaepHash = (algorithm: string): string => (algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256');
const padding = constants.RSA_PKCS1_OAEP_PADDING;

export function encryptWithPair(key: KeyRecord, algorithm: string, plaintext: Uint8Array): Buffer {
  const publicKey = createPublicKey(privateKeyOf(key));
  const hash = oaepHash(algorithm);
  const sizeMax = publicKey.asymmetricKeyDetails!.modulusLength! / 8 - 2 * (hash === 'sha1' ? 20 : 32) - 2;
  // AWS: unverified sentence.
  if (plaintext.length > sizeMax)
    validation(
      `Algorithm ${algorithm} and key spec ${key.keySpec} cannot encrypt data larger than ${sizeMax} bytes.`,
    );
  return publicEncrypt({ key: publicKey, padding, oaepHash: hash }, plaintext);
}

export function decryptWithPair(key: KeyRecord, algorithm: string, blob: Uint8Array): Buffer {
  try {
    return privateDecrypt({ key: privateKeyOf(key), padding, oaepHash: oaepHash(algorithm) }, blob);
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_OSSL'))
      return invalidCiphertext();
    throw error;
  }
}

/** What is signed: a message, or the digest of one. */
export interface Signing {
  readonly algorithm: string;
  readonly message: Uint8Array;
  readonly isDigest: boolean;
}

export function signWithPair(key: KeyRecord, { algorithm, message, isDigest }: Signing): Buffer {
  if (isDigest) {
    const prefixed = digestInfo(algorithm, message);
    return privateEncrypt({ key: privateKeyOf(key), padding: constants.RSA_PKCS1_PADDING }, prefixed);
  }
  return sign(hashOf(algorithm), message, { key: privateKeyOf(key), ...paddingOf(algorithm) });
}

export function verifyWithPair(
  key: KeyRecord,
  { algorithm, message, isDigest }: Signing,
  signature: Uint8Array,
): boolean {
  const publicKey = createPublicKey(privateKeyOf(key));
  if (!isDigest)
    return verify(hashOf(algorithm), message, { key: publicKey, ...paddingOf(algorithm) }, signature);
  try {
    const recovered = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
    return recovered.equals(digestInfo(algorithm, message));
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_OSSL')) return false;
    throw error;
  }
}

/** Ed25519 hashes for itself. */
const hashOf = (algorithm: string): string | null =>
  algorithm.startsWith('ED25519') ? null : `sha${algorithm.slice(algorithm.lastIndexOf('_') + 1)}`;

const paddingOf = (algorithm: string) =>
  algorithm.startsWith('RSASSA_PSS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};

/** RFC 8017, 9.2: the ASN.1 in front of a digest that says what it is. */
const prefixes: Readonly<Record<string, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** OpenSSL, as Node gives it, signs messages; of digests it leaves us what PKCS #1 v1.5 needs. */
function digestInfo(algorithm: string, digest: Uint8Array): Buffer {
  if (!algorithm.startsWith('RSASSA_PKCS1'))
    unsupported(
      `Penstock signs digests with RSASSA_PKCS1_V1_5 only: with ${algorithm} send the message (RAW).`,
    );
  const hash = hashOf(algorithm)!;
  if (digest.length !== createHash(hash).digest().length)
    validation(`Digest is invalid length for algorithm ${algorithm}.`);
  return Buffer.concat([Buffer.from(prefixes[hash]!, 'hex'), digest]);
}
