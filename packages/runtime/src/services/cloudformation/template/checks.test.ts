import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkReferences, checkUnder } from './checks.ts';
import { conditionsOf } from './conditions.ts';
import { graphOf, orderOf, reversed } from './graph.ts';
import { pseudoParametersOf } from './known.ts';
import { parseTemplate } from './parse.ts';
import { templateOf } from './structure.ts';

const before = {
  pseudo: pseudoParametersOf({ account: '1', region: 'us-east-1', stackName: 's', stackId: 'id' }),
  parameters: { Env: 'dev' },
  mappings: {},
};

function checked(body: string): { order: readonly string[]; needed: object } {
  const template = templateOf(parseTemplate(body));
  checkReferences(template);
  const conditions = conditionsOf(template, before);
  checkUnder(template, conditions);
  const graph = graphOf(template, conditions);
  return { order: orderOf(graph), needed: graph };
}

const bucket = '{ Type: AWS::S3::Bucket }';
const conditional = `
Parameters: { Env: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Env, prod] }
`;

const refusals: readonly (readonly [body: string, message: string])[] = [
  ['Description: x', 'Template format error: At least one Resources member must be defined.'],
  ['Resources: { A: [] }', 'Template format error: Any Resources member must be an object.'],
  [
    'Resources: { A: {} }',
    'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
  ],
  [`Resources: { A-B: ${bucket} }`, 'Template format error: Resource name A-B is non alphanumeric.'],
  [`Resources: { A: { Type: T, Tags: [] } }`, "Invalid template resource property 'Tags'"],
  [
    `Bogus: 1\nOther: 2\nResources: { A: ${bucket} }`,
    'Invalid template property or properties [Bogus, Other]',
  ],
  [
    'Resources: { A: { Type: T, Properties: { B: [{ C: }] } } }',
    "[/Resources/A/Type/B/0/C] 'null' values are not allowed in templates",
  ],
  [
    `AWSTemplateFormatVersion: 2011-01-01\nResources: { A: ${bucket} }`,
    'Template format error: 2011-01-01 is not a supported value for AWSTemplateFormatVersion.',
  ],
  [
    'Resources: { A: { Type: T, DeletionPolicy: Keep } }',
    'Template format error: Unrecognized DeletionPolicy Keep for resource A',
  ],
  [
    'Resources: { A: { Type: T, Properties: { N: !Ref Nope } } }',
    'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
  ],
  [
    "Resources: { A: { Type: T, Properties: { N: !Sub '${Nope}' }, DependsOn: Other } }",
    'Template format error: Unresolved resource dependencies [Nope, Other] in the Resources block of the template',
  ],
  [
    `Resources: { A: ${bucket} }\nOutputs: { O: { Value: !Ref Nope } }`,
    'Template format error: Unresolved resource dependencies [Nope] in the Outputs block of the template',
  ],
  [
    'Resources: { A: { Type: T, Properties: { N: !GetAtt Nope.Arn } } }',
    'Template error: instance of Fn::GetAtt references undefined resource Nope',
  ],
  [
    'Resources: { A: { Type: T, Condition: Nope } }',
    'Template format error: Unresolved condition dependency Nope in the Resources block of the template',
  ],
  [
    'Resources: { A: { Type: T, Properties: { N: !If [Nope, a, b] } } }',
    'Template error: unresolved condition dependency Nope in Fn::If',
  ],
  [
    `Conditions: { C: !Equals [!Ref A, x] }\nResources: { A: ${bucket} }`,
    'Template format error: Unresolved dependencies [A]. ' +
      'Cannot reference resources in the Conditions block of the template',
  ],
  [
    `${conditional}Resources:\n  A: { Type: T, Condition: IsProd }\n  B: { Type: T, Properties: { N: !Ref A } }`,
    'Template format error: Unresolved resource dependencies [A] in the Resources block of the template',
  ],
  [
    `Resources:
  A: { Type: T, Properties: { N: !Ref B } }
  B: { Type: T, DependsOn: [A] }
  C: { Type: T, DependsOn: [A] }
  D: { Type: T }`,
    'Circular dependency between resources: [A, B]',
  ],
  [
    `Conditions: { A: !Not [!Condition B], B: !Not [!Condition A] }\nResources: { A: ${bucket} }`,
    'Template format error: Circular dependency between conditions: [A, B]',
  ],
  [
    `Conditions: { A: !And [!Equals [a, a]] }\nResources: { A: ${bucket} }`,
    'Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.',
  ],
  [
    `Parameters: { P: { Type: Strin } }\nResources: { A: ${bucket} }`,
    'Template format error: Unrecognized parameter type: Strin',
  ],
  [
    `Parameters: { P: {} }\nResources: { A: ${bucket} }`,
    'Template format error: Every Parameters object must contain a Type member.',
  ],
  [
    `Resources: { A: ${bucket} }\nOutputs: { O: {} }`,
    'Template format error: Every Outputs member must contain a Value object',
  ],
  [
    `Resources: { A: ${bucket} }\nOutputs: { O: { Value: { a: b } } }`,
    'Template format error: Every Value member must be a string.',
  ],
  [
    `Mappings: { M: { us-east-1: { 'x-86': a } } }\nResources: { A: ${bucket} }`,
    "Template format error: Mappings attribute name 'x-86' must contain only alphanumeric characters.",
  ],
];

