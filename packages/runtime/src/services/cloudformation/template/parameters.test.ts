import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pseudoParametersOf } from './known.ts';
import { parameterTexts, parameterValues, storedParameters } from './parameters.ts';
import { parseTemplate } from './parse.ts';
import { checkRules } from './rules.ts';
import { templateOf } from './structure.ts';
import type { Template } from './template.ts';

const declaring = (parameters: string, rules = ''): Template =>
  templateOf(parseTemplate(`Parameters:\n${parameters}\n${rules}\nResources: { A: { Type: T } }`));

const template = declaring(`
  Env: { Type: String, AllowedValues: [dev, prod], Default: dev }
  Size: { Type: Number, MinValue: 1, MaxValue: 9, Default: 3 }
  Name: { Type: String, AllowedPattern: '[a-z]+', MinLength: 2, MaxLength: 5, Default: abc }
  Word: { Type: String, AllowedPattern: '(?i)[\\p{Alpha}_]+', ConstraintDescription: only letters., Default: A_b }
  Ports: { Type: 'List<Number>', Default: '80, 443' }
  Names: { Type: CommaDelimitedList, AllowedValues: [a, b], Default: 'a,b' }
  Subnets: { Type: 'List<AWS::EC2::Subnet::Id>', Default: subnet-1 }
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /image }
  Stored: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /list }
`);
const given = (ParameterKey: string, ParameterValue: string) => [{ ParameterKey, ParameterValue }];
const stored = { '/image': 'ami-1', '/list': 'x,y' };

test('what a caller does not give has its default; lists are lists, stored values are those behind their names', () => {
  const texts = parameterTexts(template, given('Size', '4'));
  assert.deepEqual(storedParameters(template, texts), { Image: '/image', Stored: '/list' });
  assert.deepEqual(parameterValues(template, texts, stored), {
    Env: 'dev',
    Size: '4',
    Name: 'abc',
    Word: 'A_b',
    Ports: ['80', '443'],
    Names: ['a', 'b'],
    Subnets: ['subnet-1'],
    Image: 'ami-1',
    Stored: ['x', 'y'],
  });
});

test('a parameter keeps its previous value where it is told to', () => {
  const texts = parameterTexts(template, [{ ParameterKey: 'Env', UsePreviousValue: true }], { Env: 'prod' });
  assert.equal(texts['Env'], 'prod');
});

const refusals: readonly (readonly [key: string, value: string, message: string])[] = [
  ['Env', 'test', "Parameter 'Env' must be one of AllowedValues"],
  ['Size', '0', "Parameter 'Size' must be a number not less than 1"],
  ['Size', '10', "Parameter 'Size' must be a number not greater than 9"],
  ['Size', 'x', "Parameter 'Size' must be a number"],
  ['Name', 'a', "Parameter 'Name' must contain at least 2 characters"],
  ['Name', 'abcdef', "Parameter 'Name' must contain at most 5 characters"],
  ['Name', 'aB', "Parameter 'Name' must match pattern [a-z]+"],
  ['Word', 'a1', "Parameter 'Word' failed to satisfy constraint: only letters."],
  ['Ports', '80,x', "Parameter 'Ports' must be a number"],
  ['Names', 'a,c', "Parameter 'Names' must be one of AllowedValues"],
  ['Nope', 'x', 'Parameters: [Nope] do not exist in the template'],
];

for (const [key, value, message] of refusals)
  test(`${key}=${value} is refused: ${message}`, () =>
    assert.throws(() => parameterTexts(template, given(key, value)), { name: 'ValidationError', message }));

test('parameters without a value, or without a former one, are refused', () => {
  const needy = declaring('  A: { Type: String }\n  B: { Type: Number }');
  assert.throws(() => parameterTexts(needy, []), { message: 'Parameters: [A, B] must have values' });
  assert.throws(() => parameterTexts(needy, [{ ParameterKey: 'A', UsePreviousValue: true }]), {
    message:
      'Invalid input for parameter key A. ' +
      'Cannot specify usePreviousValue as true for a parameter key not in the previous template',
  });
});

test('a name that Systems Manager does not know is refused', () => {
  assert.throws(() => parameterValues(template, parameterTexts(template, []), { '/list': 'x' }), {
    message: 'Unable to fetch parameters [/image] from parameter store for this account.',
  });
});

for (const [declaration, message] of [
  [
    '{ Type: Number, MinLength: 1 }',
    "Template error: Parameter 'P' MinLength must be on a parameter of type String",
  ],
  [
    '{ Type: String, MinValue: 1 }',
    "Template error: Parameter 'P' MinValue must be on a parameter of type Number",
  ],
  ['{ Type: String, Default: !Ref X }', 'Template format error: Every Default member must be a string.'],
  ['{ Type: String, Properties: {} }', "Invalid template parameter property 'Properties'"],
] as const)
  test(`the parameter ${declaration} is refused: ${message}`, () =>
    assert.throws(() => declaring(`  P: ${declaration}`), { message }));

const ruled = declaring(
  `
  Env: { Type: String }
  Size: { Type: String, Default: small }
  Zones: { Type: CommaDelimitedList, Default: 'a,b' }`,
  `Rules:
  Prod:
    RuleCondition: !Equals [!Ref Env, prod]
    Assertions:
      - Assert: !Not [!Contains [[small, tiny], !Ref Size]]
        AssertDescription: Production is not small.
  Zones:
    Assertions:
      - Assert: !EachMemberIn [!Ref Zones, [a, b, c]]
  Known:
    RuleCondition: !Or [!Equals [!Ref Env, staging], !Equals [!Ref Env, test]]
    Assertions:
      - Assert: !Contains [!RefAll String, small]
        AssertDescription: Something is small.`,
);
const ruling = (...parameters: readonly (readonly [string, string])[]) =>
  checkRules(ruled, {
    pseudo: pseudoParametersOf({ account: '1', region: 'us-east-1', stackName: 's', stackId: 'id' }),
    parameters: parameterValues(
      ruled,
      parameterTexts(
        ruled,
        parameters.flatMap((each) => given(...each)),
      ),
    ),
    mappings: {},
  });

test('a rule is asked where its condition holds, and refuses parameters in its own words', () => {
  ruling(['Env', 'dev']);
  ruling(['Env', 'prod'], ['Size', 'large']);
  assert.throws(() => ruling(['Env', 'prod']), {
    message: 'Template validation error: Production is not small.',
  });
  assert.throws(() => ruling(['Env', 'dev'], ['Zones', 'a,d']), /assertion of rule Zones failed/);
  ruling(['Env', 'test']);
  assert.throws(() => ruling(['Env', 'staging'], ['Size', 'large']), /Something is small/);
});

test('a pattern that would try a value in endless ways is soon found not to fit', () => {
  const endless = declaring("  Name: { Type: String, AllowedPattern: '(a+)+' }");
  const valued = (value: string) => parameterValues(endless, parameterTexts(endless, given('Name', value)));
  assert.equal(valued('aaa')['Name'], 'aaa');
  assert.throws(() => valued(`${'a'.repeat(4000)}!`), /must match pattern \(a\+\)\+/);
});
