import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lint, NotADocument } from '../index.ts';
import { simplified } from './intrinsics.ts';
import { commandsOf } from './shell.ts';
import { NotShorthand, readShorthand } from './shorthand.ts';

const words = (text: string) => commandsOf(text).map((command) => command.map((word) => word.text));

test('a script is read as its shell reads it', () => {
  const rows: readonly (readonly [string, string[][]])[] = [
    ['aws sns publish', [['aws', 'sns', 'publish']]],
    ['a \\\n  b # c\nd', [['a', 'b'], ['d']]],
    [`a 'b c' "d $E \\"f\\"" g\\ h`, [['a', 'b c', 'd ${E} "f"', 'g h']]],
    ['a && b || c; d | e', [['a'], ['b'], ['c'], ['d'], ['e']]],
    ['a $(b $(c)) ${D:-e} `f`', [['a', '${?}', '${D}', '${?}']]],
    ['a --to <your-topic-arn> b', [['a', '--to', '<your-topic-arn>', 'b']]],
    ['a \'{\n "b": 1 }\'', [['a', '{\n "b": 1 }']]],
  ];
  for (const [text, expected] of rows) assert.deepEqual(words(text), expected, text);
});

test('shorthand is read as the AWS CLI reads it', () => {
  const rows: readonly (readonly [string, unknown])[] = [
    ['Name=a,Value=app/x/1', { Name: 'a', Value: 'app/x/1' }],
    ['enabled=true,alarms=[{name=a},{name=b}]', { enabled: 'true', alarms: [{ name: 'a' }, { name: 'b' }] }],
    ['enabled=true,events=A,B', { enabled: 'true', events: ['A', 'B'] }],
    ["Name=a,Value='b,c'", { Name: 'a', Value: 'b,c' }],
    ['a,b', ['a', 'b']],
  ];
  for (const [text, expected] of rows) assert.deepEqual(readShorthand(text), expected, text);
  for (const text of ['a={b', 'a=[b', 'a=b]']) assert.throws(() => readShorthand(text), NotShorthand, text);
});

test('a value is read as far as the template says it', () => {
  const around = {
    parameters: { Stage: { Type: 'String', Default: 'prod' }, Tag: { Type: 'String' } },
    mappings: { By: { prod: { threshold: 1 } } },
    conditions: {
      IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
      IsTag: { 'Fn::Equals': [{ Ref: 'Tag' }, 'x'] },
      Loop: { Condition: 'Loop' },
    },
  };
  const rows: readonly (readonly [unknown, unknown])[] = [
    [{ Ref: 'Stage' }, 'prod'],
    [{ Ref: 'Tag' }, '${Tag}'],
    [{ 'Fn::Sub': '${Stage}-${Tag}-${Shop.Arn}-${!Kept}' }, 'prod-${Tag}-${Shop.Arn}-${!Kept}'],
    [{ 'Fn::Sub': ['${A}', { A: { Ref: 'Stage' } }] }, 'prod'],
    [{ 'Fn::FindInMap': ['By', { Ref: 'Stage' }, 'threshold'] }, 1],
    [{ 'Fn::If': ['IsProd', 1, 2] }, 1],
    [{ 'Fn::If': ['IsTag', 1, 2] }, '${?}'],
    [{ 'Fn::If': ['Loop', 1, 2] }, '${?}'],
    [{ a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    [{ 'Fn::Join': ['/', ['a', { 'Fn::Select': [1, { 'Fn::Split': [',', 'x,y'] }] }]] }, 'a/y'],
    [{ 'Fn::Transform': {} }, '${?}'],
  ];
  for (const [value, expected] of rows) assert.deepEqual(simplified(value, around), expected);
});

test('options of every form say the same', () => {
  const forms = [
    'aws cloudwatch put-metric-alarm --alarm-name a --namespace AWS/ECS --metric-name CPUUtilization ' +
      '--dimensions Name=ClusterName,Value=c --threshold 80 --comparison-operator GreaterThanThreshold ' +
      '--evaluation-periods 2 --period 60 --statistic Sum',
    'aws --region eu-west-1 cloudwatch put-metric-alarm --alarm-name=a --namespace=AWS/ECS --metric-name ' +
      `CPUUtilization --dimensions '[{"Name":"ClusterName","Value":"c"}]' --threshold=80 --comparison-operator ` +
      'GreaterThanThreshold --evaluation-periods 2 --period 60 --statistic Sum > log.txt',
    'AWS_PROFILE=x /usr/bin/aws cloudwatch put-metric-alarm --cli-input-json file://alarm.json --alarm-name a',
  ];
  const read = () =>
    JSON.stringify({
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: 'ClusterName', Value: 'c' }],
      Threshold: 80,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 2,
      Period: 60,
      Statistic: 'Sum',
    });
  for (const text of forms) {
    const { findings } = lint({ sources: [{ name: 'a.sh', text }], read });
    assert.deepEqual(
      findings.map(({ rule, about }) => `${about} ${rule.id}`).toSorted(),
      ['alarm a actions-heard', 'alarm a statistic-fits'],
      text,
    );
  }
});

