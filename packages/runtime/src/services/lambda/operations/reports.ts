import type { FunctionInvoked } from '../../../base/effects/function.ts';
import { derivedUuid } from '../../../base/ids.ts';
import { flowId, type WaitingCall } from '../../../dispatch/service.ts';
import { reportFlow, type Measurement, type Report } from '../flow/report.ts';
import type { Reference } from '../references.ts';
import type { Version } from '../records.ts';
import type { Environment } from './environments.ts';

interface Told {
  readonly version: Version;
  readonly reference: Reference;
  readonly environment: Environment;
  readonly invoked: FunctionInvoked;
  readonly requestId: string;
  readonly attempt: number;
}

/** Has CloudWatch told, once, what an invocation printed and how it went; however often it is asked to. */
export function report(call: WaitingCall, told: Told): void {
  const { version, environment, invoked, requestId, attempt } = told;
  call.transaction(({ flows }) => {
    const id = flowId(reportFlow.kind, call, attempt === 1 ? requestId : `${requestId}-${attempt}`);
    if (flows.state(id)) return;
    const state: Report = {
      account: call.account,
      region: call.region,
      role: version.role,
      logGroupName: environment.logGroup,
      logStreamName: environment.logStream,
      invokedAt: call.now,
      durationMs: invoked.durationMs,
      lines: invoked.log.split('\n').filter((line) => line !== ''),
      measurements: measurements(told),
      underWay: [],
      flow: id,
    };
    flows.start(reportFlow.kind, id, state);
  });
}

/** AWS: "Viewing CloudWatch metrics for Lambda": one value of each for every invocation. */
function measurements({ version, reference, invoked }: Told): Measurement[] {
  const failed = invoked.functionError === undefined ? 0 : 1;
  return dimensionSets(version, reference).flatMap((Dimensions) => [
    { MetricName: 'Invocations', Value: 1, Unit: 'Count', Dimensions },
    { MetricName: 'Errors', Value: failed, Unit: 'Count', Dimensions },
    { MetricName: 'Throttles', Value: 0, Unit: 'Count', Dimensions },
    { MetricName: 'ConcurrentExecutions', Value: invoked.concurrent, Unit: 'Count', Dimensions },
    { MetricName: 'Duration', Value: invoked.durationMs, Unit: 'Milliseconds', Dimensions },
  ]);
}

/** Has CloudWatch told of an invocation that was turned away: it is no invocation, and leaves no log. */
export function reportThrottle(call: WaitingCall, reference: Reference, version: Version): void {
  call.transaction(({ flows, ids }) => {
    // An inside call made again after a crash has been turned away once all the same.
    const own = call.effectId === undefined ? ids.uuid() : derivedUuid('lambda.throttle', call.effectId);
    const id = flowId(reportFlow.kind, call, own);
    if (flows.state(id)) return;
    const throttle = { MetricName: 'Throttles', Value: 1, Unit: 'Count' };
    const state: Report = {
      account: call.account,
      region: call.region,
      role: version.role,
      logGroupName: '',
      logStreamName: '',
      lines: [],
      invokedAt: call.now,
      measurements: dimensionSets(version, reference).map((Dimensions) => ({ ...throttle, Dimensions })),
      underWay: [],
      flow: id,
    };
    flows.start(reportFlow.kind, id, state);
  });
}

function dimensionSets(version: Version, { name, qualifier }: Reference): Measurement['Dimensions'][] {
  const own = { Name: 'FunctionName', Value: name };
  if (qualifier === undefined) return [[], [own]];
  const resource = { Name: 'Resource', Value: `${name}:${qualifier}` };
  if (qualifier === version.version) return [[], [own], [own, resource]];
  return [[], [own], [own, resource], [own, resource, { Name: 'ExecutedVersion', Value: version.version }]];
}
