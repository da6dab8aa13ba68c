import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { test } from 'node:test';
import type { KeyGenerate, KeyGenerated } from '../../base/effects/key.ts';

type Perform = (effect: KeyGenerate) => Promise<KeyGenerated>;

/** What holds for every room of keys. */
export function keysContract(name: string, perform: Perform): void {
  test(`${name}: a pair is of the kind asked for`, async () => {
    const rows = [
      ['RSA_2048', 'rsa', { modulusLength: 2048 }],
      ['ECC_NIST_P256', 'ec', { namedCurve: 'prime256v1' }],
      ['ECC_NIST_P384', 'ec', { namedCurve: 'secp384r1' }],
      ['ECC_NIST_P521', 'ec', { namedCurve: 'secp521r1' }],
      ['ECC_SECG_P256K1', 'ec', { namedCurve: 'secp256k1' }],
      ['ECC_NIST_EDWARDS25519', 'ed25519', {}],
    ] as const;
    for (const [spec, type, details] of rows) {
      const { privateKey } = await perform({ type: 'key.generate', spec });
      const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
      assert.equal(key.asymmetricKeyType, type);
      const { publicExponent: _exponent, ...seen } = key.asymmetricKeyDetails!;
      assert.deepEqual({ ...seen }, details);
    }
  });
}
