import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  waitUntilDeploymentSuccessful,
} from '@aws-sdk/client-codedeploy';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { awsProgram } from '../drivers/aws-cli.ts';
import { AgentProcess, revision } from './fleet.ts';

const execute = promisify(execFile);
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const serviceRoleArn = 'arn:aws:iam::000000000000:role/deployer';

let penstock: PenstockProcess;
let codedeploy: CodeDeployClient;
const agents: AgentProcess[] = [];
const revisions: string[] = [];

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const client = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  codedeploy = new CodeDeployClient(client);
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  await new IAMClient(client).send(new CreateRoleCommand({ RoleName: 'deployer', AssumeRolePolicyDocument }));
  await new S3Client({ ...client, forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: 'releases' }),
  );
  await codedeploy.send(new CreateApplicationCommand({ applicationName: 'shop' }));
  for (const name of ['one', 'two', 'three'])
    agents.push(new AgentProcess(name, penstock.endpoint, ['--tags', 'fleet=shop']));
  await Promise.all(agents.map((agent) => agent.start()));
});

after(async () => {
  await Promise.all(agents.map((agent) => agent.end()));
  await penstock.stop();
  for (const folder of revisions) rmSync(folder, { recursive: true, force: true });
});

/** A shop that writes down what is done to it. */
function shop(version: string, more: Readonly<Record<string, string>> = {}): string {
  const note = (what: string) =>
    `#!/bin/sh\necho "$LIFECYCLE_EVENT ${version} ${what}" >> "$PENSTOCK_ROOT/diary"\n`;
  const folder = revision({
    'appspec.yml': `
version: 0.0
os: linux
files: [{ source: pages, destination: /srv/shop }]
permissions: [{ object: /srv/shop, pattern: '*.html', mode: 640, type: [file] }]
hooks:
  ApplicationStop: [{ location: scripts/stop.sh, timeout: 10 }]
  ApplicationStart: [{ location: scripts/start.sh, timeout: 10 }]
  ValidateService: [{ location: scripts/validate.sh, timeout: 10 }]
`,
    'pages/index.html': version,
    [`pages/only-${version}.html`]: version,
    'scripts/stop.sh': note('stopped'),
    'scripts/start.sh': note('$DEPLOYMENT_GROUP_NAME $BUNDLE_KEY'),
    'scripts/validate.sh': note('valid'),
    ...more,
  });
  revisions.push(folder);
  return folder;
}

/** As the AWS CLI's own command does it: zipped, uploaded and registered. */
async function push(folder: string, key: string): Promise<void> {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: penstock.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
  const words = ['deploy', 'push', '--application-name', 'shop', '--s3-location', `s3://releases/${key}`];
  const { stdout } = await execute(await awsProgram(), [...words, '--source', folder], { env });
  assert.match(stdout, /To deploy with this revision, run/);
}

async function deploy(key: string, more: object = {}): Promise<string> {
  const { deploymentId } = await codedeploy.send(
    new CreateDeploymentCommand({
      applicationName: 'shop',
      deploymentGroupName: 'prod',
      revision: { revisionType: 'S3', s3Location: { bucket: 'releases', key, bundleType: 'zip' } },
      ...more,
    }),
  );
  return deploymentId!;
}

const waiter = () => ({ client: codedeploy, maxWaitTime: 60, minDelay: 1, maxDelay: 1 });

async function ended(deploymentId: string) {
  for (;;) {
    const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    if (['Succeeded', 'Failed', 'Stopped'].includes(deploymentInfo!.status!)) return deploymentInfo!;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const onAgent = (agent: AgentProcess, name: string) =>
  readFileSync(path.join(agent.folder, 'root', name), 'utf8');

test('a revision that is pushed by the AWS CLI runs on three servers', async () => {
  await codedeploy.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'shop',
      deploymentGroupName: 'prod',
      serviceRoleArn,
      onPremisesInstanceTagFilters: [{ Key: 'fleet', Value: 'shop', Type: 'KEY_AND_VALUE' }],
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    }),
  );
  await push(shop('1'), 'shop-1.zip');
  const deploymentId = await deploy('shop-1.zip');
  await waitUntilDeploymentSuccessful(waiter(), { deploymentId });
  for (const agent of agents) {
    assert.equal(onAgent(agent, 'srv/shop/index.html'), '1');
    assert.equal(onAgent(agent, 'diary'), 'ApplicationStart 1 prod shop-1.zip\nValidateService 1 valid\n');
  }
});

test('one that does not validate is taken back by a new deployment', async () => {
  await push(shop('2', { 'scripts/validate.sh': '#!/bin/sh\necho no answer >&2\nexit 3\n' }), 'shop-2.zip');
  const failed = await ended(await deploy('shop-2.zip'));
  assert.equal(failed.status, 'Failed');
  assert.equal(failed.errorInformation?.code, 'HEALTH_CONSTRAINTS');
  const back = await ended(failed.rollbackInfo!.rollbackDeploymentId!);
  assert.deepEqual([back.status, back.creator], ['Succeeded', 'codeDeployRollback']);
  const first = agents[0]!;
  assert.equal(onAgent(first, 'srv/shop/index.html'), '1');
  assert.ok(
    !existsSync(path.join(first.folder, 'root/srv/shop/only-2.html')),
    'what the bad one put there is gone',
  );
  const { deploymentTarget } = await codedeploy.send(
    new GetDeploymentTargetCommand({ deploymentId: failed.deploymentId!, targetId: 'one' }),
  );
  const event = deploymentTarget?.instanceTarget?.lifecycleEvents?.find(({ status }) => status === 'Failed');
  assert.equal(event?.lifecycleEventName, 'ValidateService');
  assert.equal(event.diagnostics?.errorCode, 'ScriptFailed');
  assert.match(event.diagnostics.logTail!, /\[stderr\]no answer/);
});
