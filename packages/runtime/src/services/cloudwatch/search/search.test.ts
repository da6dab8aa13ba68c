import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpressionError } from '../expression/parse.ts';
import type { Metric } from '../records.ts';
import { matches } from './matching.ts';
import { parseSearch } from './parse.ts';

const metric = (namespace: string, metricName: string, dimensions: Record<string, string> = {}): Metric => ({
  namespace,
  metricName,
  dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
});

const known: Readonly<Record<string, Metric>> = {
  cpu: metric('AWS/EC2', 'CPUUtilization', { InstanceId: 'i-1234567890123456' }),
  cpu2: metric('AWS/EC2', 'CPUUtilization', { InstanceId: 'i-2', InstanceType: 't2.micro' }),
  errors: metric('AWS/Lambda', 'Errors', { FunctionName: 'ProjectA-pay' }),
  invocations: metric('AWS/Lambda', 'Invocations', { FunctionName: 'ProjectA-pay' }),
  others: metric('AWS/Lambda', 'Invocations', { FunctionName: 'other' }),
  custom: metric('MyNamespace', 'CustomCount1'),
  network: metric('My Namespace', 'Network-Errors-2', { 'Dimension@Name': 'Custom:Name[Special_Characters' }),
  network2: metric('Shop', 'NetworkErrors2'),
  brackets: metric('Shop', 'Europe\\France Traffic(Network)'),
};

/** AWS: the examples of the user guide's page on the syntax of search expressions. */
const rows: readonly [text: string, ...found: string[]][] = [
  ['{AWS/EC2,InstanceId} MetricName="CPUUtilization"', 'cpu'],
  ['{AWS/EC2, InstanceType, InstanceId}', 'cpu2'],
  ['{MyNamespace}, "CustomCount1"', 'custom'],
  ['{MyNamespace}, "customcount1"'],
  ['{MyNamespace}, "Custom"'],
  ['{MyNamespace} count', 'custom'],
  ['{MyNamespace} Count', 'custom'],
  ['{MyNamespace} COUNT', 'custom'],
  ['{MyNamespace} couNT'],
  ['{MyNamespace} CustomCount', 'custom'],
  ['{MyNamespace} Count1', 'custom'],
  ['{MyNamespace} customcount'],
  ['{MyNamespace} count1'],
  ['network/errors', 'network', 'network2'],
  ['network+errors', 'network', 'network2'],
  ['Network_Errors', 'network', 'network2'],
  ['"Network-Errors-2"', 'network'],
  ['"Network_Errors_2"'],
  ['{"My Namespace", "Dimension@Name"}, "Custom:Name[Special_Characters"', 'network'],
  ['"Europe\\\\France Traffic\\(Network\\)"', 'brackets'],
  ['InstanceType=micro', 'cpu2'],
  ['InstanceType="t2.micro" Namespace="AWS/EC2"', 'cpu2'],
  ['{AWS/EC2,InstanceId} MetricName="CPUUtilization" NOT i-1234567890123456'],
  ['NOT Namespace=AWS', 'custom', 'network', 'network2', 'brackets'],
  [
    '{AWS/Lambda,FunctionName} MetricName="Errors" OR (MetricName="Invocations" AND (ProjectA OR ProjectB))',
    'errors',
    'invocations',
  ],
  ['(EC2 OR Lambda) MetricName=invocations', 'invocations', 'others'],
  ['(EC2 OR Lambda) MetricName=(invocations OR "nothing")', 'invocations', 'others'],
  ['{AWS/EC2,InstanceId} MetricName=("CPUUtilization" OR "Errors")', 'cpu'],
  ['{AWS/EC2,InstanceId} MetricName=(NOT "CPUUtilization") InstanceId=(nobody OR no)'],
];

for (const [text, ...found] of rows) {
  test(`SEARCH finds by ${text}`, () => {
    const expression = parseSearch(text);
    assert.deepEqual(
      Object.keys(known).filter((name) => matches(expression, known[name]!)),
      found,
    );
  });
}

for (const text of ['', '{}', '{A', '{A,}', '(a', 'a)', 'a AND', 'NOT', 'A=', '"a', 'x'.repeat(1025)]) {
  test(`SEARCH is not looked for by '${text.slice(0, 20)}'`, () => {
    assert.throws(() => parseSearch(text), ExpressionError);
  });
}
