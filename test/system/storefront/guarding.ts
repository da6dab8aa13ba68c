import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { ZipFile } from 'yazl';
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { dimensionOf, type Balancing } from './balancing.ts';
import type { Clients } from '../../../examples/storefront/deliver/clients.ts';
import { names, roleOf } from '../../../examples/storefront/deliver/names.ts';

/**
 * The alarm: the worse of the two target groups' 5xx rates is above 5 % in two minutes out of two.
 * A rate over the whole load balancer would not do: with a tenth of the traffic on a version that fails a third of it,
 * the whole fails 3.3 %.
 */
export async function createAlarm({ cloudwatch }: Clients, balancing: Balancing): Promise<void> {
  const rates = balancing.targetGroupArns.flatMap((arn, index) => rateOf(balancing, arn, 'ab'[index]!));
  await cloudwatch.putMetricAlarm({
    AlarmName: names.alarm,
    AlarmDescription: 'The worse target group answers more than 5 % of its requests with a 5xx.',
    Metrics: [
      ...rates,
      { Id: 'worse', Expression: 'MAX([rateA, rateB])', Label: 'worse 5xx rate', ReturnData: true },
    ],
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 5,
    EvaluationPeriods: 2,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
  });
}

/** 5xx answers per hundred requests of one target group. CloudWatch has no point where nothing was counted, so gaps are zeros. */
function rateOf({ loadBalancerArn }: Balancing, targetGroupArn: string, letter: string): MetricDataQuery[] {
  const Dimensions = [
    { Name: 'TargetGroup', Value: dimensionOf(targetGroupArn) },
    { Name: 'LoadBalancer', Value: dimensionOf(loadBalancerArn) },
  ];
  const sum = (Id: string, MetricName: string): MetricDataQuery => ({
    Id,
    MetricStat: {
      Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions },
      Period: 60,
      Stat: 'Sum',
    },
    ReturnData: false,
  });
  const errors = `errors${letter.toUpperCase()}`;
  const requests = `requests${letter.toUpperCase()}`;
  return [
    sum(errors, 'HTTPCode_Target_5XX_Count'),
    sum(requests, 'RequestCount'),
    {
      Id: `rate${letter.toUpperCase()}`,
      Expression: `IF(FILL(${requests}, 0) > 0, 100 * FILL(${errors}, 0) / ${requests}, 0)`,
      ReturnData: false,
    },
  ];
}

/** The hook: a Lambda function that calls the new tasks through the test listener, and reports what it found. */
export async function createSmokeTest({ lambda }: Clients, account: string, testUrl: string): Promise<void> {
  const source = readFileSync(new URL('../../../examples/storefront/smoke-test/index.mjs', import.meta.url));
  await lambda.createFunction({
    FunctionName: names.smokeTest,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleOf(account, 'hook'),
    Code: { ZipFile: await zipped('index.mjs', source) },
    Timeout: 30,
    Environment: { Variables: { TEST_URL: testUrl } },
  });
}

function zipped(name: string, bytes: Buffer): Promise<Uint8Array> {
  const zip = new ZipFile();
  zip.addBuffer(bytes, name, { mtime: new Date(315_532_800_000) });
  zip.end();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
    zip.outputStream.on('end', () => resolve(Buffer.concat(chunks)));
    zip.outputStream.on('error', reject);
  });
}
