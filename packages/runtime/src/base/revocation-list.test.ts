import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { markOf, revokedIn } from './revocation-list.ts';

test('a list that openssl has made revokes the certificates that it names, and no others', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-crl-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const request = ['req', '-newkey', 'rsa:2048', '-nodes', '-keyout'];
  openssl(
    ...request,
    'ca.key',
    '-x509',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Team authority/O=Shop',
    '-days',
    '9',
  );
  writeFileSync(path.join(folder, 'index.txt'), '');
  writeFileSync(path.join(folder, 'serial'), '00F1');
  writeFileSync(
    path.join(folder, 'ca.conf'),
    '[ca]\ndefault_ca=one\n[one]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ncertificate=ca.pem\n' +
      'private_key=ca.key\ndefault_md=sha256\ndefault_days=9\ndefault_crl_days=9\npolicy=any\n' +
      '[any]\ncommonName=supplied\n',
  );
  const ca = ['ca', '-batch', '-config', 'ca.conf'];
  const certificates = ['one', 'two'].map((name) => {
    openssl(...request, `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    openssl(...ca, '-in', `${name}.csr`, '-out', `${name}.pem`, '-notext');
    return new X509Certificate(readFileSync(path.join(folder, `${name}.pem`)));
  });
  const list = () => openssl(...ca, '-gencrl').toString();
  assert.deepEqual(revokedIn(list()), []);
  openssl(...ca, '-revoke', 'one.pem');
  const [one, two] = certificates.map(markOf);
  const pem = list();
  assert.deepEqual(revokedIn(pem), [one]);
  assert.notEqual(one, two);
  assert.equal(revokedIn('no list'), undefined);
  const half = pem.replace(/(BEGIN X509 CRL-----\n)[^-]+/, '$1MIIB\n');
  assert.equal(revokedIn(half), undefined);
});
