import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CloudWatch, ResourceNotFound } from '@aws-sdk/client-cloudwatch';
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { clientsOf, type Clients, type Place } from '../../examples/storefront/deliver/clients.ts';
import { dimensionOf, type Balancing } from './storefront/balancing.ts';
import { layFoundation, type Foundation } from './storefront/foundation.ts';
import { raiseService } from './storefront/ground.ts';
import { HouseClock } from '../../examples/storefront/deliver/house-clock.ts';
import { names, roleOf } from '../../examples/storefront/deliver/names.ts';
import { Repository, withCredentials } from '../../examples/storefront/deliver/repository.ts';
import { Timeline } from '../../examples/storefront/deliver/timeline.ts';
import { Traffic } from '../../examples/storefront/deliver/traffic.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { startPenstock, type PenstockProcess } from '../../scripts/penstock-process.ts';
import { openAwsCli } from './drivers/aws-cli.ts';
import { openBoto3 } from './drivers/boto3.ts';
import type { Driver, Open } from './drivers/driver.ts';
import { openSdk } from './drivers/sdk.ts';

const minute = 60_000;

let penstock: PenstockProcess;
let place: Place;
let clients: Clients;
let foundation: Foundation;
let balancing: Balancing;
let repository: Repository;
let traffic: Traffic;

before(async () => {
  penstock = await startPenstock(['--port', '0', '--clock', '60', '--quiet'], () => undefined);
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  clients = clientsOf(place);
  foundation = await layFoundation(clients, place);
  repository = new Repository(withCredentials(foundation.cloneUrl, place), foundation.account);
  const timeline = new Timeline(await HouseClock.read(place.endpoint), () => undefined);
  balancing = await raiseService({ clients, foundation, repository, timeline });
  await clients.codepipeline.deletePipeline({ name: names.pipeline });
  traffic = new Traffic(`http://${balancing.host}:${names.productionPort}/`, 20);
  traffic.start();
});

after(async () => {
  await traffic?.stop();
  repository?.remove();
  await penstock?.stop();
});

const opened: readonly (readonly [string, Open])[] = [
  ['sdk', openSdk],
  ['cli', openAwsCli],
  ['boto3', openBoto3],
];

for (const [name, open] of opened) {
  test(`${name} drives the whole path: create, start, watch, approve, list, logs, metrics, lifecycle`, async (t) => {
    const driver = await open(place);
    if ('absent' in driver) return t.skip(driver.absent);
    t.after(() => driver.close());
    await drive(driver, name);
  });
}

async function drive(driver: Driver, name: string): Promise<void> {
  await driver.call('codepipeline', 'CreatePipeline', { pipeline: pipelineOf(name) });
  repository.push(name); // The branch appears after the pipeline: the push starts it.
  const execution = await until('the push to start the pipeline', minute, () =>
    latestExecution(driver, name),
  );
  const waiting = await until('the approval', minute, () => approvalWaiting(driver, name));
  await assertRefused(driver, name);
  await driver.call('codepipeline', 'PutApprovalResult', {
    pipelineName: name,
    stageName: 'Approve',
    actionName: 'Gate',
    token: waiting,
    result: { status: 'Approved', summary: `by ${driver.name}` },
  });
  await until('the pipeline to end', 3 * minute, async () => {
    const { pipelineExecution } = await driver.call('codepipeline', 'GetPipelineExecution', {
      pipelineName: name,
      pipelineExecutionId: execution,
    });
    return pipelineExecution.status === 'InProgress' ? undefined : pipelineExecution.status;
  }).then((status) => assert.equal(status, 'Succeeded'));
  const ids = await assertListed(driver, name, execution);
  await assertLogs(driver, ids.build);
  await assertLifecycle(driver, ids.deployment);
  await assertMetrics(driver);
}

function pipelineOf(name: string): object {
  const aws = (category: string, provider: string) => ({ category, owner: 'AWS', provider, version: '1' });
  const action = (actionName: string, actionTypeId: object, rest: object) => ({
    name: actionName,
    actionTypeId,
    ...rest,
  });
  const source = action('Commit', aws('Source', 'CodeCommit'), {
    configuration: { RepositoryName: names.service, BranchName: name },
    outputArtifacts: [{ name: 'Source' }],
  });
  const build = action('Package', aws('Build', 'CodeBuild'), {
    configuration: { ProjectName: names.service },
    inputArtifacts: [{ name: 'Source' }],
    outputArtifacts: [{ name: 'Image' }],
  });
  const deploy = action('BlueGreen', aws('Deploy', 'CodeDeployToECS'), {
    configuration: {
      ApplicationName: names.application,
      DeploymentGroupName: names.deploymentGroup,
      TaskDefinitionTemplateArtifact: 'Image',
      AppSpecTemplateArtifact: 'Image',
      Image1ArtifactName: 'Image',
      Image1ContainerName: 'IMAGE1_NAME',
    },
    inputArtifacts: [{ name: 'Image' }],
  });
  return {
    name,
    roleArn: roleOf(foundation.account, 'pipeline'),
    pipelineType: 'V2',
    artifactStore: { type: 'S3', location: foundation.bucket },
    stages: [
      { name: 'Source', actions: [source] },
      { name: 'Build', actions: [build] },
      { name: 'Approve', actions: [action('Gate', aws('Approval', 'Manual'), { timeoutInMinutes: 120 })] },
      { name: 'Deploy', actions: [deploy] },
    ],
  };
}

