import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../../base/any-character.contract.ts';
import { Document, isScalar, stringify, visit, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { parseTemplate } from './parse.ts';
import type { Value } from './template.ts';

const valueIn = (yaml: string): Value | undefined => parseTemplate(`Value: ${yaml}`)['Value'];

const shortForms: readonly (readonly [yaml: string, value: Value])[] = [
  ['!Ref Topic', { Ref: 'Topic' }],
  ['!Condition IsProd', { Condition: 'IsProd' }],
  ['!GetAtt Topic.TopicArn', { 'Fn::GetAtt': ['Topic', 'TopicArn'] }],
  ['!GetAtt Nested.Outputs.Arn', { 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] }],
  ['!GetAtt [Topic, TopicArn]', { 'Fn::GetAtt': ['Topic', 'TopicArn'] }],
  ['{ Fn::GetAtt: Topic.TopicArn }', { 'Fn::GetAtt': ['Topic', 'TopicArn'] }],
  ["!Sub '${AWS::Region}'", { 'Fn::Sub': '${AWS::Region}' }],
  ["!Sub ['${A}', { A: !Ref B }]", { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
  [
    '!If [IsProd, !Ref A, !Ref AWS::NoValue]',
    { 'Fn::If': ['IsProd', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] },
  ],
  ['!Cidr [!GetAtt Vpc.CidrBlock, 6, 8]', { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 6, 8] }],
  ["!Select [0, !GetAZs '']", { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
  ['\n  !Base64\n    Fn::Sub: x', { 'Fn::Base64': { 'Fn::Sub': 'x' } }],
  ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
  ['!Equals [!Ref A, 5]', { 'Fn::Equals': [{ Ref: 'A' }, 5] }],
  ['!Sub 5', { 'Fn::Sub': '5' }],
];

for (const [yaml, value] of shortForms)
  test(`${yaml.trim()} is short for ${JSON.stringify(value)}`, () => assert.deepEqual(valueIn(yaml), value));

const scalars: readonly (readonly [yaml: string, value: Value])[] = [
  ['2010-09-09', '2010-09-09'],
  ['yes', true],
  ['Off', false],
  ["'yes'", 'yes'],
  ['80', 80],
  ['1.5', 1.5],
  ['8.0', '8.0'],
  ['012345678901', '012345678901'],
  ['0777', '0777'],
  ['12:30', '12:30'],
  ['1e3', '1e3'],
  ['123456789012345678901', '123456789012345678901'],
  ['~', null],
  ['', null],
  ['!!str 80', '80'],
  ['|\n  text\n  more\n', 'text\nmore\n'],
];

for (const [yaml, value] of scalars)
  test(`the scalar ${JSON.stringify(yaml)} is ${JSON.stringify(value)}`, () =>
    assert.deepEqual(valueIn(yaml), value));

const refusals: readonly (readonly [body: string, message: string])[] = [
  ['{\n  "Resources": {,\n}', 'Template format error: JSON not well-formed. (line 2, column 17)'],
  ['{"A": 1} {}', 'Template format error: JSON not well-formed. (line 1, column 10)'],
  ['{"A": 1, "A": 2}', 'Template format error: JSON not well-formed. (line 1, column 10)'],
  ['{"A": "\t"}', 'Template format error: JSON not well-formed. (line 1, column 7)'],
  ['A:\n  B: 1\n C: 2\n', 'Template format error: YAML not well-formed. (line 3, column 1)'],
  ['A: 1\nA: 2\n', 'Template format error: YAML not well-formed. (line 2, column 1)'],
  ['A: !GetAttr B.Arn\n', 'Template format error: YAML not well-formed. (line 1, column 4)'],
  ['A: !ImportValue !Sub x\n', 'Template format error: YAML not well-formed. (line 1, column 17)'],
  ['A: &a 1\nB: *a\n', 'Template error: YAML aliases are not allowed in CloudFormation templates'],
  ['A: 1\n---\nB: 2\n', 'Template format error: YAML not well-formed. (line 2, column 1)'],
  ['./template.yaml', 'Template format error: unsupported structure.'],
  ['', 'Template format error: unsupported structure.'],
  ['[1]', 'Template format error: unsupported structure.'],
];

for (const [body, message] of refusals)
  test(`${JSON.stringify(body)} is refused: ${message}`, () =>
    assert.throws(() => parseTemplate(body), { name: 'ValidationError', message }));

test('for any document, what is printed as JSON reads back as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ stringUnit: anyCharacter })), (document) => {
      const read = parseTemplate(JSON.stringify(document, undefined, 1));
      assert.deepEqual(read, JSON.parse(JSON.stringify(document), spelled));
    }),
  );
});

test('for any document with functions, YAML in long and in short forms reads as JSON does', () => {
  const { tree } = fc.letrec<{ tree: Value }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.string(),
      fc.constantFrom(
        'yes',
        'Off',
        'null',
        '~',
        '012',
        '1.0',
        '5',
        '2010-01-01',
        '!Ref x',
        '- a',
        '',
        '${A.B}',
      ),
      fc.boolean(),
      fc.integer(),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('tree'), { maxKeys: 3 }),
      fc.array(tie('tree'), { minLength: 2, maxLength: 2 }).map((items) => ({ 'Fn::Join': items })),
      fc.constantFrom('A', 'AWS::Region').map((name) => ({ Ref: name })),
      tie('tree').map((value) => ({ 'Fn::Base64': value })),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const document = { Value: value };
      const read = parseTemplate(JSON.stringify(document));
      assert.deepEqual(parseTemplate(stringify(document, { version: '1.1', lineWidth: 0 })), read);
      assert.deepEqual(parseTemplate(inShortForms(document)), read);
    }),
    { numRuns: 200 },
  );
});

/** Prints YAML with `!Join` for `Fn::Join`. */
function inShortForms(document: object): string {
  const printed = new Document(document, { version: '1.1' });
  visit(printed, {
    Map(_key, node) {
      if (node.tag !== undefined) return undefined;
      const [pair] = node.items;
      const name = isScalar(pair?.key) ? String(pair.key.value) : '';
      if (node.items.length !== 1 || !/^(Ref|Fn::(Join|Base64))$/.test(name)) return undefined;
      const argument = pair!.value as Scalar | YAMLMap | YAMLSeq;
      if (argument.tag !== undefined) return undefined;
      argument.tag = `!${name.replace('Fn::', '')}`;
      return argument;
    },
  });
  return printed.toString({ lineWidth: 0 });
}

/** Numbers whose text is not what they would be spelled as stay text. */
function spelled(this: unknown, _name: string, value: unknown, context?: { source: string }): unknown {
  if (typeof value !== 'number') return value;
  return context && String(value) !== context.source ? context.source : value;
}
