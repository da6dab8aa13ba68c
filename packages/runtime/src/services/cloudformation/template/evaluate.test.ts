import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluate } from './evaluate.ts';
import { pseudoParametersOf, type Known } from './known.ts';
import { needsOf } from './needs.ts';
import { parseTemplate } from './parse.ts';
import { knownAfterApply, type Value } from './template.ts';

const known: Known = {
  pseudo: pseudoParametersOf({
    account: '123456789012',
    region: 'eu-west-1',
    stackName: 'demo',
    stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/demo/1',
  }),
  parameters: { Env: 'dev', Size: '3', Subnets: ['subnet-1', 'subnet-2'] },
  mappings: { Images: { 'eu-west-1': { Arm: 'ami-1', Zones: ['a', 'b'] } } },
  conditions: { IsProd: false, IsDev: true },
  resource: (name) =>
    name === 'Topic'
      ? {
          ref: 'arn:topic',
          attributes: { TopicName: 'topic', 'Endpoint.Port': 80, Outputs: { Arn: 'arn:o' } },
        }
      : undefined,
  exported: (name) => (name === 'dev-vpc' ? 'vpc-1' : undefined),
  stackOutput: ({ StackName, OutputName }) => (StackName === 'net' ? `${OutputName}!` : undefined),
  zones: (region) => [`${region}a`, `${region}b`],
};

const evaluated = (yaml: string): Value | undefined => evaluate(parseTemplate(`V: ${yaml}`)['V']!, known);

const later = knownAfterApply;
const answers: readonly (readonly [yaml: string, value: Value | undefined])[] = [
  ['!Ref Env', 'dev'],
  ['!Ref Subnets', ['subnet-1', 'subnet-2']],
  ['!Ref AWS::AccountId', '123456789012'],
  ['!Ref AWS::StackId', 'arn:aws:cloudformation:eu-west-1:123456789012:stack/demo/1'],
  ['!Ref AWS::NotificationARNs', []],
  ["!Sub '${AWS::Partition}.${AWS::URLSuffix}/${AWS::StackName}'", 'aws.amazonaws.com/demo'],
  ['!Ref AWS::NoValue', undefined],
  ['!Ref Topic', 'arn:topic'],
  ['!Ref Later', later],
  ['!GetAtt Topic.TopicName', 'topic'],
  ['!GetAtt Topic.Endpoint.Port', 80],
  ['!GetAtt Topic.Outputs.Arn', 'arn:o'],
  ['!GetAtt Later.Arn', later],
  ["!Sub '${AWS::Region}/${Env}/${Topic.TopicName}/${!Env}/$Env'", 'eu-west-1/dev/topic/${Env}/$Env'],
  ["!Sub ['${Env}-${X}', { X: !Ref Size, Env: own }]", 'own-3'],
  ["!Sub '${Later}/*'", `${later}/*`],
  ["!Join ['-', [a, 1, true, !Ref AWS::NoValue, !Ref Env]]", 'a-1-true-dev'],
  ["!Join [',', !Ref Subnets]", 'subnet-1,subnet-2'],
  ["!Join [',', !GetAtt Later.Names]", later],
  ["!Split [',', 'a,b,,c']", ['a', 'b', '', 'c']],
  ["!Split [',', !Ref Later]", later],
  ['!Select [1, !Ref Subnets]', 'subnet-2'],
  ["!Select [0, !Split ['/', !Ref Later]]", later],
  ["!Select ['0', !GetAZs '']", 'eu-west-1a'],
  ['!GetAZs us-east-1', ['us-east-1a', 'us-east-1b']],
  ['!If [IsProd, big, !If [IsDev, small, none]]', 'small'],
  ['[a, !If [IsProd, b, !Ref AWS::NoValue]]', ['a']],
  ['{ A: 1, B: !If [IsProd, b, !Ref AWS::NoValue] }', { A: 1 }],
  ['!FindInMap [Images, !Ref AWS::Region, Arm]', 'ami-1'],
  ['!FindInMap [Images, !Ref AWS::Region, Zones]', ['a', 'b']],
  ['!FindInMap [Images, us-east-1, Arm, { DefaultValue: !Ref Env }]', 'dev'],
  ['!Base64 hello', 'aGVsbG8='],
  ['!Base64 { Ref: Later }', later],
  ['!Cidr [192.168.0.0/24, 3, 5]', ['192.168.0.0/27', '192.168.0.32/27', '192.168.0.64/27']],
  ["!Cidr [10.0.7.9/16, '2']", ['10.0.0.0/24', '10.0.1.0/24']],
  ["!Cidr ['2001:db8:0:de00::/56', 2, 64]", ['2001:db8:0:de00::/64', '2001:db8:0:de01::/64']],
  ["!ImportValue { 'Fn::Sub': '${Env}-vpc' }", 'vpc-1'],
  ['!GetStackOutput { StackName: net, OutputName: Vpc }', 'Vpc!'],
  ['!ToJsonString { A: !Ref Size, B: [1, true] }', '{"A":"3","B":[1,true]}'],
  ['!Length { Ref: Subnets }', 2],
  ['{ Condition: { StringEquals: { a: b } } }', { Condition: { StringEquals: { a: 'b' } } }],
];

