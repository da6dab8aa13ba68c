import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint, rules, type Source } from '../index.ts';
import { alarm, balancer, said } from './linted.contract.ts';

/** Alarms of one metric, and what is said of each. */
const alarms: readonly (readonly [
  why: string,
  properties: Record<string, unknown>,
  said: readonly string[],
])[] = [
  ['as it should be', {}, []],
  ['another namespace', { Namespace: 'AWS/ALB' }, ['error metric-exists']],
  ['no dimensions', { Dimensions: undefined }, ['error dimensions-complete']],
  [
    'codes of the balancer by target group',
    {
      MetricName: 'HTTPCode_ELB_5XX_Count',
      Dimensions: `[${balancer}, { Name: TargetGroup, Value: targetgroup/shop/0123456789abcdef }]`,
    },
    ['error dimensions-complete'],
  ],
  [
    'an ARN for a name',
    {
      Dimensions:
        '[{ Name: LoadBalancer, Value: ' +
        '"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/shop/0123456789abcdef" }]',
    },
    ['error dimension-values'],
  ],
  ['a unit it is not published in', { Unit: 'Percent' }, ['error unit-published']],
  ['its own unit', { Unit: 'Count' }, []],
  ['an average of ones', { Statistic: 'Average' }, ['error statistic-fits', 'error threshold-reachable']],
  ['any at all', { Threshold: 0 }, []],
  [
    'less than none',
    { ComparisonOperator: 'LessThanThreshold', Threshold: 1, TreatMissingData: 'breaching' },
    [],
  ],
  [
    'seconds that are milliseconds',
    { MetricName: 'TargetResponseTime', Statistic: 'p99', Threshold: 200 },
    ['error threshold-reachable'],
  ],
  ['two hundred milliseconds', { MetricName: 'TargetResponseTime', Statistic: 'p99', Threshold: 0.2 }, []],
  ['ten seconds', { Period: 10 }, ['error period-published']],
  ['no errors as an outage', { TreatMissingData: 'breaching' }, ['error missing-data']],
  ['the last error for ever', { TreatMissingData: 'ignore' }, ['warning missing-data']],
  [
    'no traffic as fine',
    { MetricName: 'RequestCount', ComparisonOperator: 'LessThanThreshold', Threshold: 10 },
    ['error missing-data'],
  ],
  [
    'no hosts as fine',
    {
      MetricName: 'HealthyHostCount',
      Statistic: 'Minimum',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'notBreaching',
      Dimensions: `[${balancer}, { Name: TargetGroup, Value: targetgroup/shop/0123456789abcdef }]`,
    },
    ['error missing-data'],
  ],
  [
    'a share of errors as a number of them',
    {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Average',
      Dimensions: '[{ Name: FunctionName, Value: pay }]',
    },
    ['error threshold-reachable'],
  ],
  [
    'percentages added up',
    {
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Dimensions: '[{ Name: ClusterName, Value: shop }]',
    },
    ['error statistic-fits'],
  ],
  [
    'what no file publishes',
    { Namespace: 'Shop', MetricName: 'AppErrorCount', Dimensions: undefined },
    ['note metric-published'],
  ],
  ['what is not known yet', { Namespace: '!Ref Where', MetricName: '!Ref What' }, []],
];

for (const [why, properties, expected] of alarms)
  test(`an alarm on ${why}: ${expected.join(', ') || 'nothing'}`, () =>
    assert.deepEqual(said(alarm(properties)), expected));

test('a reference is judged by what it answers', () => {
  const rest = '  Shop: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }\n';
  const by = (value: string) =>
    said(alarm({ Dimensions: `[{ Name: LoadBalancer, Value: ${value} }]` }, rest));
  assert.deepEqual(by('!Ref Shop'), ['error dimension-values']);
  assert.deepEqual(by('!GetAtt Shop.LoadBalancerFullName'), []);
  assert.deepEqual(by('!ImportValue shop'), []);
});

const sumOf = (name: string) =>
  '{ Stat: Sum, Period: 60, Metric: { Namespace: AWS/ApplicationELB, ' +
  `MetricName: ${name}, Dimensions: [${balancer}] } }`;
