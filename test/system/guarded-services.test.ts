import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { zipped } from '../../packages/runtime/src/dataplane/functions/functions.contract.ts';
import { clientsOf, type Clients, type Place } from '../../examples/storefront/deliver/clients.ts';
import { until } from '../../examples/storefront/deliver/waiting.ts';
import { root } from '../../scripts/run.ts';
import { awsProgram } from './drivers/aws-cli.ts';
import { environment } from './drivers/driver.ts';
import { Killable } from './killable.ts';
import { logged, logTo } from './shop/access-logs.ts';
import { Customers } from './shop/customers.ts';
import { openShop, shopVersion, type Shop } from './shop/shop.ts';
import { waitForRelease, waitForTargets, waitForTasks } from './shop/waiters.ts';

const execute = promisify(execFile);
/** Machines that are busy with other things are slow. */
const patience = 180_000;
const folder = mkdtempSync(path.join(tmpdir(), 'penstock-guarded-'));
const penstock = new Killable();
let place: Place;
let clients: Clients;
let shop: Shop;

before(async () => {
  await penstock.start();
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'test' };
  place = { endpoint: penstock.endpoint, region: 'us-east-1', credentials };
  clients = clientsOf(place);
  shop = await openShop(clients);
  await clients.lambda.createFunction({
    FunctionName: 'failing',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: `arn:aws:iam::${shop.account}:role/shop-function`,
    Code: { ZipFile: await collected(zipped({ 'index.js': failing })) },
  });
  await clients.ecs.createService({
    cluster: 'shop',
    serviceName: 'shop',
    taskDefinition: await shopVersion(clients, shop, '1'),
    desiredCount: 2,
    healthCheckGracePeriodSeconds: 60,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a'] } },
    loadBalancers: [{ targetGroupArn: shop.targetGroupArns[0], containerName: 'shop', containerPort: 8080 }],
  });
  await until('the shop to open', patience, async () => {
    const { services } = await clients.ecs.describeServices({ cluster: 'shop', services: ['shop'] });
    return services![0]!.deployments![0]!.rolloutState === 'COMPLETED' || undefined;
  });
});
after(async () => {
  await penstock.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A script, run by bash with the real AWS CLI in its PATH. */
async function typed(script: string): Promise<void> {
  const env = environment(place);
  const program = path.dirname(await awsProgram());
  await execute('bash', ['-euc', script], { env: { ...env, PATH: `${program}:${env['PATH']}` } });
}

interface Finding {
  readonly rule: string;
  readonly level: string;
  readonly about: string;
}

/** What `penstock lint` says, and its exit code. */
async function linted(...words: string[]): Promise<{ code: number; findings: Finding[] }> {
  const main = `${root}packages/runtime/src/main.mjs`;
  const env = environment(place);
  const { code, stdout } = await execute(process.execPath, [main, 'lint', '--format', 'json', ...words], {
    env,
  }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  return { code, findings: (JSON.parse(stdout) as { findings: Finding[] }).findings };
}

/** It fails, and says so in the embedded metric format, at the time that its own clock shows. */
const failing = `
const metrics = [{ Namespace: 'Shop', Dimensions: [[]], Metrics: [{ Name: 'Failures' }] }];
exports.handler = async () => {
  console.log(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: metrics }, Failures: 1 }));
  throw new Error('no');
};
`;

async function collected(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

const stateOf = async (name: string) =>
  (await clients.cloudwatch.describeAlarms({ AlarmNames: [name] })).MetricAlarms?.[0]?.StateValue;

/** As they stand in a story about rollbacks; only the place to fill in is filled in. */
const story = (topic: string) => `
aws cloudwatch put-metric-alarm --alarm-name 'High5xxErrorRate'   --metric-name 5xxErrorRate --namespace AWS/ApplicationELB   --statistic Average --period 60 --threshold 5   --comparison-operator GreaterThanThreshold   --evaluation-periods 2 --alarm-actions ${topic}
aws cloudwatch put-metric-alarm --alarm-name 'LambdaErrorAlarm'   --metric-name Errors --namespace AWS/Lambda   --statistic Sum --period 60 --threshold 5   --comparison-operator GreaterThanThreshold   --evaluation-periods 1 --alarm-actions ${topic}
aws cloudwatch put-metric-alarm --alarm-name 'HighCPUUtilizationAlarm'   --metric-name CPUUtilization --namespace AWS/ECS   --statistic Average --period 60 --threshold 80   --comparison-operator GreaterThanThreshold   --evaluation-periods 2 --alarm-actions ${topic}
`;

/** What the linter says to do: a rate by metric math, with the dimensions it is published with. */
const corrected = (topic: string) => `
aws cloudwatch put-metric-alarm --alarm-name High5xxErrorRate --threshold 5 --evaluation-periods 2 \\
  --comparison-operator GreaterThanThreshold --treat-missing-data notBreaching --alarm-actions ${topic} \\
  --metrics '[{"Id": "rate", "Expression": "100*FILL(m5xx,0)/mreq", "ReturnData": true},
    {"Id": "m5xx", "ReturnData": false, "MetricStat": {"Stat": "Sum", "Period": 60, "Metric": {
      "Namespace": "AWS/ApplicationELB", "MetricName": "HTTPCode_Target_5XX_Count",
      "Dimensions": [{"Name": "LoadBalancer", "Value": "${shop.loadBalancer}"}]}}},
    {"Id": "mreq", "ReturnData": false, "MetricStat": {"Stat": "Sum", "Period": 60, "Metric": {
      "Namespace": "AWS/ApplicationELB", "MetricName": "RequestCount",
      "Dimensions": [{"Name": "LoadBalancer", "Value": "${shop.loadBalancer}"}]}}}]'
`;

test('alarms of a story are accepted, two of them can never go off, and the linter says why', async () => {
  const { TopicArn: topic = '' } = await clients.sns.createTopic({ Name: 'told' });
  const queue = `arn:aws:sqs:us-east-1:${shop.account}:told`;
  await clients.sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: queue });
  await typed(story(topic));
  const file = path.join(folder, 'story.sh');
  writeFileSync(file, story(topic));
  const told = [
    'error metric-exists: alarm High5xxErrorRate',
    'warning all-functions: alarm LambdaErrorAlarm',
    'error dimensions-complete: alarm HighCPUUtilizationAlarm',
  ];
  const written = await linted(file);
  assert.deepEqual([written.code, ofEach(written.findings)], [1, told]);
  const running = await linted('--live', place.endpoint);
  assert.deepEqual([running.code, ofEach(running.findings).toSorted()], [1, told.toSorted()]);
  await failingTraffic();
  await clients.cloudwatch.putMetricAlarm({
    AlarmName: 'EmbeddedFailures',
    Namespace: 'Shop',
    MetricName: 'Failures',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  });
  await until('the errors of a function to be alarms', patience, async () => {
    await failingCalls();
    const states = await Promise.all(['LambdaErrorAlarm', 'EmbeddedFailures'].map(stateOf));
    return states.every((state) => state === 'ALARM') || undefined;
  });
  // Two minutes of nothing but errors, and no alarm: nothing publishes what they look at.
  assert.equal(await stateOf('High5xxErrorRate'), 'INSUFFICIENT_DATA');
  assert.equal(await stateOf('HighCPUUtilizationAlarm'), 'INSUFFICIENT_DATA');
  await typed(corrected(topic));
  writeFileSync(file, corrected(topic));
  assert.deepEqual(await linted(file), { code: 0, findings: [] });
  await until('the corrected alarm to go off', patience, async () => {
    await Promise.all(Array.from({ length: 8 }, () => fetch(`http://${shop.host}:8080/fail`)));
    return (await stateOf('High5xxErrorRate')) === 'ALARM' || undefined;
  });
});

/** A rate over the requests of one load balancer, as the AWS CLI takes it. */
const rateOf = (loadBalancer: string): string => {
  const sum = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: {
      Stat: 'Sum',
      Period: 60,
      Metric: {
        Namespace: 'AWS/ApplicationELB',
        MetricName,
        Dimensions: [{ Name: 'LoadBalancer', Value: loadBalancer }],
      },
    },
  });
  const rate = { Id: 'rate', Expression: '100*FILL(m5xx,0)/mreq', ReturnData: true };
  return JSON.stringify([rate, sum('m5xx', 'HTTPCode_Target_5XX_Count'), sum('mreq', 'RequestCount')]);
};

