import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
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
import {
  CodePipelineClient,
  CreatePipelineCommand,
  GetPipelineStateCommand,
  type ActionCategory,
} from '@aws-sdk/client-codepipeline';
import { EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ZipFile } from 'yazl';
import { startPenstock, type PenstockProcess } from '../../../scripts/penstock-process.ts';
import { awsProgram } from '../drivers/aws-cli.ts';
import { AgentProcess, revision } from './fleet.ts';

const execute = promisify(execFile);
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const serviceRoleArn = 'arn:aws:iam::000000000000:role/deployer';

let penstock: PenstockProcess;
let codedeploy: CodeDeployClient;
let s3: S3Client;
const agents: AgentProcess[] = [];
const revisions: string[] = [];

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet', '--clock', '10'], () => undefined);
  const client = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  codedeploy = new CodeDeployClient(client);
  const Service = ['codedeploy.amazonaws.com', 'codepipeline.amazonaws.com'];
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  };
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  await new IAMClient(client).send(new CreateRoleCommand({ RoleName: 'deployer', AssumeRolePolicyDocument }));
  s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'releases' }));
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

/** The same, in less time. */
async function upload(folder: string, Key: string): Promise<void> {
  const zip = new ZipFile();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const file = path.join(entry.parentPath, entry.name);
      zip.addFile(file, path.relative(folder, file));
    }
  zip.end();
  const Body = await buffer(zip.outputStream);
  await s3.send(new PutObjectCommand({ Bucket: 'releases', Key, Body }));
}

async function deploy(key: string, deploymentGroupName = 'prod'): Promise<string> {
  const { deploymentId } = await codedeploy.send(
    new CreateDeploymentCommand({
      applicationName: 'shop',
      deploymentGroupName,
      revision: { revisionType: 'S3', s3Location: { bucket: 'releases', key, bundleType: 'zip' } },
    }),
  );
  return deploymentId!;
}

const waiter = () => ({ client: codedeploy, maxWaitTime: 60, minDelay: 1, maxDelay: 1 });

async function ended(deploymentId: string) {
  for (;;) {
    const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    if (['Succeeded', 'Failed', 'Stopped'].includes(deploymentInfo!.status!)) return deploymentInfo!;
    await pause(100);
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
  await upload(shop('2', { 'scripts/validate.sh': '#!/bin/sh\necho no answer >&2\nexit 3\n' }), 'shop-2.zip');
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

test('an agent that is killed runs no script twice, and says what it did not end', async () => {
  const slow =
    '#!/bin/sh\necho begun >> "$PENSTOCK_ROOT/begun"\nsleep 30\necho ended >> "$PENSTOCK_ROOT/begun"\n';
  await upload(shop('3', { 'scripts/start.sh': slow }), 'shop-3.zip');
  const [first] = agents;
  const deploymentId = await deploy('shop-3.zip');
  while (!existsSync(path.join(first!.folder, 'root/begun'))) await pause(50);
  await first!.kill('SIGKILL');
  await first!.start();
  const failed = await ended(deploymentId);
  assert.equal(failed.status, 'Failed');
  assert.equal(onAgent(first!, 'begun'), 'begun\n');
  const back = await ended(failed.rollbackInfo!.rollbackDeploymentId!);
  assert.equal(back.status, 'Succeeded');
});

const server = `
const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
const version = readFileSync(__dirname + '/index.html', 'utf8');
createServer((_, answer) => answer.end(version)).listen(8080, process.env.HOST);
`;

const validate = `for i in 1 2 3 4 5 6 7 8 9 10; do
  node -e "fetch('http://' + process.env.HOST + ':8080/').then(() => 0, () => process.exit(1))" && exit 0
  sleep 0.2
done
exit 1
`;

/** A shop that answers requests; a broken one does not. */
const webShop = (version: string, program = server): string =>
  shop(version, {
    'pages/server.js': program,
    'scripts/stop.sh': '#!/bin/sh\nkill "$(cat "$PENSTOCK_ROOT/shop.pid")" || true\n',
    'scripts/start.sh':
      '#!/bin/sh\nnode "$PENSTOCK_ROOT/srv/shop/server.js" > /dev/null 2>&1 &\necho $! > "$PENSTOCK_ROOT/shop.pid"\n',
    'scripts/validate.sh': `#!/bin/sh\n${validate}`,
  });

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Asks for a page again and again. Answers, when it is ended, what was answered how often. */
function traffic(url: string): () => Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  let over = false;
  const asking = (async () => {
    while (!over) {
      const said = await fetch(url).then(
        async (answer) => `${answer.status} ${await answer.text()}`,
        (error: Error) => error.message,
      );
      answers.set(said, (answers.get(said) ?? 0) + 1);
      await pause(5);
    }
  })();
  return async () => {
    over = true;
    await asking;
    return answers;
  };
}

/** A zip goes through a pipeline: by CodeDeploy to the first fleet, by EC2's action to what is behind the balancer. */
async function release(): Promise<void> {
  const swap = `#!/bin/sh
old=$(cat "$PENSTOCK_ROOT/shop.pid")
kill "$old" && while kill -0 "$old"; do sleep 0.05; done
node "$PENSTOCK_ROOT/srv/shop/server.js" > /dev/null 2>&1 &
echo $! > "$PENSTOCK_ROOT/shop.pid"
${validate}`;
  const deploySpec = `version: 0.1
files: [{ source: pages, destination: /srv/shop }]
scripts: { AfterDeploy: [{ location: scripts/swap.sh, timeout: 30 }] }
`;
  const more = { 'pages/server.js': server, 'scripts/swap.sh': swap, 'deploy.yml': deploySpec };
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'releases', VersioningConfiguration }));
  await upload(shop('7', more), 'shop-7.zip');
  const client = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  const codepipeline = new CodePipelineClient(client);
  const action = (name: string, category: ActionCategory, configuration: Record<string, string>) => ({
    name,
    actionTypeId: { category, owner: 'AWS' as const, provider: name, version: '1' },
    configuration,
    [category === 'Source' ? 'outputArtifacts' : 'inputArtifacts']: [{ name: 'Shop' }],
  });
  const fleet = { InstanceTagKey: 'fleet', InstanceTagValue: 'web', InstanceType: 'EC2' };
  const ec2 = { ...fleet, DeploySpec: 'deploy.yml', MaxBatch: '1', TargetGroupNameList: 'shop' };
  const pipeline = {
    name: 'release',
    roleArn: serviceRoleArn,
    pipelineType: 'V2' as const,
    artifactStore: { type: 'S3' as const, location: 'releases' },
    stages: [
      {
        name: 'Source',
        actions: [action('S3', 'Source', { S3Bucket: 'releases', S3ObjectKey: 'shop-7.zip' })],
      },
      {
        name: 'Deploy',
        actions: [
          action('CodeDeploy', 'Deploy', { ApplicationName: 'shop', DeploymentGroupName: 'prod' }),
          action('EC2', 'Deploy', ec2),
        ],
      },
    ],
  };
  await codepipeline.send(new CreatePipelineCommand({ pipeline }));
  for (;;) {
    const { stageStates = [] } = await codepipeline.send(new GetPipelineStateCommand({ name: 'release' }));
    const status = stageStates.at(-1)?.latestExecution?.status;
    if (status === 'Succeeded') return;
    assert.notEqual(status, 'Failed', JSON.stringify(stageStates.at(-1)));
    await pause(100);
  }
}

