import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { DisabledException, KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { paginateGetParametersByPath, ParameterNotFound, SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { ZipFile } from 'yazl';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { openAwsCli } from '../drivers/aws-cli.ts';
import { openBoto3 } from '../drivers/boto3.ts';

let penstock: PenstockProcess;
let place: Place;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
});
after(() => penstock.stop());

const trusting = (principal: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });

test('what a key signs, anybody verifies; what it encrypts, nothing but the key opens', async () => {
  const kms = new KMS(place);
  const signer = await kms.createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  const Message = Buffer.from('hello');
  const asked = { KeyId: signer.KeyMetadata!.KeyId!, Message, SigningAlgorithm: 'ECDSA_SHA_256' } as const;
  const { Signature } = await kms.sign(asked);
  const { PublicKey } = await kms.getPublicKey({ KeyId: asked.KeyId });
  const key = createPublicKey({ key: Buffer.from(PublicKey!), format: 'der', type: 'spki' });
  assert.ok(verify('sha256', Message, key, Signature!));
  assert.equal((await kms.verify({ ...asked, Signature })).SignatureValid, true);

  const { KeyMetadata } = await kms.createKey({});
  const KeyId = KeyMetadata!.KeyId!;
  const { CiphertextBlob, Plaintext } = await kms.generateDataKey({ KeyId, KeySpec: 'AES_256' });
  assert.deepEqual((await kms.decrypt({ CiphertextBlob })).Plaintext, Plaintext);
  await kms.disableKey({ KeyId });
  await assert.rejects(kms.decrypt({ CiphertextBlob }), DisabledException);
});

test('parameters are paged by path, typed errors told; boto3 and the AWS CLI read the same', async (t) => {
  const ssm = new SSM(place);
  for (let i = 0; i < 12; i++)
    await ssm.putParameter({ Name: `/pages/${i}`, Value: `${i}`, Type: 'SecureString' });
  const seen: string[] = [];
  const pages = paginateGetParametersByPath({ client: ssm }, { Path: '/pages', WithDecryption: true });
  for await (const page of pages) seen.push(...page.Parameters!.map(({ Value }) => Value!));
  assert.deepEqual(
    seen.toSorted((a, b) => Number(a) - Number(b)),
    [...Array(12).keys()].map(String),
  );
  await assert.rejects(ssm.getParameter({ Name: '/pages/none' }), ParameterNotFound);
  for (const open of [openBoto3, openAwsCli]) {
    const driver = await open(place);
    if ('absent' in driver) {
      t.diagnostic(driver.absent);
      continue;
    }
    const input = { Name: '/pages/7', WithDecryption: true };
    const { Parameter } = await driver.call('ssm', 'GetParameter', input);
    assert.equal(Parameter.Value, '7');
    await assert.rejects(driver.call('kms', 'DescribeKey', { KeyId: 'alias/none' }), /NotFoundException/);
    const { Vpcs } = await driver.call('ec2', 'DescribeVpcs', {
      Filters: [{ Name: 'is-default', Values: ['true'] }],
    });
    assert.equal(Vpcs[0].CidrBlock, '172.31.0.0/16');
    driver.close();
  }
});

test('a role of another account is assumed with the external id that its trust asks for', async () => {
  const trust = JSON.parse(trusting({ AWS: '111111111111' })) as { Statement: object[] };
  trust.Statement = trust.Statement.map((each) => ({
    ...each,
    Condition: { StringEquals: { 'sts:ExternalId': 'shop' } },
  }));
  const input = { RoleName: 'far', AssumeRolePolicyDocument: JSON.stringify(trust) };
  const { Role } = await new IAM(place).createRole(input);
  const sts = new STS({ ...place, credentials: { accessKeyId: '111111111111', secretAccessKey: 'test' } });
  const asked = { RoleArn: Role!.Arn!, RoleSessionName: 'here' };
  await assert.rejects(sts.assumeRole(asked), /not authorized to perform: sts:AssumeRole/);
  const { Credentials } = await sts.assumeRole({ ...asked, ExternalId: 'shop' });
  const session = new STS({
    ...place,
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  });
  assert.equal((await session.getCallerIdentity({})).Arn, 'arn:aws:sts::000000000000:assumed-role/far/here');
});

test('the SDK waits for a NAT gateway, and for what is deleted', async () => {
  const ec2 = new EC2(place);
  const { Subnets } = await ec2.describeSubnets({});
  const { AllocationId } = await ec2.allocateAddress({});
  const { NatGateway } = await ec2.createNatGateway({ SubnetId: Subnets![0]!.SubnetId, AllocationId });
  assert.ok(NatGateway!.CreateTime instanceof Date);
  await assert.rejects(ec2.releaseAddress({ AllocationId }), /is in use/);
  await assert.rejects(
    ec2.describeVpcs({ VpcIds: ['vpc-1'] }),
    (error: Error) => error.name === 'InvalidVpcID.NotFound',
  );
});

