import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { S3 } from '@aws-sdk/client-s3';
import { zipOf } from '../../packages/runtime/src/dataplane/workspaces/zip-bytes.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { openAwsCli } from './drivers/aws-cli.ts';
import type { Driver } from './drivers/driver.ts';
import { openSdk } from './drivers/sdk.ts';

const roleOf = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const role = roleOf('pipeline');
let penstock: PenstockProcess;
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

before(async () => {
  penstock = await startPenstock(['--port', '0', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  const place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
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
  const Body = zipOf(new Map([['buildspec.yml', Buffer.from(buildspec)]]));
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
  for (let attempt = 0; attempt < 60; attempt++) {
    const { pipelineExecutionSummaries: all } = await sdk.call('codepipeline', 'ListPipelineExecutions', {
      pipelineName: name,
    });
    if (all?.[0] && all[0].status !== 'InProgress') return all[0];
    await pause(500);
  }
  throw new Error(`${name} is not over`);
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