/** More than one per cent of errors, or slower than 200 ms: either is an alarm. And what the function's log says. */
const suffering = (topic: string) => `
aws cloudwatch put-metric-alarm --alarm-name errors-over-1-percent --threshold 1 --evaluation-periods 1 \
  --comparison-operator GreaterThanThreshold --treat-missing-data notBreaching --metrics '${rateOf(shop.loadBalancer)}' &
aws cloudwatch put-metric-alarm --alarm-name slower-than-200-ms --namespace AWS/ApplicationELB \
  --metric-name TargetResponseTime --dimensions Name=LoadBalancer,Value=${shop.loadBalancer} --statistic Average \
  --period 60 --evaluation-periods 1 --threshold 0.2 --comparison-operator GreaterThanThreshold \
  --treat-missing-data notBreaching &
aws cloudwatch put-log-alarm --alarm-name function-complains --comparison-operator GreaterThanThreshold --threshold 0 \
  --query-results-to-evaluate 1 --query-results-to-alarm 1 --alarm-actions ${topic} --scheduled-query-configuration '{
    "QueryString": "fields @timestamp, @message | filter @message like /ERROR/",
    "LogGroupIdentifiers": ["/aws/lambda/failing"],
    "ScheduledQueryRoleARN": "arn:aws:iam::${shop.account}:role/shop-querying",
    "AggregationExpression": "count(*) by @logStream",
    "ScheduleConfiguration": {"ScheduleExpression": "rate(1 minute)", "StartTimeOffset": 3600}}' &
wait
aws cloudwatch put-composite-alarm --alarm-name customers-suffer --alarm-actions ${topic} \
  --alarm-rule 'ALARM("errors-over-1-percent") OR ALARM("slower-than-200-ms")'
`;

