import { account, role } from './words.ts';

/** A create that must be refused, and the list that must be the same before and after it. */
export interface Refused {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly list: readonly [operation: string, input: object];
}

const subnets = { awsvpcConfiguration: { subnets: ['subnet-0a'] } };
const noSuchGroup = `arn:aws:elasticloadbalancing:us-east-1:${account}:targetgroup/none/0123456789abcdef`;

/** Each is good but for one thing, and that is found late. */
export const refusedCreates: readonly Refused[] = [
  {
    service: 's3',
    operation: 'CopyObject',
    input: { Bucket: 'ground', Key: 'refused', CopySource: 'ground/none' },
    list: ['ListObjectsV2', { Bucket: 'ground', Prefix: 'refused' }],
  },
  {
    service: 'ecs',
    operation: 'CreateService',
    input: {
      cluster: 'ground',
      serviceName: 'refused',
      taskDefinition: 'ground',
      networkConfiguration: subnets,
      loadBalancers: [{ targetGroupArn: noSuchGroup, containerName: 'none', containerPort: 8080 }],
    },
    list: ['ListServices', { cluster: 'ground' }],
  },
  {
    service: 'ecs',
    operation: 'RunTask',
    input: {
      cluster: 'ground',
      taskDefinition: 'ground',
      count: 3,
      networkConfiguration: subnets,
      overrides: { containerOverrides: [{ name: 'none', command: ['true'] }] },
    },
    list: ['ListTasks', { cluster: 'ground', family: 'ground' }],
  },
  {
    service: 'elasticloadbalancing',
    operation: 'CreateTargetGroup',
    input: {
      Name: 'refused',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: 'vpc-0',
      TargetType: 'ip',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 60,
    },
    list: ['DescribeTargetGroups', {}],
  },
  {
    service: 'codedeploy',
    operation: 'CreateDeploymentGroup',
    input: { applicationName: 'ground', deploymentGroupName: 'refused', serviceRoleArn: role },
    list: ['ListDeploymentGroups', { applicationName: 'ground' }],
  },
  {
    service: 'cloudwatch',
    operation: 'PutMetricAlarm',
    input: {
      AlarmName: 'refused',
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold: 1,
      Metrics: [{ Id: 'e', Expression: 'm1 +' }],
    },
    list: ['DescribeAlarms', { AlarmNamePrefix: 'refused' }],
  },
  {
    service: 'sns',
    operation: 'CreateTopic',
    input: { Name: 'refused', Attributes: { Policy: '{"Version":' } },
    list: ['ListTopics', {}],
  },
  {
    service: 'lambda',
    operation: 'CreateFunction',
    input: {
      FunctionName: 'refused',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: role,
      Code: { ZipFile: Buffer.from('not a zip') },
    },
    list: ['ListFunctions', {}],
  },
  {
    service: 'codebuild',
    operation: 'StartBuild',
    input: { projectName: 'ground', secondarySourcesOverride: [{ type: 'S3', location: 'a/b' }] },
    list: ['ListBuildsForProject', { projectName: 'ground' }],
  },
  {
    service: 'iam',
    operation: 'CreateRole',
    input: { RoleName: 'refused', AssumeRolePolicyDocument: '{"Version":"2012-10-17"}' },
    list: ['ListRoles', {}],
  },
];
