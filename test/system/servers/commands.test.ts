import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
  waitUntilInstanceRunning,
} from '@aws-sdk/client-ec2';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  CancelCommandCommand,
  CreateAssociationCommand,
  CreateDocumentCommand,
  GetCommandInvocationCommand,
  ListCommandsCommand,
  SendCommandCommand,
  SSMClient,
  waitUntilCommandExecuted,
  type SendCommandCommandInput,
} from '@aws-sdk/client-ssm';
import { awsProgram } from '../drivers/aws-cli.ts';
import { Killable } from '../killable.ts';

const execute = promisify(execFile);
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const house = new Killable();
let ssm: SSMClient;
let s3: S3Client;
let ec2: EC2Client;
const servers: string[] = [];

before(async () => {
  await house.start();
  const client = { endpoint: house.endpoint, region: 'us-east-1', credentials };
  ssm = new SSMClient(client);
  ec2 = new EC2Client(client);
  s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'outputs' }));
  await launch(2);
  await waitUntilInstanceRunning({ client: ec2, maxWaitTime: 20, minDelay: 1 }, { InstanceIds: servers });
  await ssm.send(
    new CreateDocumentCommand({
      Name: 'deploy',
      DocumentFormat: 'YAML',
      Content: `
schemaVersion: '2.2'
parameters:
  version: { type: String, allowedPattern: '[0-9]+' }
mainSteps:
  - name: install
    action: aws:runShellScript
    inputs:
      runCommand:
        - echo {{ version }} >> installed
        - sleep 2
        - echo "$INSTANCE_ID has version $(cat installed)"
`,
    }),
  );
});

after(async () => {
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: servers }));
  await house.end();
});

/** Starts servers of the fleet. */
async function launch(count: number): Promise<string[]> {
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-1',
      InstanceType: 't3.micro',
      MinCount: count,
      MaxCount: count,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'fleet', Value: 'shop' }] }],
    }),
  );
  const launched = Instances.map(({ InstanceId = '' }) => InstanceId);
  servers.push(...launched);
  return launched;
}

/** What is in a server's file; nothing while there is none. */
function textOf(server: string, name: string): string {
  const file = path.join(house.folder, 'instances', server, 'root', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Whether each of them has a line in this file: it is there before it is written. */
const have = (name: string, ...all: readonly string[]): boolean =>
  all.every((server) => textOf(server, name).endsWith('\n'));

async function send(
  input: Omit<SendCommandCommandInput, 'DocumentName'> & { DocumentName?: string },
): Promise<string> {
  const { Command } = await ssm.send(
    new SendCommandCommand({ DocumentName: 'AWS-RunShellScript', ...input }),
  );
  return Command?.CommandId ?? '';
}

const executed = (CommandId: string, InstanceId: string) =>
  waitUntilCommandExecuted(
    { client: ssm, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { CommandId, InstanceId },
  );

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a command to a fleet goes on while the control plane is killed, and runs once on each server', async () => {
  const id = await send({
    DocumentName: 'deploy',
    Targets: [{ Key: 'tag:fleet', Values: ['shop'] }],
    Parameters: { version: ['7'] },
    OutputS3BucketName: 'outputs',
  });
  await until(() => have('installed', ...servers));
  await house.killAndRestart();
  for (const server of servers) {
    await executed(id, server);
    assert.equal(textOf(server, 'installed'), '7\n');
  }
  const { Commands = [] } = await ssm.send(new ListCommandsCommand({ CommandId: id }));
  assert.deepEqual(
    Commands.map(({ Status, CompletedCount, ErrorCount }) => ({ Status, CompletedCount, ErrorCount })),
    [{ Status: 'Success', CompletedCount: 2, ErrorCount: 0 }],
  );
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'outputs' }));
  const [server = ''] = servers;
  const Key = `${id}/${server}/awsrunShellScript/install/stdout`;
  assert.ok(Contents.some((object) => object.Key === Key));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'outputs', Key }));
  assert.equal(await Body?.transformToString(), `${server} has version 7\n`);
});

test('a script that fails is told with its code and its errors, by the AWS CLI too', async () => {
  const [server = ''] = servers;
  const id = await send({ InstanceIds: [server], Parameters: { commands: ['echo no >&2', 'exit 4'] } });
  await assert.rejects(executed(id, server));
  const words = ['ssm', 'get-command-invocation', '--command-id', id, '--instance-id', server];
  const place = ['--endpoint-url', house.endpoint, '--region', 'us-east-1', '--output', 'json'];
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const { stdout } = await execute(await awsProgram(), [...words, ...place], { env });
  const { Status, ResponseCode, StandardErrorContent } = JSON.parse(stdout);
  assert.deepEqual(
    { Status, ResponseCode, StandardErrorContent },
    { Status: 'Failed', ResponseCode: 4, StandardErrorContent: 'no\nfailed to run commands: exit status 4' },
  );
});

test('an association is applied to the servers there are, and to one that is new', async () => {
  await ssm.send(
    new CreateAssociationCommand({
      Name: 'AWS-RunShellScript',
      Targets: [{ Key: 'tag:fleet', Values: ['shop'] }],
      Parameters: { commands: ['echo applied >> association'] },
    }),
  );
  await until(() => have('association', ...servers));
  const [server = ''] = await launch(1);
  await until(() => have('association', server));
  for (const each of servers) assert.equal(textOf(each, 'association'), 'applied\n');
});

test('a command that is cancelled ends, with what it has started', async () => {
  const [server = ''] = servers;
  const commands = ['sleep 600 & echo $! > sleeper', 'wait'];
  const id = await send({ InstanceIds: [server], Parameters: { commands } });
  await until(() => have('sleeper', server));
  await ssm.send(new CancelCommandCommand({ CommandId: id }));
  const { Status } = await ssm.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: server }));
  assert.equal(Status, 'Cancelled');
  const sleeper = textOf(server, 'sleeper').trim();
  await until(() => !existsSync(`/proc/${sleeper}`));
});
