import type { KeyPairSpec } from '../../base/effects/key.ts';
import type { KeyUsage } from './records.ts';

interface KeySpec {
  readonly usages: readonly KeyUsage[];
  readonly encryption?: readonly string[];
  readonly signing?: readonly string[];
  readonly mac?: string;
  /** Of HMAC keys: bytes. AWS: as long as what they make. */
  readonly macLength?: number;
  readonly pair?: KeyPairSpec;
}

const rsaSigning = ['SHA_256', 'SHA_384', 'SHA_512'].flatMap((hash) => [
  `RSASSA_PKCS1_V1_5_${hash}`,
  `RSASSA_PSS_${hash}`,
]);

const rsa = (pair: KeyPairSpec): KeySpec => ({
  usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
  encryption: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
  signing: rsaSigning.toSorted(),
  pair,
});

const ecc = (pair: KeyPairSpec, algorithm: string): KeySpec => ({
  usages: ['SIGN_VERIFY'],
  signing: [algorithm],
  pair,
});

const hmac = (bits: number): KeySpec => ({
  usages: ['GENERATE_VERIFY_MAC'],
  mac: `HMAC_SHA_${bits}`,
  macLength: bits / 8,
});

/** AWS: developer guide, "Key spec reference". ML_DSA and SM2 keys, and key agreement, are not served. */
export const keySpecs: Readonly<Record<string, KeySpec>> = {
  SYMMETRIC_DEFAULT: { usages: ['ENCRYPT_DECRYPT'], encryption: ['SYMMETRIC_DEFAULT'] },
  RSA_2048: rsa('RSA_2048'),
  RSA_3072: rsa('RSA_3072'),
  RSA_4096: rsa('RSA_4096'),
  ECC_NIST_P256: ecc('ECC_NIST_P256', 'ECDSA_SHA_256'),
  ECC_NIST_P384: ecc('ECC_NIST_P384', 'ECDSA_SHA_384'),
  ECC_NIST_P521: ecc('ECC_NIST_P521', 'ECDSA_SHA_512'),
  ECC_SECG_P256K1: ecc('ECC_SECG_P256K1', 'ECDSA_SHA_256'),
  ECC_NIST_EDWARDS25519: ecc('ECC_NIST_EDWARDS25519', 'ED25519_SHA_512'),
  HMAC_224: hmac(224),
  HMAC_256: hmac(256),
  HMAC_384: hmac(384),
  HMAC_512: hmac(512),
};

export const specOf = (keySpec: string): KeySpec => keySpecs[keySpec]!;