const math = (expression: string, second = 'false') =>
  `
Resources:
  Rate:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Threshold: 5
      EvaluationPeriods: 2
      ComparisonOperator: GreaterThanThreshold
      Metrics:
        - { Id: rate, Expression: "${expression}" }
        - { Id: bad, ReturnData: ${second}, MetricStat: ${sumOf('HTTPCode_Target_5XX_Count')} }
        - { Id: all, ReturnData: false, MetricStat: ${sumOf('RequestCount')} }
`.replace('Id: rate,', 'Id: rate, ReturnData: true,');

test('metric math is read as CloudWatch reads it', () => {
  assert.deepEqual(said(math('100*FILL(bad,0)/all')), []);
  assert.deepEqual(said(math('100*bad/all')), ['warning sparse-in-expression']);
  assert.deepEqual(said(math('100*FILL(worse,0)/all')), ['error expression-valid']);
  assert.deepEqual(said(math('100*(FILL(bad,0)/all')), ['error expression-valid']);
  assert.deepEqual(said(math('100*FILL(bad,0)/all', 'true')), ['error expression-valid']);
});

test('an alarm on an anomaly compares a metric with its band', () => {
  const band = (...returned: string[]) => `
Resources:
  Odd:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ThresholdMetricId: band
      EvaluationPeriods: 2
      ComparisonOperator: GreaterThanUpperThreshold
      Metrics:
        - { Id: band, Expression: 'ANOMALY_DETECTION_BAND(all, 2)'${returned[0]} }
        - { Id: all, MetricStat: ${sumOf('RequestCount')}${returned[1]} }`;
  assert.deepEqual(said(band(', ReturnData: true', ', ReturnData: true')), []);
  assert.deepEqual(said(band('', '')), []);
  assert.deepEqual(said(band('', ', ReturnData: false')), ['error expression-valid']);
});

const filter = (dimensions: string) => `  Logins:
    Type: AWS::Logs::MetricFilter
    Properties:
      MetricTransformations:
        - { MetricNamespace: Shop, MetricName: LoginFailures, MetricValue: '1'${dimensions} }
`;

test('what a metric filter publishes is published', () => {
  const own = { Namespace: 'Shop', Dimensions: undefined };
  assert.deepEqual(said(alarm({ ...own, MetricName: 'LoginFailures' }, filter(''))), []);
  assert.deepEqual(said(alarm({ ...own, MetricName: 'LoginFailure' }, filter(''))), [
    'warning metric-published',
  ]);
  const by = ', Dimensions: [{ Key: Method, Value: $.method }]';
  assert.deepEqual(said(alarm({ ...own, MetricName: 'LoginFailures' }, filter(by))), [
    'error metric-published',
  ]);
});

const group = (said: object) =>
  JSON.stringify({
    applicationName: 'shop',
    deploymentGroupName: 'shop',
    deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
    ecsServices: [{ clusterName: 'shop', serviceName: 'shop' }],
    alarmConfiguration: { enabled: true, alarms: [{ name: 'rate' }] },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_FAILURE'] },
    ...said,
  });
const rate = (words: string): Source => ({
  name: 'alarms.sh',
  text: `aws cloudwatch put-metric-alarm --alarm-name rate --namespace AWS/ApplicationELB \\
  --metric-name RequestCount \\
  --dimensions Name=LoadBalancer,Value=app/shop/0123456789abcdef --statistic Sum --threshold 5 \\
  --comparison-operator GreaterThanThreshold ${words}`,
});

test('a deployment group is guarded by alarms that exist, are enabled, and take it back', () => {
  const usual = rate('--period 60 --evaluation-periods 2');
  const of = (words: object) => said(group(words), 'group.json', [usual]);
  assert.deepEqual(of({}), []);
  assert.deepEqual(said(group({}), 'group.json'), ['warning guarding-alarms-exist']);
  assert.deepEqual(of({ alarmConfiguration: { enabled: false, alarms: [{ name: 'rate' }] } }), [
    'error rollback-attached',
  ]);
  assert.deepEqual(of({ alarmConfiguration: undefined }), ['error rollback-attached']);
  assert.deepEqual(of({ autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] } }), [
    'error rollback-attached',
  ]);
  assert.deepEqual(of({ autoRollbackConfiguration: undefined, alarmConfiguration: undefined }), [
    'warning rollback-attached',
  ]);
});

