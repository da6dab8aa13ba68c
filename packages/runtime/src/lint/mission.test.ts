import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint, type Report } from './index.ts';

const typed = [
  "aws cloudwatch put-metric-alarm --alarm-name 'High5xxErrorRate'   --metric-name 5xxErrorRate",
  '--namespace AWS/ApplicationELB   --statistic Average --period 60 --threshold 5  ',
  '--comparison-operator GreaterThanThreshold   --evaluation-periods 2',
  '--alarm-actions <SNS-or-Lambda-function-ARN>',
].join(' ');

/** The story's commands, with what they leave to be filled in. */
const story = `
# Roll back by alarms

\`\`\`bash
${typed}
\`\`\`

\`\`\`yaml
{
  'applicationName': 'MyApp',
  'deploymentGroupName': 'MyApp-DeploymentGroup',
  'autoRollbackConfiguration': {
    'enabled': true,
    'events': ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    'alarms': [{ 'name': 'High5xxErrorRate' }]
  }
}
\`\`\`

\`\`\`bash
aws deploy create-deployment-group --application-name MyApp \\
  --deployment-group-name MyApp-DeploymentGroup --blue-green-deployment-configuration file://blue-green-config.json
aws cloudwatch put-metric-alarm --alarm-name 'LambdaErrorAlarm' --metric-name Errors --namespace AWS/Lambda \\
  --statistic Sum --period 60 --threshold 5 --comparison-operator GreaterThanThreshold --evaluation-periods 1
aws cloudwatch put-metric-alarm --alarm-name HighCPUUtilizationAlarm --metric-name CPUUtilization \\
  --namespace AWS/ECS --statistic Average --period 60 --threshold 80 \\
  --comparison-operator GreaterThanThreshold --evaluation-periods 2
\`\`\`
`;

const told = (report: Report) =>
  report.findings.map(({ rule, level, about }) => `${level} ${rule.id}: ${about}`);
const sayings = (report: Report, id: string) =>
  report.findings.filter(({ rule }) => rule.id === id).map(({ message, fix }) => `${message} ${fix}`);
const linted = (name: string, text: string) => lint({ sources: [{ name, text }] });

test('a story about rollbacks by alarms has none that works', () => {
  const report = linted('story.md', story);
  assert.deepEqual(told(report), [
    'error metric-exists: alarm High5xxErrorRate',
    'warning placeholder-left: alarm High5xxErrorRate',
    'error input-readable: MyApp-DeploymentGroup',
    'error rollback-attached: deployment group MyApp-DeploymentGroup',
    'warning rollback-attached: deployment group MyApp-DeploymentGroup',
    'warning all-functions: alarm LambdaErrorAlarm',
    'note actions-heard: alarm LambdaErrorAlarm',
    'error dimensions-complete: alarm HighCPUUtilizationAlarm',
    'note actions-heard: alarm HighCPUUtilizationAlarm',
  ]);
});

