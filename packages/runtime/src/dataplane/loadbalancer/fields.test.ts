import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Listener } from '../../base/effects/load-balancer.ts';
import { allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from './loopback.contract.ts';

/** What a listener adds to requests, and to answers: its own and its targets'. */

let loopback: Loopback;
let port: number;
let target: number;
let version = 0;

before(async () => {
  loopback = new Loopback();
  port = await freePort();
  target = await loopback.http((request, response) => {
    response.setHeader('Server', 'mine');
    response.setHeader('X-Frame-Options', 'ALLOWALL');
    response.end(`for=${String(request.headers['x-forwarded-for'])};`);
  });
});
after(() => loopback.close());

async function ask(settings: Partial<Listener>, path = '/', fields = ''): Promise<string> {
  const weights = { web: 1 };
  const targetGroups = [groupOf('web', [target])];
  const forward = { type: 'forward', targets: [{ targetGroup: 'web', weight: 1 }] } as const;
  const own = { type: 'fixed-response', status: 200, contentType: 'text/plain', body: 'own' } as const;
  const rules = [
    { rule: 'own', conditions: [{ field: 'path-pattern', values: ['/own'] }], action: own } as const,
    { rule: 'default', conditions: [], action: forward },
  ];
  const listeners = [{ listener: 'http', port, protocol: 'HTTP', rules, ...settings } as const];
  await loopback.balancers.apply(tableOf({ version: ++version, port, weights, targetGroups, listeners }));
  await untilObserved(loopback.balancers, allAre('healthy'));
  const client = await loopback.client(port);
  client.say(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${fields}\r\n`);
  return client.hearsEnd();
}

test("a client's address is appended to the list, or the list is passed on, or taken away", async () => {
  const requests = { forwardedFor: 'append', clientPort: false, tls: false } as const;
  const given = 'X-Forwarded-For: 203.0.113.9\r\n';
  const read = async (rules: Listener['requests'], fields = given) =>
    /for=(.*);/.exec(await ask({ requests: rules! }, '/', fields))![1];
  assert.equal(await read(requests), '203.0.113.9, 127.0.0.1');
  assert.match((await read({ ...requests, clientPort: true }))!, /^203\.0\.113\.9, 127\.0\.0\.1:\d+$/);
  assert.equal(await read({ ...requests, forwardedFor: 'preserve' }), '203.0.113.9');
  assert.equal(await read({ ...requests, forwardedFor: 'preserve' }, ''), 'undefined');
  assert.equal(await read({ ...requests, forwardedFor: 'remove' }), 'undefined');
});

test('answers have the fields of the listener instead of those of whoever answers', async () => {
  const answers = { set: [['X-Frame-Options', 'DENY']], server: false } as const;
  for (const path of ['/', '/own']) {
    const head = (await ask({ answers }, path)).split('\r\n\r\n')[0]!;
    assert.deepEqual(head.match(/^(x-frame-options|server):.*$/gim), ['X-Frame-Options: DENY'], path);
  }
  assert.match(await ask({}), /^Server: mine$/m);
});
