import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, beforeEach, describe, test } from 'node:test';
import { address, allAre, freePort, RawClient, untilObserved } from '../loopback.contract.ts';
import { pipedGroup, PipedStage } from './piped.contract.ts';

describe('connections that are passed on', () => {
  const stage = new PipedStage();
  let port: number;
  beforeEach(async () => {
    port = await freePort();
    await stage.nextMinute();
  });
  after(() => stage.loopback.close());

  /** Says its port, and what it has heard. */
  const telling = () => stage.loopback.raw((text, socket) => socket.write(`${socket.localPort} ${text}`));
  const client = () => stage.loopback.client(port);
  const answers = async (one: RawClient, text = 'hi'): Promise<string> => {
    const before = one.heard.length;
    one.say(text);
    return (await one.hears((heard) => heard.slice(before).endsWith(` ${text}`))).slice(before);
  };
  /** Somebody who may be reset before he knows that he has been let in. */
  const comer = () => new RawClient(connect({ host: address, port, allowHalfOpen: true }));
  const isReset = async (one: RawClient): Promise<boolean> => {
    await one.hearsEnd();
    return one.reset;
  };

  test('what one side says the other hears, and that it has said all', async () => {
    const target = await telling();
    await stage.apply({ port, groups: [pipedGroup('blue', [target])] });
    const one = await client();
    assert.equal(await answers(one), `${target} hi`);
    one.socket.end('bye');
    assert.equal(await one.hearsEnd(), `${target} hi${target} bye`);
    assert.equal(one.reset, false);
  });

  test('more than fits between comes whole, either way', async () => {
    const target = await stage.loopback.raw((text, socket) => socket.write(text));
    await stage.apply({ port, groups: [pipedGroup('blue', [target])] });
    const one = await client();
    const text = 'abcdefgh'.repeat(500_000);
    one.say(text);
    const heard = await one.hears(({ length }) => length === text.length);
    assert.ok(heard === text);
    const { newTcpFlows, activeTcpFlows, tcpBytes, newConnections } = await stage.counted();
    assert.deepEqual(
      { newTcpFlows, activeTcpFlows, tcpBytes, newConnections },
      { newTcpFlows: 1, activeTcpFlows: 1, tcpBytes: 2 * text.length, newConnections: 1 },
    );
  });

  test('connections fall to all targets, and of one client to one where they are to', async () => {
    const targets = [await telling(), await telling(), await telling()];
    await stage.apply({ port, groups: [pipedGroup('blue', targets)] });
    const asked = async () => {
      const clients = await Promise.all(Array.from({ length: 40 }, client));
      return new Set(await Promise.all(clients.map((one) => answers(one))));
    };
    assert.equal((await asked()).size, 3);
    await stage.apply({ port, groups: [pipedGroup('blue', targets, { pipes: { sticky: true } })] });
    assert.equal((await asked()).size, 1);
  });

  test('a group of no weight gets no connections', async () => {
    const [blue, green] = [await telling(), await telling()];
    const groups = [pipedGroup('blue', [blue]), pipedGroup('green', [green])];
    await stage.apply({ port, groups, weights: [0, 1] });
    for (let i = 0; i < 10; i++) assert.equal(await answers(await client()), `${green} hi`);
  });

  test('a connection keeps to its target when the listener forwards elsewhere', async () => {
    const [blue, green] = [await telling(), await telling()];
    await stage.apply({ port, groups: [pipedGroup('blue', [blue])] });
    const one = await client();
    await answers(one);
    await stage.apply({ port, groups: [pipedGroup('green', [green])] });
    assert.equal(await answers(one), `${blue} hi`);
    assert.equal(await answers(await client()), `${green} hi`);
  });

  test('who comes where nobody is is reset', async () => {
    await stage.apply({ port, groups: [pipedGroup('blue', [])] });
    assert.ok(await isReset(comer()));
    assert.equal((await stage.counted()).balancerResets, 1);
  });

  test('a reset of either side is one of the other', async () => {
    const resets = await stage.loopback.raw((_, socket) => socket.resetAndDestroy());
    await stage.apply({ port, groups: [pipedGroup('blue', [resets])] });
    const one = await client();
    one.say('hi');
    assert.ok(await isReset(one));

    const gone = Promise.withResolvers<string>();
    const hears = await stage.loopback.raw((text, socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => gone.resolve(error.code!));
      socket.write(`${socket.localPort} ${text}`);
    });
    await stage.apply({ port, groups: [pipedGroup('green', [hears])] });
    const other = await client();
    await answers(other);
    other.socket.resetAndDestroy();
    assert.equal(await gone.promise, 'ECONNRESET');
    const { clientResets, targetResets, balancerResets } = await stage.counted();
    assert.deepEqual([clientResets, targetResets, balancerResets], [1, 1, 0]);
  });

  test('where all are unhealthy all get connections, and who is refused is reset', async () => {
    // Nobody is given this port by chance.
    await stage.apply({ port, groups: [pipedGroup('blue', [1])], becomes: 'initial' });
    await stage.pass(30_000);
    await untilObserved(stage.loopback.balancers, allAre('unhealthy'));
    assert.ok(await isReset(comer()));
    const { targetResets, unhealthyFlows } = await stage.counted();
    assert.deepEqual([targetResets, unhealthyFlows], [1, 1]);
  });

  test('a target that leaves does so for its whole delay; its connections go on, unless they shall not', async () => {
    const target = await telling();
    const leaving = { targets: [{ id: '127.0.0.1', port: target, draining: true }] };
    for (const endsWithDelay of [false, true]) {
      const pipes = { endsWithDelay };
      await stage.apply({ port, groups: [pipedGroup('blue', [target], { pipes })] });
      const one = await client();
      await answers(one);
      await stage.apply({
        port,
        groups: [pipedGroup('blue', [target], { pipes, ...leaving })],
        becomes: 'draining',
      });
      assert.equal(await answers(one), `${target} hi`);
      await stage.pass(60_000);
      await untilObserved(stage.loopback.balancers, allAre('drained'));
      if (endsWithDelay) assert.ok(await isReset(one));
      else assert.equal(await answers(one), `${target} hi`);
    }
  });

  test('a target that becomes unhealthy loses its connections, where it is to', async () => {
    for (const endsWithHealth of [false, true]) {
      const [target, checked] = [await telling(), await telling()];
      const { healthCheck, ...group } = pipedGroup('blue', [target], { pipes: { endsWithHealth } });
      const groups = [{ ...group, healthCheck: { ...healthCheck, port: checked } }];
      await stage.apply({ port, groups });
      const one = await client();
      await answers(one);
      await stage.loopback.stop(checked);
      const unhealthy = untilObserved(stage.loopback.balancers, allAre('unhealthy'));
      let known = false;
      void unhealthy.then(() => (known = true));
      while (!known) await stage.pass(30_000);
      if (endsWithHealth) assert.ok(await isReset(one));
      else assert.equal(await answers(one), `${target} hi`);
    }
  });

  test('what is silent for too long is reset', async () => {
    const target = await telling();
    await stage.apply({ port, groups: [pipedGroup('blue', [target])], idleTimeoutMs: 80 });
    assert.ok(await isReset(comer()));
    assert.equal((await stage.counted()).balancerResets, 1);
  });

  test('a target is told who its client is: by the proxy protocol, and by the address that it comes from', async () => {
    const checks: string[] = [];
    const target = await stage.loopback.raw((text, socket) => {
      const hex = Buffer.from(text, 'latin1').toString('hex');
      if (hex.startsWith('0d0a0d0a000d0a515549540a20')) return void checks.push(hex);
      socket.write(`${socket.remoteAddress} ${hex}`);
    });
    const pipes = { proxyProtocol: true, keepsClientAddress: true };
    const { healthCheck, ...group } = pipedGroup('blue', [target], { pipes });
    const groups = [{ ...group, healthCheck: { ...healthCheck, proxyProtocol: true } }];
    await stage.apply({ port, groups });
    const socket = connect({ host: address, port, localAddress: '127.0.0.9' });
    await once(socket, 'connect');
    const one = new RawClient(socket);
    const { localPort } = socket;
    const ports = Buffer.alloc(4);
    ports.writeUInt16BE(localPort!, 0);
    ports.writeUInt16BE(port, 2);
    const header = `0d0a0d0a000d0a515549540a2111000c7f0000097f4dfa01${ports.toString('hex')}`;
    assert.equal(await one.hears((heard) => heard.includes(ports.toString('hex'))), `127.0.0.9 ${header}`);
    socket.destroy();
    assert.deepEqual(checks, ['0d0a0d0a000d0a515549540a20000000']);
  });
});
