import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { AccessLog } from '../access-log.ts';
import { HouseClock } from '../house-clock.ts';
import { loadBalancer } from '../loopback.contract.ts';
import { PipeEntry } from './pipe-entry.ts';

test('a TLS connection is written down when it is over, in AWS’s form', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-pipes-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const clock = new HouseClock({ wallOrigin: 0, houseOrigin: Date.UTC(2026, 0, 1), speed: 0 });
  const log = new AccessLog(folder, loadBalancer.replace('/app/', '/net/'), clock);
  const entry = new PipeEntry(log, {
    listener: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/net/web/1/2',
    client: '127.0.0.1:40000',
    destination: '127.77.0.1:443',
    secrecy: {
      version: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      openssl: 'TLS_AES_128_GCM_SHA256',
      name: 'shop.example',
      certificate: 'arn:aws:acm:us-east-1:000000000000:certificate/1',
    },
    handshakeMs: 4.2,
    spoken: 'h2',
  });
  entry.received = 98;
  entry.sent = 246;
  clock.set({ wallOrigin: 0, houseOrigin: Date.UTC(2026, 0, 1, 0, 1), speed: 0 });
  entry.write();
  log.flush();
  const [file] = readdirSync(folder);
  const written = readFileSync(path.join(folder, file!), 'utf8').trim().split(' ');
  const [connectionMs] = written.splice(7, 1);
  assert.ok(Number(connectionMs) >= 4);
  assert.equal(
    written.join(' '),
    'tls 2.0 2026-01-01T00:01:00 net/web/1 2 127.0.0.1:40000 127.77.0.1:443 4 98 246 - ' +
      'arn:aws:acm:us-east-1:000000000000:certificate/1 - TLS_AES_128_GCM_SHA256 tlsv13 - shop.example h2 - - ' +
      '2026-01-01T00:00:00',
  );
});