/** Speaks JSON with the house by itself, as no SDK comes with a function: `x-amz-target`, and a signature of its own. */
const rotator = `
const { createHash, createHmac, randomUUID } = require('node:crypto');
const env = process.env;
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const hash = (text) => createHash('sha256').update(text).digest('hex');

async function ask(operation, input) {
  const url = new URL(env.AWS_ENDPOINT_URL);
  const body = JSON.stringify(input);
  const time = new Date().toISOString().replace(/[-:]|\\.\\d+/g, '');
  const scope = [time.slice(0, 8), env.AWS_REGION, 'secretsmanager', 'aws4_request'].join('/');
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    host: url.host,
    'x-amz-date': time,
    'x-amz-security-token': env.AWS_SESSION_TOKEN,
    'x-amz-target': 'secretsmanager.' + operation,
  };
  const names = Object.keys(headers);
  const canonical = ['POST', '/', '', ...names.map((name) => name + ':' + headers[name]), '', names.join(';'), hash(body)].join('\\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\\n');
  const key = scope.split('/').reduce(hmac, 'AWS4' + env.AWS_SECRET_ACCESS_KEY);
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + env.AWS_ACCESS_KEY_ID + '/' + scope +
    ', SignedHeaders=' + names.join(';') + ', Signature=' + hmac(key, text).toString('hex');
  const { host, ...sent } = headers;
  const answer = await fetch(url, { method: 'POST', headers: { ...sent, authorization }, body });
  const output = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(output));
  return output;
}

exports.handler = async ({ Step, SecretId, ClientRequestToken }) => {
  const { VersionIdsToStages } = await ask('DescribeSecret', { SecretId });
  if (!VersionIdsToStages[ClientRequestToken]?.includes('AWSPENDING')) throw new Error('not pending');
  if (Step === 'createSecret')
    await ask('PutSecretValue', { SecretId, ClientRequestToken, SecretString: 'rotated-' + randomUUID(), VersionStages: ['AWSPENDING'] });
  if (Step === 'testSecret') await ask('GetSecretValue', { SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING' });
  if (Step === 'finishSecret') {
    const [from] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'));
    await ask('UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId: from });
  }
};
`;

async function zipped(name: string, text: string): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}

test('a secret is rotated by a function, and a build reads what it is then', async () => {
  const iam = new IAM(place);
  const role = async (service: string) => {
    const AssumeRolePolicyDocument = trusting({ Service: `${service}.amazonaws.com` });
    return (await iam.createRole({ RoleName: service, AssumeRolePolicyDocument })).Role!.Arn!;
  };
  const lambda = new Lambda(place);
  const { FunctionArn } = await lambda.createFunction({
    FunctionName: 'rotator',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: await role('lambda'),
    Timeout: 30,
    Code: { ZipFile: await zipped('index.js', rotator) },
  });
  const secrets = new SecretsManager(place);
  await secrets.createSecret({ Name: 'shop/token', SecretString: 'first' });
  const rotation = { SecretId: 'shop/token', RotationLambdaARN: FunctionArn };
  await assert.rejects(secrets.rotateSecret(rotation), { name: 'AccessDeniedException' });
  await lambda.addPermission({
    FunctionName: 'rotator',
    StatementId: 'secrets',
    Principal: 'secretsmanager.amazonaws.com',
    Action: 'lambda:InvokeFunction',
  });
  await secrets.rotateSecret(rotation);
  await until('the secret to be rotated', 60_000, async () => {
    return (await secrets.describeSecret({ SecretId: 'shop/token' })).LastRotatedDate;
  });
  const { SecretString } = await secrets.getSecretValue({ SecretId: 'shop/token' });
  assert.match(SecretString!, /^rotated-/);

  await new SSM(place).putParameter({ Name: '/shop/expected', Value: SecretString, Type: 'SecureString' });
  const codebuild = new CodeBuild(place);
  const env = {
    'parameter-store': { EXPECTED: '/shop/expected' },
    'secrets-manager': { TOKEN: 'shop/token' },
  };
  const commands = ['test -n "$TOKEN"', 'test "$TOKEN" = "$EXPECTED"'];
  await codebuild.createProject({
    name: 'reader',
    source: {
      type: 'NO_SOURCE',
      buildspec: JSON.stringify({ version: 0.2, env, phases: { build: { commands } } }),
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    serviceRole: await role('codebuild'),
  });
  const { build } = await codebuild.startBuild({ projectName: 'reader' });
  const ended = await until('the build to end', 60_000, async () => {
    const { builds } = await codebuild.batchGetBuilds({ ids: [build!.id!] });
    return builds![0]!.buildComplete ? builds![0] : undefined;
  });
  assert.equal(ended.buildStatus, 'SUCCEEDED');
});