async function latestExecution(driver: Driver, pipelineName: string): Promise<string | undefined> {
  const { pipelineExecutionSummaries = [] } = await driver.call('codepipeline', 'ListPipelineExecutions', {
    pipelineName,
  });
  return pipelineExecutionSummaries.find((each: any) => each.status === 'InProgress')?.pipelineExecutionId;
}

async function approvalWaiting(driver: Driver, name: string): Promise<string | undefined> {
  const { stageStates } = await driver.call('codepipeline', 'GetPipelineState', { name });
  return stageStates[2]?.actionStates?.[0]?.latestExecution?.token;
}

/** A wrong token is refused in AWS's words, as this client tells them. */
async function assertRefused(driver: Driver, pipelineName: string): Promise<void> {
  const wrong = {
    pipelineName,
    stageName: 'Approve',
    actionName: 'Gate',
    token: '00000000-0000-4000-8000-000000000000',
    result: { status: 'Approved', summary: 'no' },
  };
  await assert.rejects(
    driver.call('codepipeline', 'PutApprovalResult', wrong),
    /InvalidApprovalToken|approval token/i,
  );
}

async function assertListed(driver: Driver, pipelineName: string, pipelineExecutionId: string) {
  const { actionExecutionDetails } = await driver.call('codepipeline', 'ListActionExecutions', {
    pipelineName,
    filter: { pipelineExecutionId },
  });
  const statuses = actionExecutionDetails.map((each: any) => [each.stageName, each.status]);
  assert.deepEqual(Object.fromEntries(statuses), {
    Source: 'Succeeded',
    Build: 'Succeeded',
    Approve: 'Succeeded',
    Deploy: 'Succeeded',
  });
  const idOf = (stage: string): string =>
    actionExecutionDetails.find((each: any) => each.stageName === stage).output.executionResult
      .externalExecutionId;
  return { build: idOf('Build'), deployment: idOf('Deploy') };
}

async function assertLogs(driver: Driver, buildId: string): Promise<void> {
  const { builds } = await driver.call('codebuild', 'BatchGetBuilds', { ids: [buildId] });
  const { groupName, streamName } = builds[0].logs;
  const { events } = await driver.call('logs', 'GetLogEvents', {
    logGroupName: groupName,
    logStreamName: streamName,
    startFromHead: true,
  });
  const text = events.map((event: any) => event.message).join('');
  assert.match(text, /Running command npm test/);
  assert.match(text, /pass 3/);
}

async function assertLifecycle(driver: Driver, deploymentId: string): Promise<void> {
  const service = driver.name.startsWith('SDK') ? 'codedeploy' : 'deploy';
  const called = driver.name === 'boto3' ? 'codedeploy' : service;
  const { deploymentInfo } = await driver.call(called, 'GetDeployment', { deploymentId });
  assert.equal(deploymentInfo.status, 'Succeeded');
  const { targetIds } = await driver.call(called, 'ListDeploymentTargets', { deploymentId });
  const { deploymentTargets } = await driver.call(called, 'BatchGetDeploymentTargets', {
    deploymentId,
    targetIds,
  });
  const events = deploymentTargets[0].ecsTarget.lifecycleEvents.map((event: any) => [
    event.lifecycleEventName,
    event.status,
  ]);
  assert.deepEqual(
    events.map(([event]: [string]) => event),
    [
      'BeforeInstall',
      'Install',
      'AfterInstall',
      'AllowTestTraffic',
      'AfterAllowTestTraffic',
      'BeforeAllowTraffic',
      'AllowTraffic',
      'AfterAllowTraffic',
    ],
  );
  const statusOf = Object.fromEntries(events) as Record<string, string>;
  for (const event of ['Install', 'AllowTestTraffic', 'AfterAllowTestTraffic', 'AllowTraffic'])
    assert.equal(statusOf[event], 'Succeeded', event);
}

