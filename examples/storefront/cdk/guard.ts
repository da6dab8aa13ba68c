import { fileURLToPath } from 'node:url';
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { names } from '../deliver/names.ts';
import type { StorefrontService } from './service.ts';

/**
 * The alarm: the worse of the two target groups' 5xx rates is above 5 % in two minutes out of two.
 * A rate over the whole load balancer would not do: with a tenth of the traffic on a version that fails a third of it,
 * the whole fails 3.3 %.
 */
export function worseRateAlarm(scope: Construct, storefront: StorefrontService): cloudwatch.Alarm {
  const [a, b] = storefront.targetGroups;
  const worse = new cloudwatch.MathExpression({
    expression: 'MAX([rateA, rateB])',
    label: 'worse 5xx rate',
    usingMetrics: { rateA: rateOf(storefront, a, 'A'), rateB: rateOf(storefront, b, 'B') },
    period: Duration.minutes(1),
  });
  return worse.createAlarm(scope, 'WorseRate', {
    alarmName: names.alarm,
    alarmDescription: 'The worse target group answers more than 5 % of its requests with a 5xx.',
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 5,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

/** 5xx answers per hundred requests of one target group. CloudWatch has no point where nothing was counted, so gaps are zeros. */
function rateOf(
  { balancer }: StorefrontService,
  group: elb.ApplicationTargetGroup,
  letter: string,
): cloudwatch.MathExpression {
  const sum = (metricName: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/ApplicationELB',
      metricName,
      dimensionsMap: {
        TargetGroup: group.targetGroupFullName,
        LoadBalancer: balancer.loadBalancerFullName,
      },
      statistic: 'Sum',
      period: Duration.minutes(1),
    });
  const [errors, requests] = [`errors${letter}`, `requests${letter}`];
  return new cloudwatch.MathExpression({
    expression: `IF(FILL(${requests}, 0) > 0, 100 * FILL(${errors}, 0) / ${requests}, 0)`,
    usingMetrics: { [errors]: sum('HTTPCode_Target_5XX_Count'), [requests]: sum('RequestCount') },
    period: Duration.minutes(1),
  });
}

/** The hook: a Lambda function that calls the new tasks through the test listener, and reports what it found. */
export function smokeTest(scope: Construct, { balancer }: StorefrontService): lambda.Function {
  const hook = new lambda.Function(scope, 'SmokeTest', {
    functionName: names.smokeTest,
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(fileURLToPath(new URL('../smoke-test', import.meta.url))),
    timeout: Duration.seconds(30),
    environment: { TEST_URL: `http://${balancer.loadBalancerDnsName}:${names.testPort}` },
  });
  hook.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['codedeploy:PutLifecycleEventHookExecutionStatus'],
      resources: ['*'],
    }),
  );
  return hook;
}
