import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { RoutingRule } from '../../../../base/effects/load-balancer.ts';
import type { TokenGate, UserGate } from '../../../../base/effects/routing-gate.ts';
import { claimsKey, publicPem } from '../../../../base/user-claims-key.ts';
import { RequestHead } from '../parse-request.ts';
import { Gates, type Admission } from './gates.ts';
import { TestProvider } from './provider.contract.ts';

/** Who is let in, and who is sent where: a provider on a real socket, and time that is told. */

const provider = new TestProvider();
const seed = Buffer.alloc(32, 7).toString('base64');
let now: number;
let counted: string[];
let gates: Gates;

before(() => provider.open());
after(() => provider.close());
beforeEach(() => {
  now = 1_800_000_000;
  counted = [];
  Object.assign(provider, { answers: {}, tokens: {}, claims: { sub: 'ada', email: 'ada@shop.example' } });
  provider.asked.length = 0;
  let nonces = 0;
  gates = new Gates({
    seed,
    loadBalancer: 'arn:lb',
    now: () => now,
    nonce: () => `nonce-${++nonces}`,
    count: (what) => counted.push(what),
  });
});

const userGate = (more: Partial<UserGate> = {}): UserGate => ({
  type: 'authenticate-oidc',
  issuer: provider.origin,
  authorizationEndpoint: `${provider.origin}/authorize?realm=shop`,
  tokenEndpoint: `${provider.origin}/token`,
  userInfoEndpoint: `${provider.origin}/userinfo`,
  clientId: 'shop',
  clientSecret: 'secret',
  cookieName: 'AWSELBAuthSessionCookie',
  scope: 'openid email',
  sessionSeconds: 3600,
  extraParameters: { prompt: 'login' },
  onUnauthenticated: 'authenticate',
  ...more,
});

const ruleOf = (gate: RoutingRule['gate']): RoutingRule => ({
  rule: 'rule',
  conditions: [],
  action: { type: 'fixed-response', status: 200 },
  ...(gate && { gate }),
});

