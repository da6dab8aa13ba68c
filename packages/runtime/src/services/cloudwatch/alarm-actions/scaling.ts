import { servicePrincipal } from '../../../base/service-principal.ts';
import { alarmArn } from '../records.ts';
import type { Change } from '../alarm/message.ts';
import type { AlarmAction } from './index.ts';

/** A policy of EC2 Auto Scaling, or of Application Auto Scaling, whose ARNs may say who made them. */
const policy = new RegExp(
  '^arn:aws:autoscaling:[^:]+:\\d{12}:scalingPolicy:[\\w-]+:(autoScalingGroupName|resource)/.+' +
    ':policyName/[^:]+(:createdBy/[\\w-]+)?$',
);

/** AWS: for as long as an alarm stays in a state, its policies are told again every minute. */
export const scalingAction: AlarmAction = {
  matches: (arn) => policy.test(arn),
  repeats: true,
  metricsOnly: true,
  message: (change) => JSON.stringify(told(change)),
  effect: (arn, change) => ({
    type: 'aws.call',
    service: arn.includes(':resource/') ? 'application-autoscaling' : 'autoscaling',
    operation: 'ActOnAlarm',
    input: { policyArn: arn, ...told(change) },
    as: servicePrincipal('cloudwatch'),
    scope: change.scope,
  }),
};

/** What a policy has to know: how far the metric is beyond the threshold. */
function told({ alarm, scope, to }: Change): object {
  const value = newestIn(to.reasonData);
  return {
    alarm: alarm.name,
    alarmArn: alarmArn(scope, alarm.name),
    state: to.value,
    ...('threshold' in alarm && alarm.threshold !== undefined && { threshold: alarm.threshold }),
    ...(value !== undefined && { value }),
  };
}

/** Undefined where the alarm was set by hand, or nothing was there to judge. */
function newestIn(reasonData: string | undefined): number | undefined {
  try {
    const points: unknown = JSON.parse(reasonData ?? '{}').recentDatapoints;
    const newest: unknown = Array.isArray(points) ? points.at(-1) : undefined;
    return typeof newest === 'number' ? newest : undefined;
  } catch {
    return undefined; // Whoever set the alarm said something else.
  }
}