test('customers suffer from errors or from slowness: either sets off one alarm, by what really happened', async () => {
  const topic = `arn:aws:sns:us-east-1:${shop.account}:told`;
  const file = path.join(folder, 'suffering.sh');
  writeFileSync(file, suffering(topic));
  const written = linted(file);
  await typed(suffering(topic));
  assert.deepEqual(await written, { code: 0, findings: [] });
  await suffersBy('errors-over-1-percent', '/fail');
  await suffersBy('slower-than-200-ms', '/slow');
  await until('the log of the function to be an alarm', patience, async () => {
    await failingCalls();
    const { LogAlarms } = await clients.cloudwatch.describeAlarms({ AlarmTypes: ['LogAlarm'] });
    return (
      /^([1-9]\d*) out of \1 contributors evaluated to ALARM$/.test(LogAlarms![0]!.StateReason!) || undefined
    );
  });
});

/** One of the two alarms is on, by what customers ask for now, and the other is not: customers suffer. */
async function suffersBy(alarm: string, asked: string): Promise<void> {
  const names = ['errors-over-1-percent', 'slower-than-200-ms', 'customers-suffer'];
  const states = names.map((name) => (name === alarm || name === 'customers-suffer' ? 'ALARM' : 'OK'));
  await until(`customers to suffer by ${asked} alone`, patience, async () => {
    await Promise.all(Array.from({ length: 8 }, () => fetch(`http://${shop.host}:8080${asked}`)));
    const { MetricAlarms, CompositeAlarms } = await clients.cloudwatch.describeAlarms({
      AlarmNames: names,
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    });
    const all = [...MetricAlarms!, ...CompositeAlarms!];
    const isSo = names.every(
      (name, at) => all.find(({ AlarmName }) => AlarmName === name)?.StateValue === states[at],
    );
    return isSo || undefined;
  });
}

const ofEach = (findings: readonly Finding[]) =>
  findings.map(({ level, rule, about }) => `${level} ${rule}: ${about}`);

