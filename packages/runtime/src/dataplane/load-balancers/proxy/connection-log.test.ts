import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectPlain, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { connect } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { certificateOf, selfSigned } from '../../../base/certificate.ts';
import { address, freePort, loadBalancer, Loopback } from './loopback.contract.ts';
import { logSpanMs } from './log-lines.ts';

/** Five minutes of the house's are a tenth of a second. */
const speed = 3000;
const logs = mkdtempSync(path.join(tmpdir(), 'penstock-connections-'));
const loopback = new Loopback(speed, { logs });
const begun = Math.floor(loopback.now() / logSpanMs) * logSpanMs;
after(async () => {
  await loopback.close();
  rmSync(logs, { recursive: true, force: true });
});

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const authority = pair();
const own = pair();
const pem = (key: typeof own) => key.export({ type: 'pkcs8', format: 'pem' }) as string;

function client(notAfter = Date.UTC(2040, 0)) {
  const key = pair();
  const words = {
    commonName: 'web-1',
    serial: Buffer.from([7]),
    notBefore: Date.UTC(2026, 0),
    notAfter,
    key,
  };
  const cert = certificateOf(words, { commonName: 'Team authority', key: authority });
  return { cert, key: pem(key) };
}

/** However it ends: who is refused may hear of it, or be cut off. */
const closed = (socket: Socket) => new Promise((resolve) => socket.on('close', resolve));

test('connections are written down, and what came of their handshakes', async () => {
  const port = await freePort();
  const chain = selfSigned(own, 'shop.example', Buffer.from([1]));
  const answer = { type: 'fixed-response', status: 204 } as const;
  const listener = {
    listener: 'https',
    port,
    protocol: 'HTTPS',
    rules: [{ rule: 'default', conditions: [], action: answer }],
    certificates: [{ names: ['shop.example'], chain, key: pem(own) }],
    tlsPolicy: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' },
    clients: {
      mode: 'verify',
      authorities: selfSigned(authority, 'Team authority', Buffer.from([1])),
      ignoreExpiry: false,
    },
  } as const;
  const table = { version: 1, address, listeners: [listener], targetGroups: [], idleTimeoutMs: 60_000 };
  await loopback.balancers.apply({
    type: 'loadbalancer.apply',
    loadBalancer,
    table: { ...table, connectionLog: true },
  });
  for (const shown of [client(), {}, client(Date.UTC(2026, 1))]) {
    const socket = connect({ host: address, port, rejectUnauthorized: false, ...shown });
    socket.on('error', () => socket.destroy()).on('data', () => undefined);
    socket.end('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await closed(socket);
  }
  const stranger = connectPlain({ host: address, port }).on('error', () => undefined);
  stranger.end('GET / HTTP/1.1\r\n\r\n');
  await closed(stranger.resume());

  const lines = await logged(4);
  const said = lines.map((line) => /^20\S+Z 127\.0\.0\.1 \d+ \d+ (.*) TID_[0-9a-f]{32}$/.exec(line)?.[1]);
  const times = String.raw`\d+\.\d{3}`;
  const cipher = `TLSv1.3 TLS_AES_256_GCM_SHA384 ${times}`;
  const valid = (until: string) => `NotBefore=2026-01-01T00:00:00Z;NotAfter=${until}-01T00:00:00Z`;
  const expected = [
    `${cipher} "CN=web-1" ${valid('2040-01')} 0107 Success`,
    `${cipher} "-" - - Failed:UnmappedConnectionError`,
    `${cipher} "CN=web-1" ${valid('2026-02')} 0107 Failed:ClientCertExpired`,
    '.* "-" - - Failed:UnmappedConnectionError',
  ];
  for (const [index, pattern] of expected.entries()) assert.match(said[index]!, new RegExp(`^${pattern}$`));
});

/** The first so many lines, from as many files as they are in. */
async function logged(count: number): Promise<string[]> {
  const lines: string[] = [];
  const { signal } = new AbortController();
  for (let start = begun; lines.length < count; start += logSpanMs) {
    const asked = { type: 'loadbalancer.log', loadBalancer, about: 'connections', start } as const;
    const { file } = await loopback.balancers.log(asked, signal);
    if (file) lines.push(...gunzipSync(readFileSync(file)).toString().trim().split('\n'));
  }
  return lines;
}