async function assertMetrics(driver: Driver): Promise<void> {
  const clock = await HouseClock.read(place.endpoint);
  const now = clock.houseTime(Date.now());
  const time = (at: number): any =>
    driver.name.startsWith('SDK') ? new Date(at) : new Date(at).toISOString();
  const { Datapoints } = await driver.call('cloudwatch', 'GetMetricStatistics', {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'RequestCount',
    Dimensions: [{ Name: 'LoadBalancer', Value: dimensionOf(balancing.loadBalancerArn) }],
    StartTime: time(now - 20 * minute),
    EndTime: time(now),
    Period: 60,
    Statistics: ['Sum'],
  });
  const requests = Datapoints.reduce((sum: number, point: any) => sum + point.Sum, 0);
  assert.ok(requests > 50, `the load balancer counted ${requests} requests`);
  await assertMeasured((operation, input) => driver.call('cloudwatch', operation, input), driver.name, time);
}

type CallCloudWatch = (operation: string, input: object) => Promise<Record<string, any>>;

/** Puts data in all its forms, and calculates with it. */
async function assertMeasured(call: CallCloudWatch, site: string, time: (at: number) => any): Promise<void> {
  const clock = await HouseClock.read(place.endpoint);
  const minuteBefore = Math.floor(clock.houseTime(Date.now()) / minute - 1) * minute;
  const Dimensions = [{ Name: 'Site', Value: site }];
  const Timestamp = time(minuteBefore);
  const plain = Array.from({ length: 120 }, (_, index) => ({
    MetricName: 'Plain',
    Dimensions,
    Timestamp,
    Value: index + 0.5,
  }));
  // So much that clients of AWS compress it.
  const MetricData = [
    ...plain,
    { MetricName: 'Counted', Dimensions, Timestamp, Values: [1, 10], Counts: [99, 1], Unit: 'Milliseconds' },
    {
      MetricName: 'Summed',
      Dimensions,
      Timestamp,
      StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 2, Maximum: 8 },
    },
    { MetricName: 'Fine', Dimensions, Timestamp, Value: -1, StorageResolution: 1 },
  ];
  await call('PutMetricData', { Namespace: 'Shop', MetricData });
  const read = (Id: string, MetricName: string, Stat: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName, Dimensions }, Period: 60, Stat },
  });
  const { MetricDataResults } = await call('GetMetricData', {
    StartTime: time(minuteBefore),
    EndTime: time(minuteBefore + minute),
    MetricDataQueries: [
      read('plain', 'Plain', 'Sum'),
      read('p50', 'Counted', 'p50'),
      read('summed', 'Summed', 'Average'),
      read('fine', 'Fine', 'Minimum'),
      { Id: 'rate', Expression: '100 * fine / summed' },
    ],
  });
  const answered = MetricDataResults.map(({ Id, Values }: any) => [Id, ...Values]);
  assert.deepEqual(answered, [
    ['plain', 7200],
    ['p50', 1],
    ['summed', 5],
    ['fine', -1],
    ['rate', -20],
  ]);
}

const protocols: Readonly<Record<string, typeof AwsJson1_0Protocol>> = {
  query: AwsQueryProtocol,
  json: AwsJson1_0Protocol,
  cbor: AwsSmithyRpcV2CborProtocol,
} as never;

for (const [name, protocol] of Object.entries(protocols)) {
  test(`CloudWatch speaks ${name}: data, dates, lists and errors`, async () => {
    // This client says of what it compresses in CBOR how long it was before: no server gets to its end.
    const disableRequestCompression = name === 'cbor';
    const cloudwatch = new CloudWatch({ ...place, protocol, disableRequestCompression, maxAttempts: 1 });
    const call: CallCloudWatch = (operation, input) => {
      const method = `${operation[0]!.toLowerCase()}${operation.slice(1)}`;
      return (cloudwatch as never as Record<string, (input: object) => Promise<object>>)[method]!(input);
    };
    await assertMeasured(call, name, (at) => new Date(at));
    const alarm = {
      AlarmName: `of ${name}`,
      Namespace: 'Shop',
      MetricName: 'Plain',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0.5,
      ComparisonOperator: 'GreaterThanThreshold',
    } as const;
    await cloudwatch.putMetricAlarm(alarm);
    const { MetricAlarms } = await cloudwatch.describeAlarms({ AlarmNames: [alarm.AlarmName] });
    const [described] = MetricAlarms!;
    assert.equal(described!.Threshold, 0.5);
    assert.ok(described!.AlarmConfigurationUpdatedTimestamp instanceof Date);
    await assert.rejects(
      cloudwatch.setAlarmState({ AlarmName: 'nobody', StateValue: 'OK', StateReason: 'tried' }),
      (error) => error instanceof ResourceNotFound && error.$metadata.httpStatusCode === 404,
    );
    await cloudwatch.deleteAlarms({ AlarmNames: [alarm.AlarmName] });
  });
}
