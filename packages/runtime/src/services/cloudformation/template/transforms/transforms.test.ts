import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pseudoParametersOf } from '../known.ts';
import { parseTemplate } from '../parse.ts';
import type { Value, Values } from '../template.ts';
import { includedLocations, withInclusions } from './include.ts';
import { applyTransforms } from './transforms.ts';

const before = {
  pseudo: pseudoParametersOf({ account: '123456789012', region: 'us-east-1', stackName: 's', stackId: 'id' }),
  parameters: { Names: ['a', 'b'], Keep: 'Retain', Bucket: 'shelf' },
  mappings: {},
};

const extended = (body: string): Values =>
  applyTransforms(parseTemplate(`Transform: AWS::LanguageExtensions\n${body}`), { before, included: {} });

test('a loop makes one member for each item, nested loops one for each pair', () => {
  const body = `
Resources:
  Fn::ForEach::Topics:
    - Name
    - !Ref Names
    - 'Topic\${Name}':
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Sub 'x-\${Name}-\${AWS::Region}'
          DisplayName: !Ref Name
  Fn::ForEach::Outer:
    - A
    - ['1', 10.0.0.0/8]
    - Fn::ForEach::Inner:
        - B
        - [x]
        - 'Queue&{A}\${B}': { Type: AWS::SQS::Queue, Properties: { QueueName: '\${A}' } }
`;
  assert.deepEqual(extended(body)['Resources'], {
    Topica: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: { 'Fn::Sub': 'x-a-${AWS::Region}' }, DisplayName: 'a' },
    },
    Topicb: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: { 'Fn::Sub': 'x-b-${AWS::Region}' }, DisplayName: 'b' },
    },
    Queue1x: { Type: 'AWS::SQS::Queue', Properties: { QueueName: '1' } },
    Queue100008x: { Type: 'AWS::SQS::Queue', Properties: { QueueName: '10.0.0.0/8' } },
  });
});

test('properties, conditions and outputs have loops as well; two of a name are refused', () => {
  const loop = (key: string) => `{ Fn::ForEach::L: [N, [p, q], { '${key}': '\${N}' }] }`;
  const body = (key: string) => `
Conditions: { Fn::ForEach::C: [N, [p], { 'Is\${N}': !Equals ['\${N}', p] }] }
Resources: { A: { Type: T, Properties: ${loop(key)} } }
Outputs: { Fn::ForEach::O: [N, [p], { 'Out\${N}': { Value: !Ref N } }] }`;
  const { Conditions, Resources, Outputs } = extended(body('P${N}'));
  assert.deepEqual(Conditions, { Isp: { 'Fn::Equals': ['p', 'p'] } });
  assert.deepEqual(Resources, { A: { Type: 'T', Properties: { Pp: 'p', Pq: 'q' } } });
  assert.deepEqual(Outputs, { Outp: { Value: 'p' } });
  assert.throws(() => extended(body('P')), /P is there twice/);
});

test('a loop tells whose attribute is meant', () => {
  const { Outputs } = extended(`
Resources: { Aq: { Type: T } }
Outputs: { Fn::ForEach::Y: [X, [q], { 'O\${X}': { Value: !GetAtt [!Sub 'A\${X}', !Ref X] } }] }`);
  assert.deepEqual(Outputs, { Oq: { Value: { 'Fn::GetAtt': ['Aq', 'q'] } } });
});

test("a resource's policies may be functions of parameters", () => {
  const { Resources } = extended('Resources: { A: { Type: T, DeletionPolicy: !Ref Keep } }');
  assert.deepEqual(Resources, { A: { Type: 'T', DeletionPolicy: 'Retain' } });
});

test("a resource's policies may go by conditions, also by those of a loop", () => {
  const { Resources } = extended(`
Conditions: { Fn::ForEach::C: [X, [Retain, Delete], { 'Is\${X}': !Equals [!Ref Keep, !Ref X] }] }
Resources: { A: { Type: T, UpdateReplacePolicy: !If [IsDelete, Delete, Retain] } }`);
  assert.deepEqual(Resources, { A: { Type: 'T', UpdateReplacePolicy: 'Retain' } });
});

for (const value of ['!Length [a]', '!ToJsonString { a: b }', '{ Fn::ForEach::X: [A, [b], { c: d }] }'])
  test(`${value} needs the transform`, () => {
    const document = parseTemplate(`Resources: { A: { Type: T, Properties: { P: ${value} } } }`);
    assert.throws(() => applyTransforms(document, { before, included: {} }), /only with the transform/);
  });

test('a transform that nobody has is refused', () => {
  const document = parseTemplate('Transform: [AWS::LanguageExtensions, Mine]\nResources: { A: { Type: T } }');
  assert.throws(() => applyTransforms(document, { before, included: {} }), {
    message: 'No transform named Mine found.',
  });
});

test('texts are included at the top, among siblings, and in the place of a value', () => {
  const document = parseTemplate(`
Transform: { Name: AWS::Include, Parameters: { Location: !Sub 's3://\${Bucket}/top.yaml' } }
Resources:
  A:
    Type: T
    Properties:
      Own: 1
      Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://b/some.json } }
      Whole: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://b/list.yaml } } }
`);
  assert.deepEqual(includedLocations(document, before), [
    's3://shelf/top.yaml',
    's3://b/some.json',
    's3://b/list.yaml',
  ]);
  const included: Readonly<Record<string, string>> = {
    's3://shelf/top.yaml': 'Mappings: { M: { a: { b: c } } }\nResources: { B: { Type: T } }',
    's3://b/some.json': '{"Also": {"Ref": "B"}}',
    's3://b/list.yaml': '- !Ref B\n- 2',
  };
  const expected: Value = {
    Mappings: { M: { a: { b: 'c' } } },
    Resources: {
      A: { Type: 'T', Properties: { Own: 1, Whole: [{ Ref: 'B' }, 2], Also: { Ref: 'B' } } },
      B: { Type: 'T' },
    },
  };
  assert.deepEqual(withInclusions(document, before, included), expected);
});

test('an included text that is not in S3, or has no location there, is refused', () => {
  const including = (location: string) =>
    parseTemplate(`Transform: { Name: AWS::Include, Parameters: { Location: '${location}' } }`);
  assert.throws(() => withInclusions(including('s3://b/k'), before, {}), /S3 object not found/);
  assert.throws(() => includedLocations(including('/tmp/k'), before), /must be an Amazon S3 URI/);
});
