import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Listener, RoutingTransforms } from '../../../base/effects/load-balancer.ts';
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
    response.end(
      `for=${String(request.headers['x-forwarded-for'])};asked=${request.headers.host}${request.url};`,
    );
  });
});
after(() => loopback.close());

type Given = Partial<Listener> & { readonly put?: RoutingTransforms };

async function ask(settings: Given, path = '/', fields = '', host = 'x'): Promise<string> {
  const weights = { web: 1 };
  const targetGroups = [groupOf('web', [target])];
  const forward = { type: 'forward', targets: [{ targetGroup: 'web', weight: 1 }] } as const;
  const own = { type: 'fixed-response', status: 200, contentType: 'text/plain', body: 'own' } as const;
  const rules = [
    { rule: 'own', conditions: [{ field: 'path-pattern', values: ['/own'] }], action: own } as const,
    { rule: 'default', conditions: [], action: forward, ...(settings.put && { transforms: settings.put }) },
  ];
  const listeners = [{ listener: 'http', port, protocol: 'HTTP', rules, ...settings } as const];
  await loopback.balancers.apply(tableOf({ version: ++version, port, weights, targetGroups, listeners }));
  await untilObserved(loopback.balancers, allAre('healthy'));
  const client = await loopback.client(port);
  client.say(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${fields}\r\n`);
  return client.hearsEnd();
}

test("a client's address is appended to the list, or the list is passed on, or taken away", async () => {
  const requests = { forwardedFor: 'append', clientPort: false, tls: false } as const;
  const given = 'X-Forwarded-For: 203.0.113.9\r\n';
  const read = async (rules: Listener['requests'], fields = given) =>
    /for=(.*?);/.exec(await ask({ requests: rules! }, '/', fields))![1];
  assert.equal(await read(requests), '203.0.113.9, 127.0.0.1');
  assert.match((await read({ ...requests, clientPort: true }))!, /^203\.0\.113\.9, 127\.0\.0\.1:\d+$/);
  assert.equal(await read({ ...requests, forwardedFor: 'preserve' }), '203.0.113.9');
  assert.equal(await read({ ...requests, forwardedFor: 'preserve' }, ''), 'undefined');
  assert.equal(await read({ ...requests, forwardedFor: 'remove' }), 'undefined');
});

test('a target is told the host with the port of a listener, or as it came, or as a transform puts it', async () => {
  const asked = async (settings: Given, path: string, host: string) =>
    /asked=(.*);/.exec(await ask(settings, path, '', host))?.[1];
  const requests = { forwardedFor: 'append', clientPort: false, tls: false } as const;
  assert.equal(await asked({}, '/', 'shop.example'), `shop.example:${port}/`);
  assert.equal(await asked({}, '/', 'shop.example:1'), 'shop.example:1/');
  assert.equal(
    await asked({ requests: { ...requests, preserveHost: true } }, '/', 'shop.example'),
    'shop.example/',
  );
  const put = {
    host: [{ regex: '^my-(.+)[.]example$', replace: 'internal.$1.example' }],
    url: [{ regex: '^/dp/([A-Z0-9]+)/?$', replace: '/product.php?id=$1' }],
  };
  assert.equal(
    await asked({ put }, '/dp/B09', 'my-shop.example'),
    `internal.shop.example:${port}/product.php?id=B09`,
  );
  assert.equal(await asked({ put }, '/dp/b09?c', 'shop.example:2'), 'shop.example:2/dp/b09?c');
});

test('a transform that comes to nothing that can be asked is a 500', async () => {
  for (const replace of ['no-slash', '/two words', '/\r\nX: y']) {
    const put = { url: [{ regex: '^/a$', replace }] };
    assert.match(await ask({ put }, '/a'), /^HTTP\/1\.1 500 Internal Server Error\r\n/, replace);
    assert.match(await ask({ put }, '/b'), /^HTTP\/1\.1 200 OK\r\n/);
  }
  const put = { host: [{ regex: '.*', replace: 'a b' }] };
  assert.match(await ask({ put }), /^HTTP\/1\.1 500/);
});

test('answers have the fields of the listener instead of those of whoever answers', async () => {
  const answers = { set: [['X-Frame-Options', 'DENY']], server: false } as const;
  for (const path of ['/', '/own']) {
    const head = (await ask({ answers }, path)).split('\r\n\r\n')[0]!;
    assert.deepEqual(head.match(/^(x-frame-options|server):.*$/gim), ['X-Frame-Options: DENY'], path);
  }
  assert.match(await ask({}), /^Server: mine$/m);
});
