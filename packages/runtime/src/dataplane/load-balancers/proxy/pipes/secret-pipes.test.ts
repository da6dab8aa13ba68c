import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectBelow, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { connect, createSecureContext, TLSSocket } from 'node:tls';
import { selfSigned } from '../../../../base/certificate.ts';
import type { TargetGroup } from '../../../../base/effects/load-balancer.ts';
import { address, freePort, RawClient } from '../loopback.contract.ts';
import { pipedGroup, PipedStage } from './piped.contract.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const cert = selfSigned(pair, 'shop.example', Buffer.from([1]));
const key = pair.export({ type: 'pkcs8', format: 'pem' }) as string;

/** A target that wants a header and then speaks TLS: HTTP to a check, and what was agreed upon to all others. */
function secretTarget(): Server {
  const secureContext = createSecureContext({ cert, key });
  return createServer((socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('readable', function begin() {
      const header = socket.read(16) as Buffer | null;
      if (!header) return;
      socket.off('readable', begin);
      if (header.readUInt16BE(14) > 0) socket.read(header.readUInt16BE(14));
      const secret = new TLSSocket(socket, {
        isServer: true,
        secureContext,
        ALPNProtocols: ['h2', 'http/1.1'],
      });
      secret.on('error', () => secret.destroy());
      secret.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        if (text.startsWith('GET /health')) secret.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        else secret.write(`${header[12]!.toString(16)} ${secret.alpnProtocol} ${text}`);
      });
    });
  });
}

describe('secret connections that are passed on', () => {
  const stage = new PipedStage();
  const server = secretTarget();
  let port: number;

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(async () => {
    port = await freePort();
    await stage.nextMinute();
  });
  after(async () => {
    await stage.loopback.close();
    server.close();
  });

  const listen = (groups: readonly TargetGroup[], alpn?: readonly string[]) => {
    const pipes = { idleTimeoutMs: 60_000, ...(alpn && { alpn }) };
    const certificates = [{ names: ['shop.example'], chain: cert, key }];
    const tlsPolicy = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;
    return stage.apply({ port, groups, listener: { protocol: 'TLS', pipes, certificates, tlsPolicy } });
  };
  const shaken = async (ALPNProtocols: string[]) => {
    const socket = connect({ host: address, port, rejectUnauthorized: false, ALPNProtocols });
    await once(socket, 'secureConnect');
    return { socket, client: new RawClient(socket) };
  };

  test('what is inside is passed on, and what is agreed upon is the load balancer’s policy', async () => {
    const target = await stage.loopback.raw((text, socket) => socket.write(text.toUpperCase()));
    await listen([pipedGroup('blue', [target])], ['h2', 'http/1.1']);
    const { socket, client } = await shaken(['http/1.1', 'h2']);
    assert.equal(socket.alpnProtocol, 'h2');
    client.say('hi');
    assert.equal(await client.hears((heard) => heard === 'HI'), 'HI');
    socket.end('bye');
    assert.equal(await client.hearsEnd(), 'HIBYE');
    const { newTlsFlows, newTcpFlows, activeTlsFlows, tlsBytes } = await stage.counted();
    assert.deepEqual([newTlsFlows, newTcpFlows, activeTlsFlows, tlsBytes], [1, 0, 1, 10]);
  });

  test('without a policy nothing is agreed upon', async () => {
    const target = await stage.loopback.raw((text, socket) => socket.write(text));
    await listen([pipedGroup('blue', [target])]);
    const { socket } = await shaken(['h2']);
    assert.equal(socket.alpnProtocol, false);
    socket.destroy();
  });

  test('targets that speak TLS are spoken to so, behind the header that names the client', async () => {
    const { port: target } = server.address() as AddressInfo;
    const pipes = { proxyProtocol: true };
    const { healthCheck, ...group } = pipedGroup('blue', [target], { secure: true, pipes });
    const check = { ...healthCheck, connects: false, secure: true, proxyProtocol: true };
    await listen([{ ...group, healthCheck: check }], ['http/1.1', 'h2']);
    const { socket, client } = await shaken(['h2']);
    client.say('hi');
    assert.equal(await client.hears((heard) => heard.endsWith('hi')), '21 h2 hi');
    socket.destroy();
  });

  test('a handshake that fails is counted, on either side', async () => {
    const plain = await stage.loopback.raw((_, socket) => socket.end('plain'));
    await listen([pipedGroup('blue', [plain], { secure: true })]);
    const { client } = await shaken([]);
    await client.hearsEnd();
    const talker = await stage.loopback.client(port);
    talker.say('no handshake, this');
    await talker.hearsEnd();
    const { tlsErrors, targetTlsErrors, newTlsFlows } = await stage.counted();
    assert.deepEqual([tlsErrors, targetTlsErrors, newTlsFlows], [1, 1, 1]);
  });

  test('who is reset as soon as he may speak takes nobody with him', async () => {
    const target = await stage.loopback.raw((text, socket) => socket.write(text));
    await listen([pipedGroup('blue', [target])]);
    const { client: other } = await shaken([]);
    other.say('hi');
    assert.equal(await other.hears((heard) => heard === 'hi'), 'hi');
    await listen([pipedGroup('blue', [])]);
    const leaving = Array.from({ length: 20 }, async () => {
      const below = connectBelow({ host: address, port });
      const secret = connect({ socket: below, rejectUnauthorized: false });
      for (const socket of [below, secret]) socket.on('error', () => socket.destroy());
      secret.on('secureConnect', () => secret.write('hi', () => below.resetAndDestroy()));
      await once(below, 'close');
    });
    await Promise.all(leaving);
    other.say('!');
    assert.equal(await other.hears((heard) => heard === 'hi!'), 'hi!');
    other.socket.destroy();
  });
});
