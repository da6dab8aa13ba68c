import assert from 'node:assert/strict';
import { verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { LocalSigning } from './signing.local.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-signing-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('what was signed verifies by the certificate, which is its own issuer, also after a restart', async () => {
  const signing = new LocalSigning(folder);
  for (const algorithm of ['RSA-SHA1', 'RSA-SHA256'] as const) {
    const { signature, certificate } = await signing.perform({
      type: 'signature.make',
      text: 'Message\nü\n',
      algorithm,
    });
    const pem = await new LocalSigning(folder).certificate(certificate);
    const read = new X509Certificate(pem!);
    const { publicKey } = read;
    assert.deepEqual([read.subject, read.issuer], ['CN=sns.penstock', 'CN=sns.penstock']);
    assert.ok(read.verify(publicKey));
    const bytes = Buffer.from(signature, 'base64');
    assert.ok(verify(algorithm, Buffer.from('Message\nü\n'), publicKey, bytes));
    assert.ok(!verify(algorithm, Buffer.from('Message\nu\n'), publicKey, bytes));
  }
  assert.equal(await signing.certificate('SimpleNotificationService-other.pem'), undefined);
});
