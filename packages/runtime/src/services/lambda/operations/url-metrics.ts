import type { Handler } from '../../../dispatch/service.ts';
import { referenceOf } from '../references.ts';

/** What was asked of a function's URL in one minute, and answered by one version, if by any. */
interface Asked {
  readonly functionArn: string;
  readonly at: number;
  readonly executedVersion?: string | undefined;
  readonly requests: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  readonly latencies: readonly number[];
}

/** AWS: PutMetricData, Values. */
const valuesMax = 150;

/** A sample of each request: 1 for those that are meant, 0 for the others. */
function counted(MetricName: string, requests: number, meant: number) {
  const samples = [
    [1, meant],
    [0, requests - meant],
  ].filter(([, count]) => count! > 0);
  const [Values, Counts] = [samples.map(([value]) => value!), samples.map(([, count]) => count!)];
  return { MetricName, Unit: 'Count', Values, Counts };
}

/** Inside only: has CloudWatch told of it. */
// AWS: developer guide, "CloudWatch metrics for function URLs". Unverified: that errors are told as 0 where there are
// none.
export const measureUrl: Handler<Asked, object> = (asked, call) => {
  const { name, qualifier = '$LATEST' } = referenceOf(asked.functionArn);
  const own = { Name: 'FunctionName', Value: name };
  const resource = { Name: 'Resource', Value: `${name}:${qualifier}` };
  const Timestamp = new Date(asked.at).toISOString();
  const latencies = Array.from({ length: Math.ceil(asked.latencies.length / valuesMax) }, (_, chunk) => ({
    MetricName: 'UrlRequestLatency',
    Unit: 'Milliseconds',
    Values: asked.latencies.slice(chunk * valuesMax, (chunk + 1) * valuesMax),
  }));
  const { requests, clientErrors, serverErrors } = asked;
  const measured = [
    counted('UrlRequestCount', requests, requests),
    counted('Url4xxCount', requests, clientErrors),
    counted('Url5xxCount', requests, serverErrors),
    ...latencies,
  ];
  const executed = asked.executedVersion && { Name: 'ExecutedVersion', Value: asked.executedVersion };
  const dimensionSets = [[own], [own, resource], ...(executed ? [[own, resource, executed]] : [])];
  const MetricData = measured.flatMap((datum) =>
    dimensionSets.map((Dimensions) => ({ ...datum, Dimensions, Timestamp })),
  );
  call.forward('cloudwatch', 'PutMetricData', { Namespace: 'AWS/Lambda', MetricData });
  return {};
};
