import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { ACM, waitUntilCertificateValidated } from '@aws-sdk/client-acm';
import {
  ElasticLoadBalancingV2,
  waitUntilLoadBalancerAvailable,
  waitUntilTargetInService,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { TestProvider } from '../../packages/runtime/src/dataplane/load-balancers/proxy/gates/provider.contract.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { Browser, chromium } from './messaging/browser.ts';

/** Rules that ask who comes: a browser that logs in at an identity provider, and a program that has its token. */

let penstock: PenstockProcess;
let server: Server;
let name: string;
let port: string;
const provider = new TestProvider();
const patience = { maxWaitTime: 30, minDelay: 1, maxDelay: 1 };

before(async () => {
  await provider.open();
  penstock = await startPenstock(['--port', '0', '--clock', '60', '--quiet'], () => undefined);
  ({ port } = new URL(penstock.endpoint));
  server = createServer((asked, answer) => void greeting(asked).then((said) => answer.end(said))).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  name = 'shop-000000000000.us-east-1.elb.localhost';
  await balance();
});
after(async () => {
  provider.close();
  server.close();
  await penstock?.stop();
});

/** What an application does: believes what the load balancer has signed, by the key that it publishes. */
async function greeting({ headers }: IncomingMessage): Promise<string> {
  const data = headers['x-amzn-oidc-data'];
  if (typeof data !== 'string') return 'hello, whoever you are';
  const [head = '', body = '', signature = ''] = data.split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64').toString()) as { readonly kid: string };
  const pem = await (await fetch(`${penstock.endpoint}/_penstock/public-keys/${kid}`)).text();
  const key = { key: createPublicKey(pem), dsaEncoding: 'ieee-p1363' } as const;
  const signed = verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64'));
  const { email } = JSON.parse(Buffer.from(body, 'base64').toString()) as { readonly email: string };
  return signed ? `hello, ${email}` : 'who has signed this?';
}

async function balance(): Promise<void> {
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  const place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  const [acm, elb] = [new ACM(place), new ElasticLoadBalancingV2(place)];
  const { CertificateArn } = await acm.requestCertificate({ DomainName: name });
  await waitUntilCertificateValidated({ client: acm, ...patience }, { CertificateArn });
  const balancers = await elb.createLoadBalancer({ Name: 'shop', Subnets: ['subnet-a', 'subnet-b'] });
  const { LoadBalancerArn } = balancers.LoadBalancers![0]!;
  const group = { Protocol: 'HTTP', Port: 80, TargetType: 'ip', VpcId: 'vpc-1' } as const;
  const { TargetGroups } = await elb.createTargetGroup({ ...group, Name: 'shop' });
  const { TargetGroupArn } = TargetGroups![0]!;
  const Targets = [{ Id: '127.0.0.1', Port: (server.address() as AddressInfo).port }];
  await elb.registerTargets({ TargetGroupArn, Targets });
  const forward = { Type: 'forward', Order: 2, TargetGroupArn } as const;
  const AuthenticateOidcConfig = {
    Issuer: provider.origin,
    AuthorizationEndpoint: `${provider.origin}/authorize`,
    TokenEndpoint: `${provider.origin}/token`,
    UserInfoEndpoint: `${provider.origin}/userinfo`,
    ClientId: 'shop',
    ClientSecret: 'secret',
  };
  const { Listeners } = await elb.createListener({
    LoadBalancerArn,
    Protocol: 'HTTPS',
    Port: 8443,
    Certificates: [{ CertificateArn }],
    DefaultActions: [{ Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig }, forward],
  });
  const JwtValidationConfig = { Issuer: provider.origin, JwksEndpoint: `${provider.origin}/keys` };
  await elb.createRule({
    ListenerArn: Listeners![0]!.ListenerArn,
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }],
    Actions: [{ Type: 'jwt-validation', Order: 1, JwtValidationConfig }, forward],
  });
  await waitUntilLoadBalancerAvailable(
    { client: elb, ...patience },
    { LoadBalancerArns: [LoadBalancerArn!] },
  );
  await waitUntilTargetInService({ client: elb, ...patience }, { TargetGroupArn });
}

const program = chromium();

test(
  'a browser logs in, and the application knows who it is',
  { skip: !program && 'no Chromium on this machine' },
  async (t) => {
    const browser = new Browser(program!, ['--ignore-certificate-errors']);
    t.after(() => browser.close());
    assert.equal(await browser.read(`https://${name}:${port}/cart?id=1`), 'hello, ada@shop.example');
  },
);

test('a program with a token comes in, without one it does not, and a stranger is sent to log in', async () => {
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const settings = { host: '127.0.0.1', port, servername: name, rejectUnauthorized: false, agent: false };
    const asked = request({ ...settings, path, headers: { host: `${name}:${port}`, ...headers } }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return [response.statusCode, await text(response), response.headers.location?.split('?')[0]];
  };
  const token = provider.token({ iss: provider.origin, exp: 4_000_000_000 });
  const [status, said] = await ask('/api/orders', { authorization: `Bearer ${token}` });
  assert.deepEqual([status, said], [200, 'hello, whoever you are']);
  assert.equal((await ask('/api/orders', { authorization: 'Bearer made.up.token' }))[0], 401);
  assert.deepEqual(await ask('/cart'), [302, '', `${provider.origin}/authorize`]);
});