for (const [yaml, value] of answers)
  test(`${yaml} is ${JSON.stringify(value)}`, () => assert.deepEqual(evaluated(yaml), value));

const refusals: readonly (readonly [yaml: string, message: string])[] = [
  ['!Select [3, [a, b]]', 'Template error: Fn::Select cannot select nonexistent value at index 3'],
  [
    '!Select [x, [a]]',
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  ['!FindInMap [Images, us-east-1, Arm]', 'Template error: Unable to get mapping for Images::us-east-1::Arm'],
  [
    '!FindInMap [Nope, a, b]',
    "Template error: Mapping named 'Nope' is not present in the 'Mappings' section of template.",
  ],
  ['!GetAtt Topic.Nope', 'Template error: resource Topic does not support attribute type Nope in Fn::GetAtt'],
  [
    '!GetAtt Topic',
    'Template error: every Fn::GetAtt object requires two non-empty parameters, ' +
      'the resource name and the resource attribute',
  ],
  ['!ImportValue nope', 'No export named nope found.'],
  ['!If [Nope, a, b]', 'Template error: unresolved condition dependency Nope in Fn::If'],
  ['!Cidr [10.0.0/16, 1, 8]', 'Template error: Fn::Cidr ipBlock 10.0.0/16 is not a valid CIDR block'],
  ['!Cidr [10.0.0.0/16, 0, 8]', 'Template error: Fn::Cidr count must be between 1 and 256'],
  ['!Cidr [10.0.0.0/24, 9, 5]', 'Template error: Fn::Cidr cannot create 9 blocks of 5 bits in 10.0.0.0/24'],
];

for (const [yaml, message] of refusals)
  test(`${yaml} is refused: ${message}`, () =>
    assert.throws(() => evaluated(yaml), { name: 'ValidationError', message }));

test('a function that AWS does not know is refused with those it knows', () => {
  assert.throws(
    () => evaluated('{ Fn::NoSelect: x }'),
    /^ValidationError: Template Error: Encountered unsupported function: Fn::NoSelect Supported functions/,
  );
});

test('what values ask of other stacks is told, through functions and in branches that are taken', () => {
  const values = parseTemplate(`V:
    - !Join ['', ['a', Fn::ImportValue: !Sub '\${Env}-vpc']]
    - !If [IsProd, !ImportValue prod, !ImportValue dev]
    - !GetStackOutput { StackName: net, OutputName: Vpc, Region: us-east-1 }
    - !Select [0, !Split [',', !ImportValue list]]`)['V']!;
  assert.deepEqual(needsOf([values], known), {
    exports: ['dev-vpc', 'dev', 'list'],
    stackOutputs: [{ StackName: 'net', OutputName: 'Vpc', Region: 'us-east-1' }],
  });
});

test('for any value without functions, evaluation changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.deepEqual(evaluate(value as Value, known), value);
    }),
  );
});
