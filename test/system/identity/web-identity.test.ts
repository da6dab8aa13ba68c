import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { selfSigned } from '../../../packages/runtime/src/base/certificate.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { awsProgram } from '../drivers/aws-cli.ts';
import { environment } from '../drivers/driver.ts';

const execute = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-identity-'));
/** An issuer has no port, as AWS has it: it listens where only root may. */
const issuer = '127.43.7.1';
const subject = 'repo:shop/storefront:ref:refs/heads/main';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const cert = selfSigned(privateKey, issuer, randomBytes(8));

/** An identity provider as GitHub's is: two documents. */
const provider = createServer(
  { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
  (request, response) => {
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }];
    const isKeys = request.url === '/.well-known/jwks';
    const configuration = { issuer: `https://${issuer}`, jwks_uri: `https://${issuer}/.well-known/jwks` };
    response.end(JSON.stringify(isKeys ? { keys } : configuration));
  },
);
const unheard = await once(provider.listen(443, issuer), 'listening').then(
  () => false as const,
  (error: NodeJS.ErrnoException) => `nobody may listen on ${issuer}:443 (${error.code})`,
);

let penstock: PenstockProcess;
let place: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
});
after(async () => {
  provider.close();
  provider.closeAllConnections();
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
});

function token(sub = subject): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: `https://${issuer}`, aud: 'sts.amazonaws.com', sub, iat: now, exp: now + 300 };
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

test(
  'a workflow that an identity provider vouches for delivers without a key',
  { skip: unheard },
  async () => {
    const iam = new IAM(place);
    const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider({
      Url: `https://${issuer}`,
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: [new X509Certificate(cert).fingerprint.replaceAll(':', '').toLowerCase()],
    });
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { Federated: OpenIDConnectProviderArn },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${issuer}:sub`]: subject } },
      },
    ];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    const { Role } = await iam.createRole({ RoleName: 'deploy', AssumeRolePolicyDocument });

    // As GitHub's runners do, by way of the CLI's environment.
    const file = path.join(folder, 'token');
    writeFileSync(file, token());
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...env } = environment(place);
    const federated = {
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
      AWS_ROLE_ARN: Role!.Arn!,
      AWS_ROLE_SESSION_NAME: 'run-7',
    };
    const words = ['sts', 'get-caller-identity', '--output', 'json'];
    const { stdout } = await execute(await awsProgram(), words, {
      env: { ...env, HOME: folder, ...federated },
    });
    assert.equal(JSON.parse(stdout).Arn, 'arn:aws:sts::000000000000:assumed-role/deploy/run-7');

    // The SDK sends no signature either.
    const assume = (WebIdentityToken: string) =>
      new STS(place).assumeRoleWithWebIdentity({
        RoleArn: Role!.Arn!,
        RoleSessionName: 'run-8',
        WebIdentityToken,
      });
    const { SubjectFromWebIdentityToken, Credentials } = await assume(token());
    assert.equal(SubjectFromWebIdentityToken, subject);
    assert.match(Credentials!.AccessKeyId!, /^ASIA/);
    await assert.rejects(assume(token('repo:other/storefront:ref:refs/heads/main')), {
      name: 'AccessDenied',
    });
  },
);
