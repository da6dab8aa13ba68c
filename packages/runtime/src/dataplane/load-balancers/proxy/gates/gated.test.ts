import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { LoadBalancerApply } from '../../../../base/effects/load-balancer.ts';
import type { UserGate } from '../../../../base/effects/routing-gate.ts';
import { allAre, freePort, groupOf, Loopback, tableOf, untilObserved } from '../loopback.contract.ts';
import { TestProvider } from './provider.contract.ts';

/** A listener that asks who comes, on real sockets: what waits for an answer is passed on whole. */

const provider = new TestProvider();
const logs = mkdtempSync(path.join(tmpdir(), 'penstock-gated-'));
const loopback = new Loopback(60, { logs });
let port: number;
let applied: LoadBalancerApply;

before(async () => {
  const origin = await provider.open();
  port = await freePort();
  const target = await loopback.http((request, response) => {
    const { 'x-amzn-oidc-data': data = 'nobody' } = request.headers;
    void text(request).then((body) => response.end(`${request.url} ${body} ${String(data)}`));
  });
  const forward = { type: 'forward', targets: [{ targetGroup: 'web', weight: 1 }] } as const;
  const gate = {
    type: 'jwt-validation',
    issuer: 'issuer',
    jwksEndpoint: `${origin}/keys`,
    claims: [],
  } as const;
  const places = { authorizationEndpoint: origin, tokenEndpoint: origin, userInfoEndpoint: origin };
  const users: UserGate = {
    type: 'authenticate-oidc',
    issuer: origin,
    ...places,
    clientId: 'shop',
    clientSecret: 'secret',
    cookieName: 'session',
    scope: 'openid',
    sessionSeconds: 60,
    extraParameters: {},
    onUnauthenticated: 'authenticate',
  };
  const field = { field: 'path-pattern', values: ['/users'] } as const;
  const rules = [
    { rule: 'users', priority: 1, conditions: [field], action: forward, gate: users },
    { rule: 'default', conditions: [], action: forward, gate },
  ] as const;
  const asked = { version: 1, port, weights: {}, targetGroups: [groupOf('web', [target])] };
  const listeners = [{ listener: 'http', port, protocol: 'HTTP', rules }] as const;
  const { table, ...apply } = tableOf({ ...asked, listeners });
  const seed = Buffer.alloc(32, 1).toString('base64');
  applied = { ...apply, table: { ...table, seed, accessLog: true } };
  await loopback.balancers.apply(applied);
  await untilObserved(loopback.balancers, allAre('healthy'));
});
after(async () => {
  provider.close();
  await loopback.close();
  rmSync(logs, { recursive: true });
});

const bearer = () => `Bearer ${provider.token({ iss: 'issuer', exp: 4_000_000_000 })}`;

test('requests that come while keys are asked for are answered in their order, with their bodies', async () => {
  const client = await loopback.client(port);
  const fields = `Host: shop\r\nAuthorization: ${bearer()}\r\nx-amzn-oidc-data: made-up\r\n`;
  client.say(`POST /one HTTP/1.1\r\n${fields}Content-Length: 6\r\n\r\nfirst`);
  client.say(`!GET /two HTTP/1.1\r\n${fields}\r\nGET /three HTTP/1.1\r\nHost: shop\r\n\r\n`);
  const heard = await client.hears((all) => all.includes(' 401 '));
  const [one, two] = [heard.indexOf('/one first! nobody'), heard.indexOf('/two  nobody')];
  assert(one > 0 && two > one && heard.indexOf(' 401 ') > two, heard);
  assert.equal(provider.asked.length, 1);
});

test('a client that leaves meanwhile is missed by nobody', async () => {
  const client = await loopback.client(port);
  client.say(`GET /gone HTTP/1.1\r\nHost: shop\r\nAuthorization: ${bearer()}\r\n\r\n`);
  client.socket.resetAndDestroy();
  const next = await loopback.client(port);
  next.say(`GET /next HTTP/1.1\r\nHost: shop\r\nAuthorization: ${bearer()}\r\n\r\n`);
  assert.match(await next.hears((all) => all.includes('/next')), / 200 OK/);
});

test('what was asked, and why somebody was not let in, is written down', async () => {
  const client = await loopback.client(port);
  for (const path of ['/users', '/oauth2/idpresponse?code=c'])
    client.say(`GET ${path} HTTP/1.1\r\nHost: shop\r\n\r\n`);
  await client.hears((all) => all.includes(' 401 '));
  const { table, ...apply } = applied;
  await loopback.balancers.apply({ ...apply, table: { ...table, version: 2, accessLog: false } });
  const [folder = ''] = readdirSync(logs).map((name) => path.join(logs, name));
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8').split('\n'),
  );
  const told = lines.map((line) =>
    /"([^"]*)" "[^"]*" "([^"]*)" "[^"]*" "[^"]*" "-" "-" -$/.exec(line)?.slice(1),
  );
  const seen = new Set(told.map((words) => words?.join(' ')));
  for (const words of ['jwt-validation,forward -', 'jwt-validation -', 'authenticate -'])
    assert(seen.has(words), words);
  assert(seen.has('authenticate AuthMissingStateParam'));
});
