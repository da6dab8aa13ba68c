import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { AwsError } from '../../base/aws-error.ts';
import type { KeyPairSpec } from '../../base/effects/key.ts';
import { SimulatedKeys } from '../../dataplane/keys/keys.simulated.ts';
import { keySpecs } from './key-specs.ts';
import { decryptWithPair, encryptWithPair, publicKeyBytes, signWithPair, verifyWithPair } from './pairs.ts';
import type { KeyRecord } from './records.ts';

const room = new SimulatedKeys();

async function keyOf(spec: KeyPairSpec, keyUsage: KeyRecord['keyUsage']): Promise<KeyRecord> {
  const { privateKey } = await room.perform({ type: 'key.generate', spec });
  return {
    account: '000000000000',
    region: 'us-east-1',
    keyId: 'k',
    arn: 'arn',
    description: '',
    keySpec: spec,
    keyUsage,
    state: 'Enabled',
    creationDate: 0,
    policy: '{}',
    tags: {},
    rotations: [],
    materials: [privateKey],
  };
}

const isCalled = (name: string) => (error: unknown) => error instanceof AwsError && error.name === name;
const message = Buffer.from('hello');

test('what a pair signs, it verifies, by every algorithm it has; and nothing else', async () => {
  const specs = [
    'RSA_2048',
    'ECC_NIST_P256',
    'ECC_NIST_P384',
    'ECC_NIST_P521',
    'ECC_SECG_P256K1',
    'ECC_NIST_EDWARDS25519',
  ] as const;
  for (const spec of specs) {
    const key = await keyOf(spec, 'SIGN_VERIFY');
    for (const algorithm of keySpecs[spec]!.signing!) {
      const signature = signWithPair(key, { algorithm, message, isDigest: false });
      const verified = (text: string) =>
        verifyWithPair(key, { algorithm, message: Buffer.from(text), isDigest: false }, signature);
      assert.ok(verified('hello'), `${spec} ${algorithm}`);
      assert.ok(!verified('hullo'), `${spec} ${algorithm}`);
    }
  }
});

test('a digest signed is the message signed; anybody verifies it by the public key', async () => {
  const key = await keyOf('RSA_2048', 'SIGN_VERIFY');
  const algorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
  const digest = { algorithm, message: createHash('sha256').update(message).digest(), isDigest: true };
  const signature = signWithPair(key, digest);
  assert.deepEqual(signature, signWithPair(key, { algorithm, message, isDigest: false }));
  assert.ok(verifyWithPair(key, digest, signature));
  assert.ok(
    !verifyWithPair(
      key,
      digest,
      signature.map((byte) => byte ^ 1),
    ),
  );
  const publicKey = createPublicKey({ key: publicKeyBytes(key), format: 'der', type: 'spki' });
  assert.ok(verify('sha256', message, publicKey, signature));
  const short = { ...digest, message: Buffer.from('short') };
  assert.throws(() => signWithPair(key, short), isCalled('ValidationException'));
  const pss = { ...digest, algorithm: 'RSASSA_PSS_SHA_256' };
  assert.throws(() => signWithPair(key, pss), isCalled('UnsupportedOperationException'));
});

test('what anybody encrypts with the public key, the pair decrypts', async () => {
  const key = await keyOf('RSA_2048', 'ENCRYPT_DECRYPT');
  for (const algorithm of ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']) {
    const blob = encryptWithPair(key, algorithm, message);
    assert.deepEqual(decryptWithPair(key, algorithm, blob), message);
    const broken = blob.map((byte) => byte ^ 1);
    assert.throws(() => decryptWithPair(key, algorithm, broken), isCalled('InvalidCiphertextException'));
    assert.throws(() => encryptWithPair(key, algorithm, Buffer.alloc(240)), isCalled('ValidationException'));
  }
});