const functionRefusals: readonly (readonly [value: string, message: string | RegExp])[] = [
  ['!Ref [a]', 'Template error: every Ref object must have a single String value.'],
  ['!Equals [a, b]', 'Template error: Fn::Equals cannot be partially collapsed'],
  ['!If [C, a]', 'Template error: Fn::If requires a list argument with three elements'],
  [
    '!Select [x, [a]]',
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  [
    '!ImportValue { Ref: B }',
    'Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
  ],
  [
    '{ fn::getatt: x }',
    /^Template Error: Encountered unsupported function: fn::getatt Supported functions are: \[/,
  ],
  ['!Base64 [a]', 'Template error: every Fn::Base64 object must have a String-typed value.'],
];

for (const [value, message] of functionRefusals)
  test(`${value} is refused before anything is made: ${String(message)}`, () =>
    assert.throws(
      () =>
        checked(
          `Conditions: { C: !Equals [a, b] }\nResources: { A: { Type: T, Properties: { P: ${value} } }, B: ${bucket} }`,
        ),
      { name: 'ValidationError', message },
    ));

for (const [body, message] of refusals)
  test(`${body.trim()} is refused: ${message}`, () =>
    assert.throws(() => checked(body), { name: 'ValidationError', message }));

test('more than 500 resources are refused', () => {
  const resources = Array.from({ length: 501 }, (_, index) => `  R${index}: ${bucket}\n`).join('');
  assert.throws(() => checked(`Resources:\n${resources}`), {
    message: 'Template format error: Number of resources, 501, is greater than maximum allowed, 500',
  });
});

test('resources come after those they need, by whatever function, in branches that are taken', () => {
  const { order, needed } = checked(`${conditional}
Resources:
  App:
    Type: T
    DependsOn: [Prod, Log]
    Properties:
      Role: !GetAtt Role.Arn
      Name: !Sub ['\${Topic}-\${Queue.Name}-\${Own}', { Own: !Ref Key }]
      Maybe: !If [IsProd, !Ref Prod, !Ref Env]
  Prod: { Type: T, Condition: IsProd }
  Role: { Type: T }
  Topic: { Type: T, Properties: { Key: !Ref Key } }
  Queue: { Type: T }
  Key: { Type: T }
  Log: { Type: T }
`);
  assert.deepEqual(needed, {
    App: ['Log', 'Role', 'Topic', 'Queue', 'Key'],
    Role: [],
    Topic: ['Key'],
    Queue: [],
    Key: [],
    Log: [],
  });
  assert.deepEqual(order, ['Log', 'Role', 'Key', 'Topic', 'Queue', 'App']);
});

test('deletion goes the other way', () => {
  assert.deepEqual(reversed({ A: ['B', 'C'], B: ['C'], C: [] }), { A: [], B: ['A'], C: ['A', 'B'] });
});
