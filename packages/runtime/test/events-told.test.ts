import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseTranscript } from './transcript.ts';

/** What AWS's services say on the default bus, of those that the house serves. */
const told: readonly (readonly [source: string, ...detailTypes: string[]])[] = [
  [
    'aws.autoscaling',
    'EC2 Auto Scaling Instance Refresh Cancelled',
    'EC2 Auto Scaling Instance Refresh Checkpoint Reached',
    'EC2 Auto Scaling Instance Refresh Failed',
    'EC2 Auto Scaling Instance Refresh Rollback Failed',
    'EC2 Auto Scaling Instance Refresh Rollback Started',
    'EC2 Auto Scaling Instance Refresh Rollback Succeeded',
    'EC2 Auto Scaling Instance Refresh Started',
    'EC2 Auto Scaling Instance Refresh Succeeded',
    'EC2 Instance Launch Successful',
    'EC2 Instance Launch Unsuccessful',
    'EC2 Instance Terminate Successful',
    'EC2 Instance-launch Lifecycle Action',
    'EC2 Instance-terminate Lifecycle Action',
  ],
  [
    'aws.cloudformation',
    'CloudFormation Drift Detection Status Change',
    'CloudFormation Resource Status Change',
    'CloudFormation Stack Status Change',
    'CloudFormation StackSet Operation Status Change',
    'CloudFormation StackSet StackInstance Status Change',
    'CloudFormation StackSet Status Change',
  ],
  [
    'aws.cloudwatch',
    'CloudWatch Alarm Configuration Change',
    'CloudWatch Alarm Contributor State Change',
    'CloudWatch Alarm State Change',
  ],
  ['aws.codebuild', 'CodeBuild Build Phase Change', 'CodeBuild Build State Change'],
  [
    'aws.codecommit',
    'CodeCommit Approval Rule Template Change',
    'CodeCommit Comment Reaction Change',
    'CodeCommit Comment on Commit',
    'CodeCommit Comment on Pull Request',
    'CodeCommit Pull Request State Change',
    'CodeCommit Repository State Change',
  ],
  [
    'aws.codedeploy',
    'CodeDeploy Deployment State-change Notification',
    'CodeDeploy Instance State-change Notification',
  ],
  [
    'aws.codepipeline',
    'CodePipeline Action Execution State Change',
    'CodePipeline Pipeline Execution State Change',
    'CodePipeline Stage Execution State Change',
  ],
  ['aws.ec2', 'EBS Volume Notification', 'EC2 Instance State-change Notification'],
  ['aws.ecr', 'ECR Pull Through Cache Action', 'ECR Image Action'],
  ['aws.ecs', 'ECS Deployment State Change', 'ECS Service Action', 'ECS Task State Change'],
  ['aws.kms', 'KMS CMK Deletion', 'KMS CMK Rotation'],
  [
    'aws.s3',
    'Object ACL Updated',
    'Object Created',
    'Object Deleted',
    'Object Tags Added',
    'Object Tags Deleted',
  ],
  [
    'aws.ssm',
    'EC2 Command Invocation Status-change Notification',
    'EC2 Command Status-change Notification',
    'EC2 State Manager Association State Change',
    'EC2 State Manager Instance Association State Change',
    'Maintenance Window Execution State-change Notification',
    'Maintenance Window Task Execution State-change Notification',
    'Parameter Store Change',
  ],
  ['aws.states', 'Step Functions Execution Status Change'],
];

/** What transcripts have seen: the answers to `world events`. */
const seen = new Set(
  globSync('src/services/*/spec/*.txt')
    .flatMap((file) => parseTranscript(readFileSync(file, 'utf8')))
    .filter(({ command }) => command === 'world events')
    .flatMap(({ expected }) => [...expected.matchAll(/"(aws\.[^"]+)"/g)].map(([, kind]) => kind!)),
);

const kinds = told.flatMap(([source, ...detailTypes]) => detailTypes.map((each) => `${source}: ${each}`));

for (const kind of kinds) test(`${kind} is told in a transcript`, () => assert.ok(seen.has(kind)));

test('nothing is told that the table does not know', () => {
  assert.deepEqual(
    [...seen].filter((kind) => !kinds.includes(kind)),
    [],
  );
});
