import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedRegistry } from '../../../dataplane/registry/registry.simulated.ts';
import { plannedChanges, withoutValues, type Plan, type PresentResource } from './changes.ts';
import { conditionsOf } from './conditions.ts';
import { replaces } from './differences.ts';
import { evaluateMembers } from './evaluate.ts';
import { graphOf, orderOf } from './graph.ts';
import { pseudoParametersOf, type Known } from './known.ts';
import { parameterTexts, parameterValues } from './parameters.ts';
import { parseTemplate } from './parse.ts';
import { templateOf } from './structure.ts';
import { knownAfterApply } from './template.ts';

const { types } = await new SimulatedRegistry().perform({
  type: 'registry.types',
  names: [
    'AWS::SNS::Topic',
    'AWS::SQS::Queue',
    'AWS::EC2::VPC',
    'AWS::Lambda::Function',
    'AWS::ECS::Service',
  ],
});

const pseudo = pseudoParametersOf({ account: '1', region: 'us-east-1', stackName: 's', stackId: 'id' });

/** A stack's template with its parameters, and what it would make of what is there. */
function stackOf(body: string, given: Readonly<Record<string, string>> = {}) {
  const template = templateOf(parseTemplate(body));
  const texts = parameterTexts(
    template,
    Object.entries(given).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  );
  const before = { pseudo, parameters: parameterValues(template, texts), mappings: template.Mappings };
  const known: Omit<Known, 'resource'> = {
    ...before,
    conditions: conditionsOf(template, before),
    exported: () => undefined,
    stackOutput: () => undefined,
    zones: () => [],
  };
  return { template, texts, known };
}

function deployed(
  body: string,
  given?: Readonly<Record<string, string>>,
): Readonly<Record<string, PresentResource>> {
  const { template, known } = stackOf(body, given);
  const there: Record<string, PresentResource> = {};
  for (const name of orderOf(graphOf(template, known.conditions))) {
    const declared = template.Resources[name]!;
    const properties = evaluateMembers(declared.Properties, { ...known, resource: (other) => there[other] });
    there[name] = {
      physicalId: `p-${name}`,
      ref: `p-${name}`,
      attributes: { Arn: `arn:${name}` },
      declared,
      properties,
    };
  }
  return there;
}

function changes(before: string, after: string, more: Partial<Plan> = {}) {
  const { template, known } = stackOf(after);
  return plannedChanges({
    template,
    known,
    present: deployed(before),
    types,
    changedParameters: new Set(),
    stackTagsChanged: false,
    ...more,
  });
}

const topic = (properties: string, more = '') =>
  `Resources: { T: { Type: AWS::SNS::Topic${more}, Properties: ${properties} } }`;

test('what stays as it is, is not told', () => {
  assert.deepEqual(changes(topic('{ DisplayName: a }'), topic('{ DisplayName: a }')), []);
});

test('a property changed in place is told with its values and where it stands', () => {
  assert.deepEqual(changes(topic('{ DisplayName: a }'), topic('{ DisplayName: b }')), [
    {
      Action: 'Modify',
      LogicalResourceId: 'T',
      PhysicalResourceId: 'p-T',
      ResourceType: 'AWS::SNS::Topic',
      Replacement: 'False',
      Scope: ['Properties'],
      Details: [
        {
          Target: {
            Attribute: 'Properties',
            Name: 'DisplayName',
            RequiresRecreation: 'Never',
            Path: '/Properties/DisplayName',
            BeforeValue: 'a',
            AfterValue: 'b',
            AttributeChangeType: 'Modify',
          },
          ChangeSource: 'DirectModification',
          Evaluation: 'Static',
        },
      ],
      BeforeContext: '{"Properties":{"DisplayName":"a"}}',
      AfterContext: '{"Properties":{"DisplayName":"b"}}',
    },
  ]);
});

test('a property that may not change in place replaces, and its policy says what becomes of the former', () => {
  const after = topic('{ TopicName: b }', ', UpdateReplacePolicy: Retain');
  const [change] = changes(topic('{ TopicName: a }', ', UpdateReplacePolicy: Retain'), after);
  assert.deepEqual([change!.Replacement, change!.PolicyAction], ['True', 'ReplaceAndRetain']);
  assert.equal(change!.Details![0]!.Target!.RequiresRecreation, 'Always');
});

