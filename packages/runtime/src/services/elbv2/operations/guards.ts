import type { Handler } from '../../../dispatch/service.ts';
import { listenerChanged } from '../changes.ts';
import { listenerOf, listeners, loadBalancerDimension, targetGroupDimension } from '../records.ts';

interface Start {
  readonly ListenerArns: readonly string[];
  /** Target groups: of the version before, and of the new one. ARNs. */
  readonly Baseline: string;
  readonly Candidate: string;
  readonly AlarmName: string;
}

/**
 * The house's own (`docs/decisions/0019`): from now on, while two versions share the requests of listeners, the new one
 * is compared with the old; the alarm goes off when it is surely worse. The alarm is made, and is OK.
 */
export const startGuard: Handler<Start, object> = (input, call) => {
  const { ListenerArns, Baseline: baseline, Candidate: candidate, AlarmName: alarm } = input;
  const found = ListenerArns.map((arn) => listenerOf(call.tx, call, arn));
  const [first] = found;
  if (!first) return {};
  call.forward('cloudwatch', 'PutMetricAlarm', {
    AlarmName: alarm,
    AlarmDescription: 'Goes off when the new version of a release is surely worse than the old one.',
    Namespace: 'Penstock/Guard',
    MetricName: 'Verdicts',
    Dimensions: [
      { Name: 'TargetGroup', Value: targetGroupDimension(candidate) },
      { Name: 'LoadBalancer', Value: loadBalancerDimension(first.loadBalancerArn) },
    ],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    // Nothing is ever measured of it: it is as it was set last.
    TreatMissingData: 'ignore',
  });
  const StateReason = 'The release begins.';
  call.forward('cloudwatch', 'SetAlarmState', { AlarmName: alarm, StateValue: 'OK', StateReason });
  for (const listener of found) {
    const guarded = { ...listener, guard: { baseline, candidate, alarm } };
    listeners.put(call.tx, call, listener.arn, guarded);
    listenerChanged(call, guarded);
  }
  return {};
};
