import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { until } from '../../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { awsProgram } from '../drivers/aws-cli.ts';
import { environment } from '../drivers/driver.ts';

const execute = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-artifacts-'));
/** A network that is not the loopback interface, if the machine has one. */
const network = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

/**
 * A template as people write it: a key, a bucket that is closed, encrypted, versioned and asks for TLS, and a role for
 * builds. As it stands it says `KMSMasterKeyId`, which AWS has no property of: there it is `KMSMasterKeyID`.
 */
const asItStands = readFileSync(new URL('apps/artifacts.yaml', import.meta.url), 'utf8');
const Bucket = 'enterprise-artifacts-000000000000-us-east-1';

let penstock: PenstockProcess;
let place: Place;
let s3: S3;

before(async () => {
  const hosts = ['--host', '127.0.0.1', ...(network ? [network] : [])];
  penstock = await startPenstock(['--port', '0', '--quiet', ...hosts], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  s3 = new S3({ ...place, forcePathStyle: true });
});
after(async () => {
  await penstock.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** `aws cloudformation create-stack`, and how it ends. */
async function create(StackName: string, template: string): Promise<string> {
  const file = path.join(folder, 'template.yaml');
  writeFileSync(file, template);
  const words = ['--stack-name', StackName, '--template-body', `file://${file}`];
  const capabilities = ['--capabilities', 'CAPABILITY_NAMED_IAM'];
  const env = environment(place);
  await execute(await awsProgram(), ['cloudformation', 'create-stack', ...words, ...capabilities], { env });
  return until(`the end of ${StackName}`, 60_000, async () => {
    const { Stacks } = await new CloudFormation(place).describeStacks({ StackName });
    const { StackStatus } = Stacks![0]!;
    return StackStatus!.endsWith('_IN_PROGRESS') ? undefined : StackStatus;
  });
}

test('a property that AWS does not have is refused, and nothing is left', async () => {
  assert.equal(await create('as-it-stands', asItStands), 'ROLLBACK_COMPLETE');
  const { StackEvents } = await new CloudFormation(place).describeStackEvents({ StackName: 'as-it-stands' });
  const failed = StackEvents!.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  assert.deepEqual(failed.map((event) => [event.LogicalResourceId, event.ResourceStatusReason]).at(-1), [
    'PipelineArtifactBucket',
    'Properties validation failed for resource PipelineArtifactBucket with message:\n' +
      '#/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault: ' +
      'extraneous key [KMSMasterKeyId] is not permitted',
  ]);
  await assert.rejects(s3.headBucket({ Bucket }), { name: 'NotFound' });
});

test('with that letter corrected it is made, and what it protects is protected', async () => {
  assert.equal(
    await create('corrected', asItStands.replace('KMSMasterKeyId', 'KMSMasterKeyID')),
    'CREATE_COMPLETE',
  );
  const { Stacks } = await new CloudFormation(place).describeStacks({ StackName: 'corrected' });
  const outputs = Object.fromEntries(Stacks![0]!.Outputs!.map((each) => [each.OutputKey, each.OutputValue]));
  const KeyId = outputs['KmsKeyArn']!;
  const kms = new KMS(place);

  const put = await s3.putObject({ Bucket, Key: 'build.zip', Body: 'one' });
  assert.deepEqual(
    [put.ServerSideEncryption, put.SSEKMSKeyId, put.BucketKeyEnabled],
    ['aws:kms', KeyId, true],
  );
  assert.equal((await kms.getKeyRotationStatus({ KeyId })).KeyRotationEnabled, true);
  await kms.disableKey({ KeyId });
  await assert.rejects(s3.putObject({ Bucket, Key: 'build.zip', Body: 'two' }), {
    name: 'KMS.DisabledException',
  });
  await assert.rejects(s3.getObject({ Bucket, Key: 'build.zip' }), { name: 'KMS.DisabledException' });
  await kms.enableKey({ KeyId });

  await s3.putObject({ Bucket, Key: 'build.zip', Body: 'two' });
  const { Versions } = await s3.listObjectVersions({ Bucket });
  assert.equal(Versions!.length, 2);
  const first = await s3.getObject({ Bucket, Key: 'build.zip', VersionId: put.VersionId });
  assert.equal(await first.Body!.transformToString(), 'one');

  await assert.rejects(s3.putObjectAcl({ Bucket, Key: 'build.zip', ACL: 'public-read' }), {
    name: 'AccessControlListNotSupported',
  });
  const Statement = [
    { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
  ];
  await assert.rejects(
    s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    {
      name: 'AccessDenied',
    },
  );
  const stranger = await fetch(`${place.endpoint}/${Bucket}/build.zip`);
  assert.equal(stranger.status, 403);

  // Only CodeBuild may be the role. What its inline policy leaves out waits for IAM's evaluator.
  const assuming = new STS(place).assumeRole({ RoleArn: outputs['CodeBuildRoleArn'], RoleSessionName: 'me' });
  await assert.rejects(assuming, { name: 'AccessDenied' });
});

test(
  'what crosses a network without TLS is denied',
  { skip: network ? false : 'the machine has no network but its own' },
  async () => {
    const endpoint = place.endpoint.replace('127.0.0.1', network!);
    const open = new S3({ ...place, endpoint, forcePathStyle: true });
    await assert.rejects(open.getObject({ Bucket, Key: 'build.zip' }), { name: 'AccessDenied' });
    await open.createBucket({ Bucket: 'another' });
  },
);