test('who refers to a resource that is replaced changes by it, and may be replaced as well', () => {
  const body = (name: string) => `
Resources:
  T: { Type: AWS::SNS::Topic, Properties: { TopicName: ${name} } }
  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'q-\${T}', KmsMasterKeyId: !GetAtt T.Arn } }`;
  const [first, second] = withoutValues(changes(body('a'), body('b')));
  assert.equal(first!.Replacement, 'True');
  assert.deepEqual(second, {
    Action: 'Modify',
    LogicalResourceId: 'Q',
    PhysicalResourceId: 'p-Q',
    ResourceType: 'AWS::SQS::Queue',
    Replacement: 'Conditional',
    Scope: ['Properties'],
    Details: [
      {
        Target: { Attribute: 'Properties', Name: 'QueueName', RequiresRecreation: 'Always' },
        ChangeSource: 'ResourceReference',
        CausingEntity: 'T',
        Evaluation: 'Dynamic',
      },
      {
        Target: { Attribute: 'Properties', Name: 'KmsMasterKeyId', RequiresRecreation: 'Never' },
        ChangeSource: 'ResourceAttribute',
        CausingEntity: 'T.Arn',
        Evaluation: 'Dynamic',
      },
    ],
  });
  const [, withValues] = changes(body('a'), body('b'));
  assert.equal(withValues!.Details![0]!.Target!.AfterValue, `q-${knownAfterApply}`);
});

test('a parameter that changes is told as the cause, and what is hidden is not shown', () => {
  const body = `
Parameters: { Name: { Type: String, Default: a, NoEcho: true } }
${topic('{ DisplayName: !Ref Name }')}`;
  const { template, known } = stackOf(body, { Name: 'b' });
  const [change] = plannedChanges({
    template,
    known,
    present: deployed(body),
    types,
    changedParameters: new Set(['Name']),
    shown: { ...known, parameters: { Name: '****' } },
    stackTagsChanged: false,
  });
  assert.deepEqual(
    change!.Details!.map(({ ChangeSource, CausingEntity, Evaluation }) => [
      ChangeSource,
      CausingEntity,
      Evaluation,
    ]),
    [
      ['ParameterReference', 'Name', 'Static'],
      ['DirectModification', undefined, 'Dynamic'],
    ],
  );
  assert.equal(change!.Details![0]!.Target!.AfterValue, '****');
  assert.equal(change!.AfterContext, '{"Properties":{"DisplayName":"****"}}');
});

test('resources are added, imported and removed; a removed one stays where its policy says so', () => {
  const before = `Resources:
  Kept: { Type: AWS::SNS::Topic, DeletionPolicy: Retain }
  Gone: { Type: AWS::SNS::Topic }`;
  const after = `Resources: { Made: { Type: AWS::SQS::Queue }, Taken: { Type: AWS::SQS::Queue } }`;
  const told = changes(before, after, { imported: { Taken: 'there' } });
  assert.deepEqual(
    told.map(({ Action, PolicyAction, LogicalResourceId, PhysicalResourceId }) => [
      Action,
      PolicyAction,
      LogicalResourceId,
      PhysicalResourceId,
    ]),
    [
      ['Add', undefined, 'Made', undefined],
      ['Import', undefined, 'Taken', 'there'],
      ['Remove', 'Retain', 'Kept', 'p-Kept'],
      ['Remove', 'Delete', 'Gone', 'p-Gone'],
    ],
  );
});

test("a resource's tags, its stack's, and its other attributes are told as what they are", () => {
  const tags = (value: string) =>
    topic(`{ Tags: [{ Key: k, Value: ${value} }] }`, `, Metadata: { M: ${value} }`);
  const [change] = withoutValues(changes(tags('a'), tags('b'), { stackTagsChanged: true }));
  assert.deepEqual(change!.Scope, ['Tags', 'Metadata']);
  assert.deepEqual(
    change!.Details!.map(({ Target }) => Target),
    [
      { Attribute: 'Tags', RequiresRecreation: 'Never' },
      { Attribute: 'Metadata', RequiresRecreation: 'Never' },
    ],
  );
});

test('another type under the same logical id is refused', () => {
  const after = 'Resources: { T: { Type: AWS::SQS::Queue } }';
  assert.throws(() => changes(topic('{}'), after), {
    message:
      'Update of resource type is not permitted. ' +
      'The new template modifies resource type of the following resources: [T]',
  });
});

for (const [type, before, after, expected] of [
  ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }, { CidrBlock: '10.1.0.0/16' }, true],
  ['AWS::EC2::VPC', { EnableDnsSupport: true }, { EnableDnsSupport: 'true' }, false],
  ['AWS::EC2::VPC', { InstanceTenancy: 'default' }, { InstanceTenancy: 'dedicated' }, false],
  ['AWS::Lambda::Function', { Code: { S3Key: 'a' } }, { Code: { S3Key: 'b' } }, false],
  ['AWS::Lambda::Function', { PackageType: 'Zip' }, { PackageType: 'Image' }, true],
  ['AWS::ECS::Service', { DeploymentController: { Type: 'ECS' } }, {}, true],
] as const)
  test(`${type} is ${expected ? '' : 'not '}made anew for ${JSON.stringify([before, after])}`, () =>
    assert.equal(replaces(types[type], before, after), expected));