test('an alarm that takes longer than the canary cannot stop it', () => {
  const with_ = (words: string) => said(group({}), 'group.json', [rate(words)]);
  assert.deepEqual(with_('--period 60 --evaluation-periods 4'), []);
  assert.deepEqual(with_('--period 60 --evaluation-periods 10'), ['error alarm-fits-shift']);
  assert.deepEqual(with_('--period 60 --evaluation-periods 10 --datapoints-to-alarm 2'), []);
  assert.deepEqual(with_('--period 300 --evaluation-periods 1'), ['error alarm-fits-shift']);
});

test('a service and a function are guarded too', () => {
  const service = (alarms: string) => `
Resources:
  Shop:
    Type: AWS::ECS::Service
    Properties: { DeploymentConfiguration: { Alarms: ${alarms} } }`;
  assert.deepEqual(said(service('{ AlarmNames: [rate], Enable: true, Rollback: true }')), [
    'warning guarding-alarms-exist',
  ]);
  assert.deepEqual(said(service('{ AlarmNames: [], Enable: true, Rollback: true }')), [
    'error rollback-attached',
  ]);
  assert.deepEqual(said(service('{ AlarmNames: [!Ref Own], Enable: true, Rollback: false }')), [
    'error rollback-attached',
  ]);
  const pay = (preference: string) => `
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties: { AutoPublishAlias: live, DeploymentPreference: ${preference} }`;
  assert.deepEqual(said(pay('{ Type: Canary10Percent10Minutes, Alarms: [!Ref Own] }')), []);
  assert.deepEqual(said(pay('{ Type: Canary10Percent5Minute, Alarms: [!Ref Own] }')), [
    'error deployment-config-exists',
  ]);
  assert.deepEqual(said(pay('{ Type: Canary10Percent5Minutes }')), ['warning rollback-attached']);
});

test('a log alarm guards, is combined, and is heard', () => {
  const log = {
    name: 'log.json',
    text: JSON.stringify({
      AlarmName: 'rate',
      AlarmActions: [],
      ScheduledQueryConfiguration: { QueryString: 'x' },
    }),
  };
  assert.deepEqual(said(group({}), 'group.json', [log]), []);
});

test('a composite alarm is read too', () => {
  const composite = (rule: string) =>
    alarm(
      { AlarmName: 'rate' },
      `  Any: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: '${rule}' } }\n`,
    );
  assert.deepEqual(said(composite('ALARM(rate) OR ALARM("rate")')), []);
  assert.deepEqual(said(composite('ALARM(rate) OR ALARM(latency)')), ['warning composite-rule']);
  assert.deepEqual(said(composite('ALARM(rate) OR')), ['error composite-rule']);
});

test('an alarm nobody hears is told of', () => {
  const { findings } = lint({
    sources: [
      {
        name: 'a.yaml',
        text: alarm({ AlarmActions: '[arn:aws:sns:us-east-1:111122223333:t]', ActionsEnabled: false }),
      },
    ],
  });
  assert.deepEqual(
    findings.map(({ rule, level }) => `${level} ${rule.id}`),
    ['warning actions-heard'],
  );
});

test('an alarm that a pipeline looks at is heard: by a condition, or where it deploys a function', () => {
  const pipeline = (stage: string) =>
    alarm(
      { AlarmName: 'rate' },
      `  Release: { Type: AWS::CodePipeline::Pipeline, Properties: { Stages: [{ Name: Deploy, ${stage} }] } }\n`,
    );
  const condition = (name: string) =>
    'OnSuccess: { Conditions: [{ Rules: [{ RuleTypeId: { Provider: CloudWatchAlarm },' +
    ` Configuration: { AlarmName: ${name} } }] }] }`;
  const deploying = (names: string) =>
    `Actions: [{ ActionTypeId: { Provider: Lambda }, Configuration: { Alarms: '${names}' } }]`;
  const heard = (stage: string) =>
    !lint({ sources: [{ name: 'a.yaml', text: pipeline(stage) }] }).findings.some(
      ({ rule }) => rule.id === 'actions-heard',
    );
  assert.ok(heard(condition('rate')));
  assert.ok(heard(condition('!Ref Rate')));
  assert.ok(!heard(condition('latency')));
  assert.ok(heard(deploying('latency, rate')));
  assert.ok(!heard(deploying('latency')));
});

test('every rule has an id of its own, a sentence and a page of AWS', () => {
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  for (const { id, sentence, url } of rules) {
    assert.match(id, /^[a-z-]+$/);
    assert.match(sentence, /^[A-Z].*\.$/);
    assert.match(url, /^https:\/\/docs\.aws\.amazon\.com\//);
  }
});
