import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { zipOf } from '../../packages/runtime/src/dataplane/workspaces/zip-bytes.ts';
import type { Place } from '../../examples/storefront/deliver/clients.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { openAwsCli } from './drivers/aws-cli.ts';
import type { Driver } from './drivers/driver.ts';
import { openSdk } from './drivers/sdk.ts';

const roleOf = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const role = roleOf('pipeline');
let penstock: PenstockProcess;
let place: Place;
let aws: Driver;
/** Where the client is not the point: it is quicker. */
let sdk: Driver;

const buildspec = `version: 0.2
batch:
  build-list:
    - identifier: one
    - identifier: two
phases:
  build:
    commands:
      - echo $CODEBUILD_BATCH_BUILD_IDENTIFIER > made-by-$CODEBUILD_BATCH_BUILD_IDENTIFIER.txt
      - echo '<testsuite><testcase name="made" classname="Files" time="1.5"/></testsuite>' > units.xml
reports:
  units:
    files: units.xml
artifacts:
  files: [made-by-*.txt]
`;

/** What a state machine is asked, an image is built of, and a function becomes. */
const release = {
  'order.json': '{"version":2}',
  Dockerfile: 'FROM scratch\nCOPY order.json /order.json\n',
  'index.mjs': 'export const handler = async () => 2;\n',
};

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet', '--clock', '10'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  aws = await openAwsCli(place);
  sdk = await openSdk(place);
  await makeRole('pipeline', { Service: ['codepipeline.amazonaws.com', 'codebuild.amazonaws.com'] });
  await aws.call('s3api', 'CreateBucket', { Bucket: 'store' });
  await aws.call('s3api', 'CreateBucket', { Bucket: 'drop' });
  await aws.call('s3api', 'PutBucketVersioning', {
    Bucket: 'drop',
    VersioningConfiguration: { Status: 'Enabled' },
  });
  const s3 = new S3({ ...place, forcePathStyle: true });
  const files = Object.entries({ 'buildspec.yml': buildspec, ...release });
  const Body = zipOf(new Map(files.map(([name, text]) => [name, Buffer.from(text)])));
  await s3.putObject({ Bucket: 'drop', Key: 'app.zip', Body });
  await aws.call('codebuild', 'CreateProject', {
    name: 'web',
    source: { type: 'CODEPIPELINE' },
    artifacts: { type: 'CODEPIPELINE' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    serviceRole: role,
    buildBatchConfig: { serviceRole: role },
  });
});
after(async () => {
  aws?.close();
  await penstock?.stop();
});

async function makeRole(RoleName: string, Principal: object): Promise<void> {
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
  const trust = { Version: '2012-10-17', Statement };
  await sdk.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
  const rights = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const PolicyDocument = JSON.stringify(rights);
  await sdk.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'all', PolicyDocument });
}

const artifacts = (name: string) => [{ name }];

function pipeline(name: string, stages: readonly object[]): object {
  const source = {
    name: 'Object',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
    configuration: { S3Bucket: 'drop', S3ObjectKey: 'app.zip', PollForSourceChanges: 'false' },
    outputArtifacts: artifacts('Code'),
  };
  return {
    pipeline: {
      name,
      pipelineType: 'V2',
      roleArn: role,
      artifactStore: { type: 'S3', location: 'store' },
      variables: [{ name: 'NAME', defaultValue: 'nobody' }],
      stages: [{ name: 'Source', actions: [source] }, ...stages],
    },
  };
}

/** The last execution of a pipeline, when it is over. */
async function ended(name: string): Promise<Record<string, any>> {
  return until(`${name} to be over`, 180_000, async () => {
    const { pipelineExecutionSummaries: all } = await sdk.call('codepipeline', 'ListPipelineExecutions', {
      pipelineName: name,
    });
    return all?.[0] && all[0].status !== 'InProgress' ? all[0] : undefined;
  });
}

const actionOf = async (pipelineName: string, action: string): Promise<Record<string, any>> => {
  const { actionExecutionDetails: all } = await sdk.call('codepipeline', 'ListActionExecutions', {
    pipelineName,
  });
  return all.find(({ actionName }: { actionName: string }) => actionName === action);
};

