import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksumOf } from './checksum.ts';

// The check values of the catalogue of CRCs and of the hashes, for the text `123456789`.
const checks: Readonly<Record<string, string>> = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
  md5: '25f9e794323b453885f5181f1b624d0b',
};

test('checksums are what everybody else computes, however the bytes come', () => {
  for (const [algorithm, hex] of Object.entries(checks)) {
    const whole = checksumOf(algorithm) ?? assert.fail(algorithm);
    whole.update(Buffer.from('123456789'));
    assert.equal(Buffer.from(whole.digest(), 'base64').toString('hex'), hex, algorithm);
    const pieces = checksumOf(algorithm) ?? assert.fail(algorithm);
    for (const piece of ['1', '', '2345', '6789']) pieces.update(Buffer.from(piece));
    assert.equal(Buffer.from(pieces.digest(), 'base64').toString('hex'), hex, algorithm);
  }
  for (const algorithm of ['xxhash3', '__proto__', 'constructor', ''])
    assert.equal(checksumOf(algorithm), undefined);
});
