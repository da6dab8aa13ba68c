import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedRegistry } from '../../../dataplane/registry/registry.simulated.ts';
import { driftOf } from './drift.ts';
import type { Values } from './template.ts';

const names = [
  'AWS::SQS::Queue',
  'AWS::Lambda::Function',
  'AWS::IAM::Role',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
];
const { types } = await new SimulatedRegistry().perform({ type: 'registry.types', names });

type Told = readonly (readonly [path: string, expected: string, actual: string, type: string])[];

const rows: readonly (readonly [what: string, type: string, expected: Values, actual: Values, told: Told])[] =
  [
    [
      'a value that is another',
      'AWS::SQS::Queue',
      { DelaySeconds: 0, QueueName: 'q' },
      { DelaySeconds: 5, QueueName: 'q' },
      [['/DelaySeconds', '0', '5', 'NOT_EQUAL']],
    ],
    [
      'what was not asked for',
      'AWS::SQS::Queue',
      { QueueName: 'q' },
      { QueueName: 'q', DelaySeconds: 5 },
      [],
    ],
    [
      'the same instant, spelled otherwise',
      'AWS::S3::Bucket',
      { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationDate: '2027-08-08' }] } },
      {
        LifecycleConfiguration: {
          Rules: [{ Status: 'Enabled', ExpirationDate: '2027-08-08T00:00:00.000Z' }],
        },
      },
      [],
    ],
    [
      'a list of nothing, within what is not there',
      'AWS::S3::Bucket',
      { NotificationConfiguration: { LambdaConfigurations: [] } },
      {},
      [],
    ],
    [
      'a property that is gone',
      'AWS::SQS::Queue',
      { RedrivePolicy: { maxReceiveCount: 3 } },
      {},
      [['/RedrivePolicy', '{"maxReceiveCount":3}', 'null', 'REMOVE']],
    ],
    [
      'text that says the same, and JSON as text',
      'AWS::SQS::Queue',
      { DelaySeconds: '5', RedrivePolicy: { maxReceiveCount: 3 } },
      { DelaySeconds: 5, RedrivePolicy: '{"maxReceiveCount":"3"}' },
      [],
    ],
    [
      'tags, in whatever order',
      'AWS::SNS::Topic',
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
          { Key: 'c', Value: '3' },
        ],
      },
      {
        Tags: [
          { Key: 'd', Value: '4' },
          { Key: 'c', Value: '9' },
          { Key: 'a', Value: '1' },
        ],
      },
      [
        ['/Tags/1', '{"Key":"b","Value":"2"}', 'null', 'REMOVE'],
        ['/Tags/2/Value', '3', '9', 'NOT_EQUAL'],
        ['/Tags/0', 'null', '{"Key":"d","Value":"4"}', 'ADD'],
      ],
    ],
    [
      'a map that was asked for',
      'AWS::Lambda::Function',
      { Environment: { Variables: { A: '1', B: '2' } } },
      { Environment: { Variables: { A: '1', B: '3', C: '4' } } },
      [
        ['/Environment/Variables/B', '2', '3', 'NOT_EQUAL'],
        ['/Environment/Variables/C', 'null', '4', 'ADD'],
      ],
    ],
    [
      'what can only be written',
      'AWS::Lambda::Function',
      { Code: { ZipFile: 'x' }, Timeout: 3 },
      { Timeout: 3 },
      [],
    ],
    [
      'nothing, asked for as an empty text or list',
      'AWS::SQS::Queue',
      { KmsMasterKeyId: '', Tags: [] },
      {},
      [],
    ],
    [
      'defaults inside an object',
      'AWS::S3::Bucket',
      { VersioningConfiguration: {}, PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
      {
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false },
      },
      [],
    ],
    [
      'a policy',
      'AWS::IAM::Role',
      {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Sid: 'a', Action: 'sts:AssumeRole' }],
        },
      },
      { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Sid: 'a', Action: 'sts:*' }] } },
      [['/AssumeRolePolicyDocument/Statement/0/Action', 'sts:AssumeRole', 'sts:*', 'NOT_EQUAL']],
    ],
  ];

for (const [what, type, expected, actual, told] of rows)
  test(`drift of ${type}: ${what}`, () => {
    const { differences } = driftOf(types[type], expected, actual);
    assert.deepEqual(
      differences.map(({ PropertyPath, ExpectedValue, ActualValue, DifferenceType }) => [
        PropertyPath,
        ExpectedValue,
        ActualValue,
        DifferenceType,
      ]),
      told,
    );
  });

test('what is there is told as far as it was asked for', () => {
  const { actual } = driftOf(
    types['AWS::SQS::Queue'],
    { QueueName: 'q' },
    { QueueName: 'q', DelaySeconds: 5 },
  );
  assert.deepEqual(actual, { QueueName: 'q' });
});
