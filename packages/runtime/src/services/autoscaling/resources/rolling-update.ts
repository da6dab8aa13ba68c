import { call, wait, type Work } from '../../../dispatch/resource.ts';

/** AWS: user guide, "UpdatePolicy attribute", AutoScalingRollingUpdate. */
export interface Rolling {
  readonly MaxBatchSize?: number | string;
  readonly MinInstancesInService?: number | string;
}

interface Member {
  readonly InstanceId: string;
  readonly LifecycleState: string;
}

const timeoutMs = 60 * 60 * 1000;

/** Instances that were launched as was wanted before give way to others, so many at a time. */
export function* replaced(
  name: string,
  { MaxBatchSize = 1, MinInstancesInService = 0 }: Rolling,
): Work<void> {
  const named = { AutoScalingGroupNames: [name] };
  const { AutoScalingGroups } = yield* call('autoscaling', 'DescribeAutoScalingGroups', named);
  const old = (AutoScalingGroups[0].Instances as readonly Member[]).map(({ InstanceId }) => InstanceId);
  const atOnce = Math.max(1, Math.min(Number(MaxBatchSize), old.length - Number(MinInstancesInService)));
  for (let begun = 0; begun < old.length; begun += atOnce) {
    const batch = old.slice(begun, begun + atOnce);
    for (const InstanceId of batch)
      yield* call('autoscaling', 'TerminateInstanceInAutoScalingGroup', {
        InstanceId,
        ShouldDecrementDesiredCapacity: false,
      });
    const gone = batch.map((id) => `InstanceId!='${id}'`).join(' && ');
    const until =
      `length(AutoScalingGroups[0].Instances[?LifecycleState=='InService' && ${gone}] || \`[]\`) >= ` +
      'AutoScalingGroups[0].DesiredCapacity';
    yield* wait('autoscaling', 'DescribeAutoScalingGroups', named, { until, timeoutMs });
  }
}