test('commands run, make files of a batch of builds, and are seen in the log; another pipeline is started', async () => {
  const commands = {
    name: 'Commands',
    actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
    namespace: 'Ran',
    commands: ['cat made-by-one.txt made-by-two.txt', 'export SAID="hello $(cat made-by-one.txt) $WHO"'],
    environmentVariables: [{ name: 'WHO', value: '#{variables.NAME}' }],
    inputArtifacts: artifacts('Made'),
    outputVariables: ['SAID'],
  };
  const batch = {
    name: 'Batch',
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    configuration: { ProjectName: 'web', BatchEnabled: 'true', CombineArtifacts: 'true' },
    inputArtifacts: artifacts('Code'),
    outputArtifacts: artifacts('Made'),
  };
  const invoke = {
    name: 'Invoke',
    actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'CodePipeline', version: '1' },
    configuration: { PipelineName: 'inner', Variables: '[{"name":"NAME","value":"outer"}]' },
  };
  const inner = [
    { name: 'Build', actions: [batch] },
    { name: 'Run', actions: [commands] },
  ];
  await aws.call('codepipeline', 'CreatePipeline', pipeline('inner', inner));
  assert.equal(
    (await ended('inner')).status,
    'Succeeded',
    JSON.stringify(await actionOf('inner', 'Commands')),
  );
  const ran = await actionOf('inner', 'Commands');
  assert.equal(ran.output.outputVariables.SAID, 'hello one nobody');
  const { events } = await aws.call('logs', 'FilterLogEvents', { logGroupName: '/aws/codepipeline/inner' });
  const said: string = events.map(({ message }: { message: string }) => message).join('');
  assert.match(said, /Running command cat made-by-one.txt made-by-two.txt\none\ntwo\n/);
  const { ids } = await aws.call('codebuild', 'ListBuildBatches', {});
  const { buildBatches } = await aws.call('codebuild', 'BatchGetBuildBatches', { ids });
  assert.equal(buildBatches[0].buildBatchStatus, 'SUCCEEDED');
  const { reports } = await sdk.call('codebuild', 'ListReports', {});
  assert.equal(reports.length, 2, 'each build of the batch has made one');
  const { testCases } = await aws.call('codebuild', 'DescribeTestCases', { reportArn: reports[0] });
  const [{ name, status, durationInNanoSeconds }] = testCases;
  assert.deepEqual([name, status, durationInNanoSeconds], ['made', 'SUCCEEDED', 1.5e9]);

  await aws.call('codepipeline', 'CreatePipeline', pipeline('outer', [{ name: 'Go', actions: [invoke] }]));
  assert.equal((await ended('outer')).status, 'Succeeded');
  const invoked = await actionOf('outer', 'Invoke');
  const again = await actionOf('inner', 'Commands');
  assert.equal(again.pipelineExecutionId, invoked.output.executionResult.externalExecutionId);
  assert.equal(again.output.outputVariables.SAID, 'hello one outer');
});

/** Makes its output artifact of its input artifact, with the credentials that the job comes with, and nothing else. */
const wrapper = `
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
export const handler = async ({ 'CodePipeline.job': { id, data } }) => {
  const credentials = data.artifactCredentials;
  const s3 = new S3({ credentials, forcePathStyle: true });
  const at = ({ location: { s3Location } }) => ({ Bucket: s3Location.bucketName, Key: s3Location.objectKey });
  const { Body } = await s3.getObject(at(data.inputArtifacts[0]));
  await s3.putObject({ ...at(data.outputArtifacts[0]), Body: await Body.transformToByteArray() });
  const outputVariables = { folder: data.actionConfiguration.configuration.UserParameters };
  await new CodePipeline().putJobSuccessResult({ jobId: id, outputVariables });
};
`;

test('a function makes an artifact in a role of the action’s own, and it is published for everybody to read', async () => {
  await makeRole('action', { AWS: role });
  await makeRole('function', { Service: 'lambda.amazonaws.com' });
  await sdk.call('lambda', 'CreateFunction', {
    FunctionName: 'wrap',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleOf('function'),
    Code: { ZipFile: zipOf(new Map([['index.mjs', Buffer.from(wrapper)]])) },
    Timeout: 60,
  });
  await sdk.call('s3', 'CreateBucket', { Bucket: 'site', ObjectOwnership: 'ObjectWriter' });
  await sdk.call('s3', 'DeletePublicAccessBlock', { Bucket: 'site' });
  const wrap = {
    name: 'Wrap',
    roleArn: roleOf('action'),
    namespace: 'Wrapped',
    actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' },
    configuration: { FunctionName: 'wrap', UserParameters: 'pages' },
    inputArtifacts: artifacts('Code'),
    outputArtifacts: artifacts('Made'),
  };
  const publish = {
    name: 'Publish',
    actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'S3', version: '1' },
    configuration: {
      BucketName: 'site',
      Extract: 'true',
      ObjectKey: '#{Wrapped.folder}',
      CannedACL: 'public-read',
    },
    inputArtifacts: artifacts('Made'),
  };
  const stages = [
    { name: 'Wrap', actions: [wrap] },
    { name: 'Publish', actions: [publish] },
  ];
  await sdk.call('codepipeline', 'CreatePipeline', pipeline('published', stages));
  assert.equal(
    (await ended('published')).status,
    'Succeeded',
    JSON.stringify(await actionOf('published', 'Publish')),
  );
  const { Grants } = await sdk.call('s3', 'GetObjectAcl', { Bucket: 'site', Key: 'pages/buildspec.yml' });
  const everybody = Grants.find(({ Grantee }: any) => Grantee.URI?.endsWith('AllUsers'));
  assert.equal(everybody?.Permission, 'READ');
  const answer = await fetch(`${penstock.endpoint}/site/pages/buildspec.yml`);
  assert.equal(await answer.text(), buildspec);
});

