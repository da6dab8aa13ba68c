import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { ACM, waitUntilCertificateValidated } from '@aws-sdk/client-acm';
import {
  ElasticLoadBalancingV2,
  waitUntilLoadBalancerAvailable,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import type { Place } from '../../examples/storefront/deliver/clients.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { certificateOf } from '../../packages/runtime/src/base/certificate.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { openAwsCli } from './drivers/aws-cli.ts';

/** HTTPS listeners as a team has them: certificates imported, requested and uploaded; clients that check them. */

let penstock: PenstockProcess;
let place: Place;
let address: string;
let loadBalancer: string;
/** What those trust who ask for old.example. */
let oldChain: string;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  const client = new ElasticLoadBalancingV2(place);
  const made = await client.createLoadBalancer({ Name: 'secure', Subnets: ['subnet-a', 'subnet-b'] });
  const { LoadBalancerArn, DNSName } = made.LoadBalancers![0]!;
  [loadBalancer, address] = [LoadBalancerArn!, DNSName!];
  await waitUntilLoadBalancerAvailable(
    { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { LoadBalancerArns: [loadBalancer] },
  );
});
after(() => penstock.stop());

/** A certificate of an authority of the team's own. */
function teamCertificate(name: string) {
  const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const [authority, key] = [pair(), pair()];
  const dates = { notBefore: Date.UTC(2026, 0), notAfter: Date.UTC(2040, 0) };
  const issuer = { commonName: 'Team authority', key: authority };
  const words = { commonName: 'Team authority', key: authority, serial: Buffer.from([1]), ...dates };
  return {
    chain: certificateOf({ ...words, authority: true }, issuer),
    certificate: certificateOf(
      { commonName: name, names: [name], key, serial: Buffer.from([2]), ...dates },
      issuer,
    ),
    key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    authority: authority.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

async function get(port: number, name: string, ca: string, shown: object = {}): Promise<string> {
  // No agent: a session that is resumed shows no certificate.
  const settings = { host: address, port, servername: name, ca, agent: false, ...shown };
  const asked = request({ ...settings, headers: { Host: name } }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return `${response.statusCode} ${await text(response)}`;
}

const hello = [
  {
    Type: 'fixed-response',
    FixedResponseConfig: { StatusCode: '200', ContentType: 'text/plain', MessageBody: 'hello' },
  },
] as const;

test('the AWS CLI imports a certificate, has a listener answer with it, and imports the next one', async () => {
  const cli = await openAwsCli(place);
  // A blob in --cli-input-json is base64.
  const blob = (pem: string) => Buffer.from(pem).toString('base64');
  const importing = async (team: ReturnType<typeof teamCertificate>, more: object = {}) => {
    const { certificate, chain, key } = team;
    const input = { Certificate: blob(certificate), CertificateChain: blob(chain), PrivateKey: blob(key) };
    return (await cli.call('acm', 'ImportCertificate', { ...input, ...more }))['CertificateArn'] as string;
  };
  const first = teamCertificate('shop.example');
  const CertificateArn = await importing(first);
  await cli.call('elbv2', 'CreateListener', {
    LoadBalancerArn: loadBalancer,
    Protocol: 'HTTPS',
    Port: 8443,
    Certificates: [{ CertificateArn }],
    SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    DefaultActions: hello,
  });
  await answers(() => get(8443, 'shop.example', first.chain), '200 hello');

  const next = teamCertificate('shop.example');
  await importing(next, { CertificateArn });
  await answers(() => get(8443, 'shop.example', next.chain), '200 hello');
  await assert.rejects(get(8443, 'shop.example', first.chain), /certificate/);
});

test('a requested certificate is trusted by whoever trusts the house; HTTP/2 is spoken', async () => {
  const [acm, elb] = [new ACM(place), new ElasticLoadBalancingV2(place)];
  const { CertificateArn } = await acm.requestCertificate({
    DomainName: '*.api.example',
    SubjectAlternativeNames: [named],
    ValidationMethod: 'DNS',
  });
  await waitUntilCertificateValidated(
    { client: acm, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { CertificateArn },
  );
  const { CertificateChain } = await acm.getCertificate({ CertificateArn });
  const Certificates = [{ CertificateArn }];
  await elb.createListener({
    LoadBalancerArn: loadBalancer,
    Protocol: 'HTTPS',
    Port: 9443,
    Certificates,
    DefaultActions: [...hello],
  });
  await answers(() => get(9443, 'v1.api.example', CertificateChain!), '200 hello');

  const session = connectHttp2(`https://${address}:9443`, {
    ca: CertificateChain!,
    servername: 'v2.api.example',
  });
  const stream = session.request({ ':path': '/', ':authority': 'v2.api.example' });
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  assert.deepEqual([headers[':status'], await text(stream)], [200, 'hello']);
  session.destroy();

  const door = new URL(penstock.endpoint);
  const asked = request({ host: door.hostname, port: door.port, servername: named, ca: CertificateChain! });
  const [byName] = (await once(asked.end(), 'response')) as [IncomingMessage];
  assert.equal(await text(byName), 'hello');
});

/** The load balancer and its listener, by the name that its house's door knows. */
const named = '9443.secure-000000000000.us-east-1.elb.localhost';

test("IAM's server certificates serve as well, chosen by name", async () => {
  const [iam, elb] = [new IAM(place), new ElasticLoadBalancingV2(place)];
  const team = teamCertificate('old.example');
  oldChain = team.chain;
  const { ServerCertificateMetadata } = await iam.uploadServerCertificate({
    ServerCertificateName: 'old',
    CertificateBody: team.certificate,
    CertificateChain: team.chain,
    PrivateKey: team.key,
  });
  const { Listeners } = await elb.describeListeners({ LoadBalancerArn: loadBalancer });
  const ListenerArn = Listeners!.find(({ Port }) => Port === 9443)!.ListenerArn!;
  await elb.addListenerCertificates({
    ListenerArn,
    Certificates: [{ CertificateArn: ServerCertificateMetadata!.Arn }],
  });
  await answers(() => get(9443, 'old.example', team.chain), '200 hello');
  await assert.rejects(iam.deleteServerCertificate({ ServerCertificateName: 'old' }), {
    name: 'DeleteConflictException',
  });
});

test('clients show certificates of their own, which a trust store vouches for', async () => {
  const elb = new ElasticLoadBalancingV2(place);
  const s3 = new S3({ ...place, forcePathStyle: true });
  const [team, stranger] = [teamCertificate('web-1'), teamCertificate('web-2')];
  await s3.createBucket({ Bucket: 'vault' });
  await s3.putObject({ Bucket: 'vault', Key: 'ca.pem', Body: team.chain });
  const { TrustStores } = await elb.createTrustStore({
    Name: 'team',
    CaCertificatesBundleS3Bucket: 'vault',
    CaCertificatesBundleS3Key: 'ca.pem',
  });
  const { Listeners } = await elb.describeListeners({ LoadBalancerArn: loadBalancer });
  const ListenerArn = Listeners!.find(({ Port }) => Port === 9443)!.ListenerArn!;
  const { TrustStoreArn } = TrustStores![0]!;
  await elb.modifyListener({ ListenerArn, MutualAuthentication: { Mode: 'verify', TrustStoreArn } });
  const by = (shown?: ReturnType<typeof teamCertificate>) =>
    get(9443, 'old.example', oldChain, shown && { cert: shown.certificate, key: shown.key });
  await answers(
    () =>
      by().then(
        () => 'let in',
        () => 'refused',
      ),
    'refused',
  );
  assert.equal(await by(team), '200 hello');
  await assert.rejects(by(stranger));

  await s3.putObject({ Bucket: 'vault', Key: 'team.crl', Body: revoking(team) });
  const RevocationContents = [{ S3Bucket: 'vault', S3Key: 'team.crl' }];
  await elb.addTrustStoreRevocations({ TrustStoreArn, RevocationContents });
  await answers(() => by(team).catch(() => 'refused'), 'refused');
  await elb.removeTrustStoreRevocations({ TrustStoreArn, RevocationIds: [1] });
  await answers(() => by(team), '200 hello');
});

/** A list by which openssl, as the team's authority, revokes what it has certified. */
function revoking({ chain, certificate, authority }: ReturnType<typeof teamCertificate>): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-crl-'));
  const conf = '[ca]\ndefault_ca=team\n[team]\ndatabase=index\ncertificate=ca\nprivate_key=key\n';
  const files = { index: '', ca: chain, key: authority, web: certificate };
  const all = { ...files, conf: `${conf}default_md=sha256\ndefault_crl_days=9\n` };
  for (const [name, text] of Object.entries(all)) writeFileSync(path.join(folder, name), text);
  const ca = (...words: string[]) =>
    execFileSync('openssl', ['ca', '-config', 'conf', ...words], { cwd: folder, stdio: 'pipe' });
  ca('-revoke', 'web');
  const list = ca('-gencrl');
  rmSync(folder, { recursive: true });
  return list;
}

/** The listener's table is in force soon after its call has been answered. */
async function answers(ask: () => Promise<string>, expected: string): Promise<void> {
  let got = '';
  const asked = async () => {
    got = await ask().catch((error: Error) => error.message);
    return got === expected || undefined;
  };
  await until(expected, 60_000, asked).catch(() => assert.equal(got, expected));
}
