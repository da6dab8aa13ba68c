import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedRegistry } from '../../../dataplane/registry/registry.simulated.ts';
import { parseTemplate } from './parse.ts';
import { checkProperties, propertiesFailure } from './property-checks.ts';
import { templateOf } from './structure.ts';
import { knownAfterApply, type Values } from './template.ts';
import { checkTypes, typeNames } from './type-checks.ts';

const registry = new SimulatedRegistry();
const typesOf = async (names: readonly string[]) =>
  (await registry.perform({ type: 'registry.types', names })).types;

const check = async (name: string, properties: Values) =>
  checkProperties((await typesOf([name]))[name]!, properties);

const read: readonly (readonly [type: string, given: Values, properties: Values])[] = [
  [
    'AWS::SQS::Queue',
    { VisibilityTimeout: '60', FifoQueue: 'true' },
    { VisibilityTimeout: 60, FifoQueue: true },
  ],
  ['AWS::SSM::Parameter', { Type: 'String', Value: 33 }, { Type: 'String', Value: '33' }],
  ['AWS::SQS::Queue', { RedrivePolicy: { maxReceiveCount: 3 } }, { RedrivePolicy: { maxReceiveCount: 3 } }],
  ['AWS::SQS::Queue', { Tags: [{ Key: 'k', Value: 1 }] }, { Tags: [{ Key: 'k', Value: '1' }] }],
  ['AWS::SQS::Queue', { DelaySeconds: knownAfterApply }, { DelaySeconds: knownAfterApply }],
  [
    'AWS::Lambda::Function',
    { Code: { ZipFile: 'x' }, Role: 'r', MemorySize: '128', Environment: { Variables: { A: 1, B: true } } },
    { Code: { ZipFile: 'x' }, Role: 'r', MemorySize: 128, Environment: { Variables: { A: '1', B: 'true' } } },
  ],
];

for (const [type, given, properties] of read)
  test(`${type} ${JSON.stringify(given)} is read as its type has it`, async () =>
    assert.deepEqual(await check(type, given), { properties, complaints: [] }));

const complaints: readonly (readonly [type: string, properties: Values, complaints: readonly string[]])[] = [
  ['AWS::IAM::Role', {}, ['#: required key [AssumeRolePolicyDocument] not found']],
  [
    'AWS::SQS::Queue',
    { Nope: 1, Other: 2 },
    ['#: extraneous key [Nope] is not permitted', '#: extraneous key [Other] is not permitted'],
  ],
  ['AWS::SQS::Queue', { QueueName: ['a'] }, ['#/QueueName: expected type: String, found: JSONArray']],
  ['AWS::SQS::Queue', { DelaySeconds: 'soon' }, ['#/DelaySeconds: expected type: Integer, found: String']],
  ['AWS::SQS::Queue', { FifoQueue: 'yes' }, ['#/FifoQueue: expected type: Boolean, found: String']],
  ['AWS::SQS::Queue', { Tags: { a: 'b' } }, ['#/Tags: expected type: JSONArray, found: JSONObject']],
  [
    'AWS::CloudWatch::Alarm',
    { ComparisonOperator: 'x', EvaluationPeriods: 1, Dimensions: [{ Name: 'a', Val: 'b' }] },
    [
      '#/Dimensions/0: required key [Value] not found',
      '#/Dimensions/0: extraneous key [Val] is not permitted',
    ],
  ],
];

for (const [type, properties, lines] of complaints)
  test(`${type} ${JSON.stringify(properties)} is refused: ${lines.join('; ')}`, async () =>
    assert.deepEqual((await check(type, properties)).complaints, lines));

test('complaints are told a line each', () => {
  assert.equal(
    propertiesFailure('Role', ['#: required key [A] not found', '#: required key [B] not found']),
    'Properties validation failed for resource Role with message:\n' +
      '#: required key [A] not found\n#: required key [B] not found',
  );
});

async function checkBody(body: string): Promise<void> {
  const template = templateOf(parseTemplate(`Resources:\n${body}`));
  checkTypes(template, await typesOf(typeNames(template)));
}

test('types that nobody knows are refused; custom ones are not asked about', async () => {
  await checkBody('  A: { Type: Custom::Thing }\n  B: { Type: AWS::CDK::Metadata }');
  await assert.rejects(checkBody('  A: { Type: AWS::EC2::Nope }\n  B: { Type: AWS::Serverless::Function }'), {
    message:
      'Template format error: Unrecognized resource types: [AWS::EC2::Nope, AWS::Serverless::Function]',
  });
});

test('an attribute that a type does not have is refused; a nested stack and a custom resource have any', async () => {
  const asking = (type: string, attribute: string) =>
    checkBody(`  A: { Type: ${type} }\n  B: { Type: Custom::B, Properties: { X: !GetAtt A.${attribute} } }`);
  await asking('AWS::SQS::Queue', 'Arn');
  await asking('AWS::CloudFormation::Stack', 'Outputs.Url');
  await asking('AWS::CloudFormation::CustomResource', 'Any');
  await asking('Custom::Thing', 'Any');
  await assert.rejects(asking('AWS::SQS::Queue', 'Nope'), {
    message: 'Template error: resource A does not support attribute type Nope in Fn::GetAtt',
  });
});
