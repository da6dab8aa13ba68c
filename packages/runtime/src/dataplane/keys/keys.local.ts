import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyGenerate, KeyGenerated, KeyPairSpec } from '../../base/effects/key.ts';
import type { Keys } from './keys.ts';

const generate = promisify(generateKeyPair);

const curves: Readonly<Partial<Record<KeyPairSpec, string>>> = {
  ECC_NIST_P256: 'prime256v1',
  ECC_NIST_P384: 'secp384r1',
  ECC_NIST_P521: 'secp521r1',
  ECC_SECG_P256K1: 'secp256k1',
};

/** Key pairs by OpenSSL, on a thread of its own. */
export class LocalKeys implements Keys {
  async perform({ spec }: KeyGenerate): Promise<KeyGenerated> {
    const key = await privateKey(spec);
    return { privateKey: key.export({ format: 'der', type: 'pkcs8' }).toString('base64') };
  }
}

async function privateKey(spec: KeyPairSpec): Promise<KeyObject> {
  const namedCurve = curves[spec];
  if (namedCurve !== undefined) return (await generate('ec', { namedCurve })).privateKey;
  if (spec === 'ECC_NIST_EDWARDS25519') return (await generate('ed25519')).privateKey;
  return (await generate('rsa', { modulusLength: Number(spec.slice('RSA_'.length)) })).privateKey;
}