test('three servers behind a load balancer are deployed to one at a time, and no request is lost', async (t) => {
  const client = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  const [ec2, elb] = [new EC2Client(client), new ElasticLoadBalancingV2Client(client)];
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-1',
      MinCount: 3,
      MaxCount: 3,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'fleet', Value: 'web' }] }],
    }),
  );
  const InstanceIds = Instances.map(({ InstanceId }) => InstanceId!);
  const balancer = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'web', Subnets: ['subnet-a', 'subnet-b'] }),
  );
  const { LoadBalancerArn, DNSName } = balancer.LoadBalancers![0]!;
  const group = { Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-1', TargetType: 'instance' } as const;
  const check = { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 5, HealthyThresholdCount: 2 };
  const made = await elb.send(new CreateTargetGroupCommand({ Name: 'shop', ...group, ...check }));
  const TargetGroupArn = made.TargetGroups![0]!.TargetGroupArn!;
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }];
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  await elb.send(
    new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 8080, DefaultActions }),
  );
  const fleet = { serviceRoleArn, applicationName: 'shop', ec2TagFilters: [{ Key: 'fleet', Value: 'web' }] };
  // The first deployment finds nobody who could answer: all at once, and without traffic.
  await codedeploy.send(
    new CreateDeploymentGroupCommand({
      ...fleet,
      deploymentGroupName: 'web',
      deploymentConfigName: 'CodeDeployDefault.OneAtATime',
      deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      loadBalancerInfo: { targetGroupInfoList: [{ name: 'shop' }] },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    }),
  );
  await upload(webShop('4'), 'shop-4.zip');
  assert.equal((await ended(await deploy('shop-4.zip', 'web'))).status, 'Succeeded');
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: InstanceIds.map((Id) => ({ Id })) }));
  const end = traffic(`http://${DNSName}:8080/`);
  t.after(end); // A test that fails ends, too.
  await upload(webShop('5'), 'shop-5.zip');
  const second = await ended(await deploy('shop-5.zip', 'web'));
  assert.equal(second.status, 'Succeeded');
  await upload(webShop('6', 'process.exit(1)'), 'shop-6.zip');
  const failed = await ended(await deploy('shop-6.zip', 'web'));
  assert.equal(failed.status, 'Failed');
  const back = await ended(failed.rollbackInfo!.rollbackDeploymentId!);
  assert.equal(back.status, 'Succeeded');
  await release();
  const answers = await end();
  assert.deepEqual([...answers.keys()].sort(), ['200 4', '200 5', '200 7'], JSON.stringify([...answers]));
  for (const agent of agents) assert.equal(onAgent(agent, 'srv/shop/index.html'), '7');
  await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
});
