import { lint, type Source } from '../index.ts';

/** What rules say of one alarm, in YAML, beside other resources. */
export function said(source: string, name = 'template.yaml', more: Source[] = []): string[] {
  const { findings } = lint({ sources: [{ name, text: source }, ...more] });
  return findings
    .filter(({ rule }) => rule.id !== 'actions-heard')
    .map(({ rule, level }) => `${level} ${rule.id}`);
}

export const balancer = '{ Name: LoadBalancer, Value: app/shop/0123456789abcdef }';
export const alarm = (properties: Record<string, unknown>, rest = '') => {
  const all = {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'HTTPCode_Target_5XX_Count',
    Dimensions: `[${balancer}]`,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    ...properties,
  };
  const lines = Object.entries(all).filter(([, value]) => value !== undefined);
  return `Resources:\n  Rate:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n${lines
    .map(([key, value]) => `      ${key}: ${String(value)}\n`)
    .join('')}${rest}`;
};