test('what the AWS CLI could not read is said', () => {
  const { findings } = lint({
    sources: [
      { name: 'a.sh', text: "aws deploy create-deployment-group --alarm-configuration '{enabled: true}'" },
    ],
  });
  assert.match(findings[0]!.message, /--alarm-configuration takes JSON, and this is none/);
});

test('for any text, of any name, there is an answer', () => {
  const pieces = fc.constantFrom(
    ...[
      'Resources:',
      '\n',
      '  ',
      'Type: AWS::CloudWatch::Alarm',
      'Properties',
      ':',
      '- ',
      '!Ref',
      '${',
      '}',
      '{',
      '[',
      '"',
      "'",
    ],
    ...[
      'aws cloudwatch put-metric-alarm',
      '--dimensions',
      '--metrics',
      'Name=',
      '```',
      'bash',
      '$(',
      '&a',
      '*a',
      '<x',
      '\\',
    ],
  );
  const text = fc.array(fc.oneof(pieces, fc.string())).map((all) => all.join(' '));
  fc.assert(
    fc.property(text, fc.constantFrom('a.sh', 'a.yaml', 'a.json', 'a.md', 'a'), (text, name) => {
      try {
        lint({ sources: [{ name, text }] });
      } catch (error) {
        assert.ok(error instanceof NotADocument, String(error));
      }
    }),
    { numRuns: 300 },
  );
});

test('for any properties of what rules look at, there is an answer', () => {
  const types = ['AWS::CloudWatch::Alarm', 'AWS::CodeDeploy::DeploymentGroup', 'AWS::CodePipeline::Pipeline'];
  const more = [
    'AWS::SNS::Topic',
    'AWS::IAM::Role',
    'AWS::ECS::Service',
    'AWS::Serverless::Function',
    'AWS::Logs::MetricFilter',
  ];
  const keys = [
    'Metrics',
    'Dimensions',
    'Namespace',
    'MetricName',
    'AlarmConfiguration',
    'Alarms',
    'Stages',
    'Actions',
    'Policies',
  ];
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('AWS/ECS', 'CPUUtilization', 'codebuild.amazonaws.com', 5, true, null, '${A}', '*'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(...keys, 'Ref', 'Fn::Sub', 'Fn::If', 'Fn::Join', 'Name', 'Value'),
        tie('tree'),
        { maxKeys: 4 },
      ),
    ),
  }));
  fc.assert(
    fc.property(fc.constantFrom(...types, ...more), tree, (Type, Properties) => {
      const text = JSON.stringify({ Resources: { A: { Type, Properties }, B: { Type, Properties } } });
      lint({ sources: [{ name: 'a.json', text }] });
    }),
    { numRuns: 300 },
  );
});
