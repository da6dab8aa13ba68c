import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { pairOf, publicHalf } from './key-material.ts';

const pkcs8 = { type: 'pkcs8', format: 'der' } as const;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pkcs8).toString('base64');
const ed25519 = generateKeyPairSync('ed25519').privateKey.export(pkcs8).toString('base64');

test('an RSA pair is told as PEM, with the fingerprint of its private half', () => {
  const pair = pairOf(rsa);
  assert.match(pair.KeyMaterial, /^-----BEGIN RSA PRIVATE KEY-----\n[^]+-----END RSA PRIVATE KEY-----$/);
  assert.match(pair.KeyFingerprint, /^([0-9a-f]{2}:){19}[0-9a-f]{2}$/);
  assert.equal(publicHalf(`${pair.PublicKey} me`)!.PublicKey, pair.PublicKey);
  assert.match(publicHalf(pair.PublicKey)!.KeyFingerprint, /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
});

test('an ED25519 pair is told in the form of OpenSSH', () => {
  const pair = pairOf(ed25519);
  const [begin, ...rest] = pair.KeyMaterial.split('\n');
  assert.equal(begin, '-----BEGIN OPENSSH PRIVATE KEY-----');
  const whole = Buffer.from(rest.slice(0, -1).join(''), 'base64');
  assert.equal(whole.subarray(0, 15).toString(), 'openssh-key-v1\0');
  assert.equal((whole.length - 15 - 8 - 8 - 4 - 4 - 55 - 4) % 8, 0);
  assert.equal(publicHalf(pair.PublicKey)!.KeyFingerprint, pair.KeyFingerprint);
});

test('what is no public key is none', () => {
  for (const text of [
    '',
    'ssh-rsa',
    'ssh-rsa AAAA',
    'ssh-ed25519 AAAAB3NzaC1yc2E=',
    'ssh-dss AAAAB3NzaC1kc3MAAA==',
  ])
    assert.equal(publicHalf(text), undefined, text);
});