/** Customers who get nothing but errors, for three minutes of the house's. */
async function failingTraffic(): Promise<void> {
  for (let sent = 0; sent < 32; sent++) {
    const response = await fetch(`http://${shop.host}:8080/fail`);
    assert.equal(response.status, 500);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Callers of a function, all in one minute of the house's as soon as it is warm. */
const failingCalls = () =>
  Promise.all(Array.from({ length: 8 }, () => clients.lambda.invoke({ FunctionName: 'failing' })));

test('releases of ECS itself lose no request, and a bad one is taken back by its alarm', async (t) => {
  const { Rules } = await clients.elb.describeRules({ ListenerArn: shop.listenerArn });
  const { host } = shop;
  await until('the alarm to be off', patience, async () => {
    await fetch(`http://${host}:8080/`);
    return (await stateOf('High5xxErrorRate')) === 'OK' || undefined;
  });
  await logTo(clients, shop, 'shop-logs');
  const customers = new Customers({ host, port: 8080, regulars: 12, strangers: 4, perSecond: 500 });
  const advancedConfiguration = {
    alternateTargetGroupArn: shop.targetGroupArns[1],
    productionListenerRule: Rules![0]!.RuleArn!,
    roleArn: `arn:aws:iam::${shop.account}:role/shop-ecs`,
  };
  const [targetGroupArn] = shop.targetGroupArns;
  const balanced = { targetGroupArn, containerName: 'shop', containerPort: 8080 };
  const bake = { bakeTimeInMinutes: 1 };
  const canary: DeploymentConfiguration = {
    strategy: 'CANARY',
    ...bake,
    canaryConfiguration: { canaryPercent: 50, canaryBakeTimeInMinutes: 3 },
    alarms: { alarmNames: ['High5xxErrorRate'], enable: true, rollback: true },
  };
  const released = async (version: string, way: DeploymentConfiguration, bad = 0) => {
    await clients.ecs.updateService({
      cluster: 'shop',
      service: 'shop',
      taskDefinition: await shopVersion(clients, shop, version, bad),
      deploymentConfiguration: way,
      loadBalancers: [way.strategy === 'ROLLING' ? balanced : { ...balanced, advancedConfiguration }],
    });
    await customers.see(bad === 0 ? `200 v${version}` : `500 v${version}`);
    if (bad === 0) await penstock.killAndRestart();
    const ended = await until(`the release of ${version} to end`, patience, latestDeployment);
    const seen = customers.taken();
    t.diagnostic(`${way.strategy} to ${version}: ${ended.status} ${JSON.stringify(seen)}`);
    return { ...ended, seen: Object.keys(seen) };
  };
  const healthy: readonly DeploymentConfiguration[] = [
    { strategy: 'ROLLING' },
    { strategy: 'BLUE_GREEN', ...bake },
    { strategy: 'LINEAR', ...bake, linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 } },
    canary,
  ];
  for (const [index, way] of healthy.entries()) {
    const { status, seen } = await released(String(index + 2), way);
    assert.deepEqual(
      [status, ...seen],
      ['SUCCESSFUL', `200 v${index + 1}`, `200 v${index + 2}`],
      way.strategy,
    );
  }
  const bad = await released('6', canary, 100);
  assert.deepEqual([bad.status, ...bad.seen], ['ROLLBACK_SUCCESSFUL', '200 v5', '500 v6']);
  assert.match(bad.statusReason!, /CloudWatch alarm/);
  await customers.until(customers.made + 250);
  customers.taken();
  await customers.until(customers.made + 250);
  await customers.stop();
  assert.deepEqual(Object.keys(customers.taken()), ['200 v5']);
  await logged(clients, shop, 'shop-logs');
});

/** How the newest deployment of the shop has ended; undefined while it goes on. */
async function latestDeployment() {
  const { serviceDeployments } = await clients.ecs.listServiceDeployments({
    cluster: 'shop',
    service: 'shop',
  });
  const [latest] = serviceDeployments!;
  return latest?.finishedAt ? latest : undefined;
}

test('a service has as many tasks as its work asks for: more, and fewer again', async (t) => {
  const waiting = waited(); // Meanwhile: what scales takes a quarter of an hour of the house's.
  const scaling = new ApplicationAutoScaling(place);
  const target = {
    ServiceNamespace: 'ecs',
    ResourceId: 'service/shop/shop',
    ScalableDimension: 'ecs:service:DesiredCount',
  } as const;
  await scaling.registerScalableTarget({ ...target, MinCapacity: 1, MaxCapacity: 3 });
  await scaling.putScalingPolicy({
    ...target,
    PolicyName: 'cpu',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 10,
      ScaleOutCooldown: 60,
      ScaleInCooldown: 60,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    },
  });
  const running = async (count: number) => {
    const { services } = await clients.ecs.describeServices({ cluster: 'shop', services: ['shop'] });
    return services![0]!.runningCount === count || undefined;
  };
  const customers = new Customers({
    host: shop.host,
    port: 8080,
    regulars: 12,
    strangers: 4,
    perSecond: 500,
  });
  await until('more tasks to run', patience, () => running(3));
  await customers.stop();
  const seen = Object.keys(customers.taken());
  assert.deepEqual(
    seen.filter((outcome) => !outcome.startsWith('200 ')),
    [],
  );
  await until('fewer tasks to run', patience, () => running(1));
  await waiting;
  const { ScalingActivities } = await scaling.describeScalingActivities({ ServiceNamespace: 'ecs' });
  const told = ScalingActivities!.map(({ Description, Cause }) => `${Description} ${Cause}`);
  for (const line of told) t.diagnostic(line);
  const alarm =
    /^Setting desired count to (\d)\. monitor alarm TargetTracking-service\/shop\/shop-Alarm(High|Low)-/;
  const changes = told.map((line) => alarm.exec(line)?.slice(1).join(' by '));
  assert.equal(changes[0], '1 by Low');
  assert.ok(changes.includes('3 by High'));
});

/** Everything that the AWS CLI has a waiter for, in what deploys and is deployed. */
async function waited(): Promise<void> {
  const program = await awsProgram();
  const env = environment(place);
  const waits = (...words: readonly string[]) => execute(program, words, { env });
  const ground = { clients, shop, waits };
  const code = await collected(zipped({ 'index.js': failing }));
  await Promise.all([waitForTasks(ground), waitForTargets(ground), waitForRelease(ground, code)]);
}
