import { AwsError } from '../../../base/aws-error.ts';
import type { FunctionInvoked } from '../../../base/effects/function.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import type { Reference } from '../references.ts';
import type { Version } from '../records.ts';
import type { Environment } from './environments.ts';

interface Report {
  readonly version: Version;
  readonly reference: Reference;
  readonly environment: Environment;
  readonly invoked: FunctionInvoked;
}

/** Tells CloudWatch what an invocation printed and how it went. */
export async function report(call: WaitingCall, report: Report): Promise<void> {
  await putLog(call, report);
  await insideCall(call, 'cloudwatch', 'PutMetricData', {
    Namespace: 'AWS/Lambda',
    MetricData: measurements(call, report),
  });
}

async function putLog(call: WaitingCall, { version, environment, invoked }: Report): Promise<void> {
  const { logGroup: logGroupName, logStream: logStreamName } = environment;
  const timestamp = call.transaction(({ now }) => now);
  const lines = invoked.log.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return;
  const put = () =>
    insideCall(
      call,
      'logs',
      'PutLogEvents',
      { logGroupName, logStreamName, logEvents: lines.map((message) => ({ timestamp, message })) },
      version.role,
    );
  if (await absent('ResourceNotFoundException', put)) {
    const here = { logGroupName, logStreamName };
    const exists = 'ResourceAlreadyExistsException';
    await absent(exists, () => insideCall(call, 'logs', 'CreateLogGroup', { logGroupName }, version.role));
    await absent(exists, () => insideCall(call, 'logs', 'CreateLogStream', here, version.role));
    await put();
  }
}

/** Whether AWS refused for this one reason. A role that may not write logs loses them, as on AWS. */
async function absent(reason: string, attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return error.name === reason;
  }
}

/** AWS: "Viewing CloudWatch metrics for Lambda": one value of each for every invocation. */
function measurements(call: WaitingCall, { version, reference, invoked }: Report) {
  const timestamp = new Date(call.now).toISOString();
  const failed = invoked.functionError === undefined ? 0 : 1;
  return dimensionSets(version, reference).flatMap((Dimensions) => [
    { MetricName: 'Invocations', Value: 1, Unit: 'Count', Dimensions, Timestamp: timestamp },
    { MetricName: 'Errors', Value: failed, Unit: 'Count', Dimensions, Timestamp: timestamp },
    { MetricName: 'Throttles', Value: 0, Unit: 'Count', Dimensions, Timestamp: timestamp },
    {
      MetricName: 'Duration',
      Value: invoked.durationMs,
      Unit: 'Milliseconds',
      Dimensions,
      Timestamp: timestamp,
    },
  ]);
}

function dimensionSets(version: Version, { name, qualifier }: Reference) {
  const own = { Name: 'FunctionName', Value: name };
  if (qualifier === undefined) return [[], [own]];
  const resource = { Name: 'Resource', Value: `${name}:${qualifier}` };
  if (qualifier === version.version) return [[], [own], [own, resource]];
  return [[], [own], [own, resource], [own, resource, { Name: 'ExecutedVersion', Value: version.version }]];
}

function insideCall(
  call: WaitingCall,
  service: string,
  operation: string,
  input: object,
  as = servicePrincipal('lambda'),
): Promise<unknown> {
  const scope = { account: call.account, region: call.region };
  return call.perform({ type: 'aws.call', service, operation, input, as, scope });
}