async function ask(gate: UserGate | TokenGate, target: string, fields: Record<string, string> = {}) {
  const lines = Object.entries({ Host: 'shop.example', ...fields }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const bytes = Buffer.from(`GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const head = new RequestHead();
  assert.equal(head.read(bytes, 0), bytes.length);
  const rule = ruleOf(gate);
  return (await gates.admit([rule], rule, { head, bytes, host: 'shop.example' }))!;
}

function answerOf(admission: Admission) {
  assert(!admission.admitted);
  const { status, location = '', cookies = [] } = admission.answer;
  return { status, location, cookie: cookies.map((each) => each.split(';')[0]).join('; ') };
}

/** Of who is not let in: the status, and what the log calls it. */
function outcomeOf(admission: Admission): string {
  assert(!admission.admitted);
  return `${admission.answer.status} ${admission.reason ?? '-'}`;
}

const linesOf = (admission: Admission) => {
  assert(admission.admitted);
  return Object.fromEntries(
    admission.lines.split('\r\n').map((line) => line.split(': ') as [string, string]),
  );
};

/** What a browser does that is sent to the provider and back. */
async function goAndReturn(gate: UserGate, target = '/cart?id=1') {
  const sent = answerOf(await ask(gate, target));
  const { headers } = await fetch(sent.location, { redirect: 'manual' });
  const back = new URL(headers.get('location')!);
  return { back, cookie: sent.cookie };
}

async function loggedIn(gate: UserGate): Promise<string> {
  const { back, cookie } = await goAndReturn(gate);
  return answerOf(await ask(gate, back.pathname + back.search, { cookie })).cookie;
}

describe('users', () => {
  test('a stranger is sent to the provider, comes back with a session, and targets are told who it is', async () => {
    const gate = userGate();
    const sent = answerOf(await ask(gate, '/cart?id=1'));
    const { origin, pathname, searchParams } = new URL(sent.location);
    const { state, ...said } = Object.fromEntries(searchParams);
    assert.deepEqual([sent.status, origin + pathname], [302, `${provider.origin}/authorize`]);
    assert.deepEqual(said, {
      realm: 'shop',
      prompt: 'login',
      client_id: 'shop',
      redirect_uri: 'https://shop.example/oauth2/idpresponse',
      response_type: 'code',
      scope: 'openid email',
    });
    assert.equal(sent.cookie, 'AWSALBAuthNonce=nonce-1');
    const returned = await ask(gate, `/oauth2/idpresponse?code=c&state=${state}`, { cookie: sent.cookie });
    const { status, location, cookie } = answerOf(returned);
    assert.deepEqual([status, location], [302, 'https://shop.example/cart?id=1']);
    assert.deepEqual(provider.asked, [
      '/token shop:secret grant_type=authorization_code&code=c&' +
        'redirect_uri=https%3A%2F%2Fshop.example%2Foauth2%2Fidpresponse',
      '/userinfo Bearer access-1',
    ]);
    const told = linesOf(await ask(gate, '/cart', { cookie }));
    assert.equal(told['x-amzn-oidc-accesstoken'], 'access-1');
    assert.equal(told['x-amzn-oidc-identity'], 'ada');
    const [head, body, signature] = told['x-amzn-oidc-data']!.split('.') as [string, string, string];
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64').toString());
    const { iss, exp, ...claims } = read(body);
    assert.deepEqual(claims, { sub: 'ada', email: 'ada@shop.example' });
    assert.deepEqual([iss, exp], [provider.origin, now + 120]);
    assert.equal(read(head).signer, 'arn:lb');
    assert.equal(read(head).kid, claimsKey(seed).id);
    const key = { key: createPublicKey(publicPem(claimsKey(seed))), dsaEncoding: 'ieee-p1363' } as const;
    assert(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64')));
    assert.deepEqual(counted, ['loginSuccesses']);
  });

  test('who is unknown is refused, or let in unnamed, where the rule says so', async () => {
    assert.equal(answerOf(await ask(userGate({ onUnauthenticated: 'deny' }), '/')).status, 401);
    const admission = await ask(userGate({ onUnauthenticated: 'allow' }), '/');
    assert.deepEqual(admission, { admitted: true, lines: '', cookies: [], asked: 'authenticate' });
  });

  test('a session ends, is no other client’s, and cannot be made up', async () => {
    const gate = userGate();
    const cookie = await loggedIn(gate);
    assert.equal((await ask(gate, '/', { cookie })).admitted, true);
    assert.equal((await ask(userGate({ clientId: 'other' }), '/', { cookie })).admitted, false);
    const forged = cookie.replace(/(?<=-0=\d\.)./, (first) => (first === 'A' ? 'B' : 'A'));
    assert.equal((await ask(gate, '/', { cookie: forged })).admitted, false);
    assert.equal((await ask(gate, '/', { cookie: 'AWSELBAuthSessionCookie-0=3.xyz' })).admitted, false);
    now += 3600;
    assert.equal((await ask(gate, '/', { cookie })).admitted, false);
  });

  test('who comes back as somebody else, too late, or with an error is not let in', async () => {
    const gate = userGate();
    const { back, cookie } = await goAndReturn(gate);
    const returning = async (search: string, fields: Record<string, string> = { cookie }) =>
      outcomeOf(await ask(gate, back.pathname + search, fields));
    const state = `state=${back.searchParams.get('state')}`;
    assert.equal(await returning(back.search, {}), '401 AuthMissingAWSALBAuthNonce');
    const stranger = { cookie: 'AWSALBAuthNonce=nonce-9' };
    assert.equal(await returning(back.search, stranger), '401 AuthInvalidAWSALBAuthNonce');
    assert.equal(await returning('?code=c&state=made-up'), '401 AuthInvalidStateParam');
    assert.equal(await returning('?code=c'), '401 AuthMissingStateParam');
    assert.equal(await returning(`?error=access_denied&${state}`), '401 -');
    assert.equal(await returning(`?error=server_error&${state}`), '561 -');
    assert.equal(await returning(`?${state}`), '401 AuthMissingCodeParam');
    now += 900;
    assert.equal(await returning(back.search), '401 AuthInvalidStateParam');
    assert.deepEqual(counted, ['loginFailures', 'loginFailures', 'loginFailures']);
  });

  test('a provider that fails, lies or says too much lets nobody in', async () => {
    const gate = userGate();
    const outcome = async (change: Partial<TestProvider>, asked: UserGate = gate) => {
      Object.assign(provider, { answers: {}, tokens: {}, claims: { sub: 'ada' } }, change);
      const { back, cookie } = await goAndReturn(asked);
      counted.length = 0;
      const refused = outcomeOf(await ask(asked, back.pathname + back.search, { cookie }));
      return [refused, ...counted];
    };
    const invalid = { status: 400, body: { error: 'invalid_grant' } };
    assert.deepEqual(await outcome({ answers: { '/token': invalid } }), [
      '561 AuthTokenEpRequestFailed',
      'loginFailures',
    ]);
    assert.deepEqual(await outcome({ answers: { '/userinfo': invalid } }), [
      '561 AuthUserinfoEpRequestFailed',
      'loginFailures',
    ]);
    assert.deepEqual(await outcome({ tokens: { id_token: undefined } }), [
      '401 AuthInvalidIdToken',
      'loginFailures',
    ]);
    const strange = provider.token({ iss: 'https://elsewhere.example', aud: 'shop', exp: 4e9 });
    assert.deepEqual(await outcome({ tokens: { id_token: strange } }), [
      '401 AuthInvalidIdToken',
      'loginFailures',
    ]);
    assert.deepEqual(await outcome({ tokens: { access_token: 'a\r\nb' } }), [
      '500 AuthInvalidTokenResponse',
      'loginErrors',
    ]);
    assert.deepEqual(await outcome({ claims: { email: 'nobody' } }), [
      '500 AuthInvalidUserinfoResponse',
      'loginErrors',
    ]);
    const long = { sub: 'ada', groups: 'x'.repeat(12_000) };
    assert.deepEqual(await outcome({ claims: long }), [
      '500 AuthUserinfoResponseSizeExceeded',
      'claimsTooLong',
    ]);
    const closed = userGate({ tokenEndpoint: 'http://127.0.0.1:9/token' });
    assert.deepEqual(await outcome({}, closed), ['500 AuthTokenEpRequestTimeout', 'loginErrors']);
  });

  test('what is long comes in several cookies', async () => {
    provider.claims = { sub: 'ada', groups: 'x'.repeat(6000) };
    const cookie = await loggedIn(userGate());
    assert.deepEqual(
      cookie.split('; ').map((pair) => pair.split('=')[0]),
      [
        'AWSELBAuthSessionCookie-0',
        'AWSELBAuthSessionCookie-1',
        'AWSELBAuthSessionCookie-2',
        'AWSALBAuthNonce',
      ],
    );
    assert.equal((await ask(userGate(), '/', { cookie })).admitted, true);
  });

  test('an access token that has ended is refreshed, once for all who come with it', async () => {
    const gate = userGate();
    const cookie = await loggedIn(gate);
    now += 60;
    provider.asked.length = 0;
    const all = await Promise.all([ask(gate, '/a', { cookie }), ask(gate, '/b', { cookie })]);
    const tokens = all.map((admission) => linesOf(admission)['x-amzn-oidc-accesstoken']);
    assert.deepEqual(new Set(tokens).size, 1);
    assert.equal(provider.asked.filter((each) => each.startsWith('/token')).length, 1);
    assert(all[0]!.admitted && all[0]!.cookies.length === 1);
    assert.deepEqual(counted, ['loginSuccesses', 'loginRefreshes']);
    const next = all[0].cookies[0]!.split(';')[0]!;
    now += 60;
    provider.answers = { '/token': { status: 400, body: { error: 'invalid_grant' } } };
    assert.equal(answerOf(await ask(gate, '/', { cookie: next })).status, 302);
  });
});

describe('tokens', () => {
  const gateOf = (more: Partial<TokenGate> = {}): TokenGate => ({
    type: 'jwt-validation',
    issuer: 'https://issuer.example',
    jwksEndpoint: `${provider.origin}/keys`,
    claims: [],
    ...more,
  });
  const claims = () => ({
    iss: 'https://issuer.example',
    exp: now + 60,
    scope: 'read write',
    aud: ['shop', 'desk'],
  });
  const outcome = async (authorization: string, gate = gateOf()) => {
    const admission = await ask(gate, '/', authorization === '' ? {} : { authorization });
    return admission.admitted || admission.answer.status;
  };

  test('a token is believed that the issuer has signed, while it holds', async () => {
    const bearer = (said: object, header?: object) => `Bearer ${provider.token(said, header)}`;
    assert.equal(await outcome(bearer(claims())), true);
    assert.equal(await outcome(''), 401);
    assert.equal(await outcome('Basic YTpi'), 401);
    assert.equal(await outcome(bearer({ ...claims(), iss: 'https://other.example' })), 401);
    assert.equal(await outcome(bearer({ ...claims(), exp: now })), 401);
    assert.equal(await outcome(bearer({ ...claims(), exp: undefined })), 401);
    assert.equal(await outcome(bearer({ ...claims(), nbf: now + 1 })), 401);
    assert.equal(await outcome(bearer({ ...claims(), iat: now + 1 })), 401);
    assert.equal(await outcome(bearer(claims(), { alg: 'none' })), 401);
    assert.equal(await outcome(bearer(claims(), { kid: 'second' })), 401);
    const [head, , signature] = provider.token(claims()).split('.');
    const other = Buffer.from(JSON.stringify({ ...claims(), sub: 'root' })).toString('base64url');
    assert.equal(await outcome(`Bearer ${head}.${other}.${signature}`), 401);
    assert.deepEqual(provider.asked, ['/keys']);
  });

  test('what else it must claim, it must claim whole', async () => {
    const bearer = `Bearer ${provider.token({ ...claims(), tier: 'gold' })}`;
    const asking = (name: string, format: TokenGate['claims'][number]['format'], ...values: string[]) =>
      outcome(bearer, gateOf({ claims: [{ name, format, values }] }));
    assert.equal(await asking('tier', 'single-string', 'gold'), true);
    assert.equal(await asking('tier', 'single-string', 'silver'), 401);
    assert.equal(await asking('scope', 'space-separated-values', 'write', 'read'), true);
    assert.equal(await asking('scope', 'space-separated-values', 'read', 'delete'), 401);
    assert.equal(await asking('aud', 'string-array', 'desk'), true);
    assert.equal(await asking('aud', 'string-array', 'till'), 401);
    assert.equal(await asking('aud', 'single-string', 'desk'), 401);
  });

  test('keys are asked for again when there is a new one, and where they cannot be had nobody comes in', async () => {
    assert.equal(await outcome(`Bearer ${provider.token(claims())}`), true);
    now += 11;
    assert.equal(await outcome(`Bearer ${provider.token(claims(), { kid: 'second' })}`), 401);
    assert.equal(await outcome(`Bearer ${provider.token(claims(), { kid: 'second' })}`), 401);
    assert.deepEqual(provider.asked, ['/keys', '/keys']);
    provider.answers = { '/many': { status: 200, body: { keys: Array.from({ length: 11 }, () => ({})) } } };
    const many = gateOf({ jwksEndpoint: `${provider.origin}/many` });
    assert.equal(await outcome(`Bearer ${provider.token(claims())}`, many), 500);
  });
});