test('trap 1: alarms inside the rollback configuration are attached to nothing', () => {
  const report = linted('story.md', story);
  const [said = ''] = sayings(report, 'rollback-attached');
  assert.match(said, /autoRollbackConfiguration has no alarms/);
  assert.match(said, /"alarmConfiguration": \{"enabled": true.*"alarms": \[\{"name": "High5xxErrorRate"\}\]/);
  assert.match(sayings(report, 'input-readable')[0]!, /double quotes/);
});

test('trap 2: a metric that no balancer has, and one without its dimensions', () => {
  const report = linted('story.md', story);
  const [rate = ''] = sayings(report, 'metric-exists');
  assert.match(rate, /no metric 5xxErrorRate.*100\*FILL\(m5xx,0\)\/mreq.*HTTPCode_Target_5XX_Count/);
  const [cpu = ''] = sayings(report, 'dimensions-complete');
  assert.match(cpu, /without dimensions.*--dimensions Name=ClusterName,Value=my-cluster Name=ServiceName/);
  assert.match(sayings(report, 'all-functions')[0]!, /all functions/);
  const { place } = report.findings[0]!;
  assert.deepEqual(place, { file: 'story.md', line: 5, column: 67 });
});

test('trap 5: a tenth for ten minutes is no configuration of ECS', () => {
  const group = (config: string) =>
    JSON.stringify({
      applicationName: 'shop',
      deploymentGroupName: 'shop',
      deploymentConfigName: config,
      ecsServices: [{ clusterName: 'shop', serviceName: 'shop' }],
      alarmConfiguration: { enabled: true, alarms: [{ name: 'rate' }] },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM'] },
    });
  const [said = ''] = sayings(
    linted('group.json', group('CodeDeployDefault.ECSCanary10Percent10Minutes')),
    'deployment-config-exists',
  );
  assert.match(said, /no CodeDeployDefault.ECSCanary10Percent10Minutes.*ECSCanary10Percent5Minutes or/);
  assert.match(said, /create-deployment-config.*"canaryPercentage":10,"canaryInterval":10/);
  assert.deepEqual(
    sayings(
      linted('group.json', group('CodeDeployDefault.ECSCanary10Percent5Minutes')),
      'deployment-config-exists',
    ),
    [],
  );
  assert.match(
    sayings(linted('group.json', group('CodeDeployDefault.OneAtATime')), 'deployment-config-exists')[0]!,
    /platform Server, and the group is one of ECS/,
  );
});

test('trap 9: approvals that fail after two hours say so on the action', () => {
  const pipeline = (action: string) => `
Resources:
  Release:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Stages:
        - Name: Production
          Actions:
            - Name: ReleaseManager
              ActionTypeId: { Category: Approval, Owner: AWS, Provider: Manual, Version: '1' }
${action}`;
  const configuration =
    "              Configuration: { NotificationArn: 'arn:aws:sns:us-east-1:111122223333:asks' }";
  const report = linted('a.yaml', pipeline(configuration));
  assert.deepEqual(told(report), ['warning approval-times-out: approval ReleaseManager']);
  assert.match(sayings(report, 'approval-times-out')[0]!, /seven days.*TimeoutInMinutes.*120/);
  assert.deepEqual(
    told(linted('a.yaml', pipeline(`${configuration}\n              TimeoutInMinutes: 120`))),
    [],
  );
  const inside = '              Configuration: { TimeoutInMinutes: 120 }';
  assert.deepEqual(told(linted('a.yaml', pipeline(inside))), [
    'warning approval-notifies: approval ReleaseManager',
    'error approval-times-out: approval ReleaseManager',
  ]);
  assert.match(
    sayings(
      linted('a.yaml', pipeline(`${configuration}\n              TimeoutInMinutes: 2`)),
      'approval-times-out',
    )[0]!,
    /takes 5 to 86400/,
  );
});

test('trap 11: a function that an alarm calls has to let CloudWatch in', () => {
  const template = (permission: string) => `
Resources:
  Rollback: { Type: AWS::Lambda::Function, Properties: {} }
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{ Name: FunctionName, Value: checkout }]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!GetAtt Rollback.Arn]
${permission}`;
  const report = linted('a.yaml', template(''));
  assert.deepEqual(told(report), ['error lambda-action-permitted: alarm Errors']);
  assert.match(sayings(report, 'lambda-action-permitted')[0]!, /lambda\.alarms\.cloudwatch\.amazonaws\.com/);
  const permission = `
  Allowed:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Rollback
      Action: lambda:InvokeFunction
      Principal: lambda.alarms.cloudwatch.amazonaws.com`;
  assert.deepEqual(told(linted('a.yaml', template(permission))), []);
});

const role = `
Resources:
  CodeBuildServiceRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: codebuild.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: base
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: [logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents], Resource: '*' }
              - { Effect: Allow, Action: ['s3:Get*', s3:PutObject], Resource: '*' }
              - { Effect: Allow, Action: ssm:GetParameters, Resource: '*' }
`;

test('trap 12: what a build is denied is said before it runs', () => {
  const alone = linted('role.yaml', role);
  assert.deepEqual(told(alone), ['note build-role: role CodeBuildServiceRole']);
  assert.match(
    sayings(alone, 'build-role')[0]!,
    /push an image to ECR, publish test reports or run in a VPC/,
  );
  const spec = `
version: 0.2
env:
  parameter-store: { USER: /prod/docker/username }
phases:
  build:
    commands:
      - aws ecr get-login-password | docker login --password-stdin 111122223333.dkr.ecr.us-east-1.amazonaws.com
      - docker push 111122223333.dkr.ecr.us-east-1.amazonaws.com/shop
reports:
  unit: { files: ['*.xml'] }
`;
  const both = lint({
    sources: [
      { name: 'role.yaml', text: role },
      { name: 'buildspec.yml', text: spec },
    ],
  });
  assert.deepEqual(told(both), [
    'error build-role: role CodeBuildServiceRole',
    'error build-role: role CodeBuildServiceRole',
  ]);
  assert.match(sayings(both, 'build-role')[0]!, /does not allow ecr:GetAuthorizationToken,.*ecr:PutImage/);
  assert.match(sayings(both, 'build-role')[1]!, /codebuild:CreateReportGroup.*has reports/);
  // What goes to Docker Hub needs nothing of ECR.
  const hub = spec
    .replace(/.*get-login.*\n/, '')
    .replace('111122223333.dkr.ecr.us-east-1.amazonaws.com', '$USER')
    .replace(/reports:[^]*/, '');
  const denied = lint({
    sources: [
      { name: 'role.yaml', text: role },
      { name: 'buildspec.yml', text: hub },
    ],
  });
  assert.deepEqual(told(denied), []);
});