/** The images of a service's task definition. */
async function imagesOf(cluster: string, service: string): Promise<string[]> {
  const { services } = await sdk.call('ecs', 'DescribeServices', { cluster, services: [service] });
  const { taskDefinition } = await sdk.call('ecs', 'DescribeTaskDefinition', {
    taskDefinition: services[0].taskDefinition,
  });
  return taskDefinition.containerDefinitions.map(({ image }: { image: string }) => image);
}

/** A service and a function, as they were released first; and what names its machine, its image and its version. */
async function releasedOnce(): Promise<string> {
  await makeRole('task', {
    Service: ['ecs-tasks.amazonaws.com', 'lambda.amazonaws.com', 'states.amazonaws.com'],
  });
  const roleArn = roleOf('task');
  await sdk.call('ecr', 'CreateRepository', { repositoryName: 'web' });
  await sdk.call('lambda', 'CreateFunction', {
    FunctionName: 'price',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleArn,
    Code: {
      ZipFile: zipOf(new Map([['index.mjs', Buffer.from('export const handler = async () => 1;\n')]])),
    },
    Publish: true,
  });
  await sdk.call('lambda', 'CreateAlias', { FunctionName: 'price', Name: 'live', FunctionVersion: '1' });
  await sdk.call('ecs', 'CreateCluster', { clusterName: 'shop' });
  const { Subnets } = await new EC2(place).describeSubnets();
  await sdk.call('ecs', 'RegisterTaskDefinition', {
    family: 'web',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: roleArn,
    containerDefinitions: [
      { name: 'web', image: 'busybox', command: ['node', '-e', 'setInterval(() => 0, 1000)'] },
    ],
  });
  await sdk.call('ecs', 'CreateService', {
    cluster: 'shop',
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: 1,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: [Subnets![0]!.SubnetId!] } },
  });
  const judge = { Type: 'Pass', Parameters: { 'wanted.$': '$.version' }, End: true };
  const definition = JSON.stringify({ StartAt: 'Judge', States: { Judge: judge } });
  const machine = await new SFN(place).createStateMachine({ name: 'judge', roleArn, definition });
  return machine.stateMachineArn!;
}

test('a state machine is asked, an image is built and published, and a service and a function are released', async () => {
  const StateMachineArn = await releasedOnce();
  const action = (name: string, type: readonly [string, string], more: object) => {
    const [category, provider] = type;
    return { name, actionTypeId: { category, owner: 'AWS', provider, version: '1' }, ...more };
  };
  const definitions =
    'printf \'[{"name":"web","imageUri":"%s"}]\' "$REPOSITORY@#{Image.ECRImageDigestId}" > imagedefinitions.json';
  const REPOSITORY = '000000000000.dkr.ecr.us-east-1.amazonaws.com/web';
  const stages = [
    {
      name: 'Build',
      actions: [
        action('Judge', ['Invoke', 'StepFunctions'], {
          configuration: { StateMachineArn, InputType: 'FilePath', Input: 'order.json' },
          inputArtifacts: artifacts('Code'),
          outputArtifacts: artifacts('Verdict'),
        }),
        action('Image', ['Build', 'ECRBuildAndPublish'], {
          namespace: 'Image',
          configuration: { ECRRepositoryName: 'web', ImageTags: 'v2,latest' },
          inputArtifacts: artifacts('Code'),
        }),
        action('Define', ['Compute', 'Commands'], {
          runOrder: 2,
          namespace: 'Define',
          commands: ['export VERDICT=$(cat output.json)', definitions],
          environmentVariables: [{ name: 'REPOSITORY', value: REPOSITORY }],
          outputVariables: ['VERDICT'],
          inputArtifacts: artifacts('Verdict'),
          outputArtifacts: [{ name: 'Definitions', files: ['imagedefinitions.json'] }],
        }),
      ],
    },
    {
      name: 'Release',
      actions: [
        action('Service', ['Deploy', 'ECS'], {
          configuration: { ClusterName: 'shop', ServiceName: 'web' },
          inputArtifacts: artifacts('Definitions'),
        }),
        action('Function', ['Deploy', 'Lambda'], {
          configuration: { FunctionName: 'price', FunctionAlias: 'live' },
          inputArtifacts: artifacts('Code'),
        }),
      ],
    },
  ];
  await sdk.call('codepipeline', 'CreatePipeline', pipeline('released', stages));
  const seen = async (name: string) => (await actionOf('released', name))?.['output'];
  const { status } = await ended('released');
  assert.equal(
    status,
    'Succeeded',
    JSON.stringify(await sdk.call('codepipeline', 'GetPipelineState', { name: 'released' })),
  );
  assert.equal((await seen('Define')).outputVariables.VERDICT, '{"wanted":2}');
  const digest = (await seen('Image')).outputVariables.ECRImageDigestId;
  assert.deepEqual(await imagesOf('shop', 'web'), [`${REPOSITORY}@${digest}`]);
  const { imageDetails } = await sdk.call('ecr', 'DescribeImages', { repositoryName: 'web' });
  assert.deepEqual(imageDetails[0].imageTags.toSorted(), ['latest', 'v2']);
  const live = await sdk.call('lambda', 'Invoke', { FunctionName: 'price', Qualifier: 'live' });
  assert.equal(Buffer.from(live['Payload']).toString(), '2');
});
