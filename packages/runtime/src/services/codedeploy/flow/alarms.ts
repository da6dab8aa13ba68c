import type { Effect } from '../../../base/effects/effect.ts';
import {
  isRollback,
  permissionMissing,
  roleCall,
  roleWait,
  type Deployment,
  type Failure,
  type Progress,
  type Refused,
} from './deployment-state.ts';

/** A rollback is not stopped by the alarms that asked for it. */
export function alarmsWatched(deployment: Deployment): boolean {
  const configuration = deployment.settings.alarmConfiguration;
  return !isRollback(deployment) && configuration?.enabled === true && namesOf(deployment).length > 0;
}

const namesOf = ({ settings }: Deployment): string[] =>
  (settings.alarmConfiguration?.alarms ?? []).flatMap(({ name }) => name ?? []);

const inputOf = (deployment: Deployment) => ({
  AlarmNames: namesOf(deployment),
  AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
});

/** A deployment does not begin while an alarm of its group is on. */
export function beginAlarmCheck(deployment: Deployment): Progress {
  if (!alarmsWatched(deployment)) return { deployment, done: true };
  const effect = roleCall(deployment, 'cloudwatch', 'DescribeAlarms', inputOf(deployment));
  return { deployment, effects: { 'alarm-check': effect } };
}

/** Waits for any of the alarms to go off. */
export const watchAlarms = (deployment: Deployment): Effect => watch(deployment, inputOf(deployment));

/** The same for one that the group does not name. */
export const watchAlarm = (deployment: Deployment, name: string): Effect =>
  watch(deployment, { AlarmNames: [name] });

function watch(deployment: Deployment, input: object): Effect {
  const until = "[MetricAlarms, CompositeAlarms][] | [?StateValue=='ALARM']";
  return roleWait(deployment, 'cloudwatch', 'DescribeAlarms', { input, until });
}

/** What the alarms, described, mean for the deployment. */
export function alarmFailure(output: any): Failure | undefined {
  const all = [...(output.MetricAlarms ?? []), ...(output.CompositeAlarms ?? [])];
  const active = all
    .filter(({ StateValue }) => StateValue === 'ALARM')
    .map(({ AlarmName }) => `<${AlarmName}>`);
  if (active.length === 0) return undefined;
  return {
    status: 'Stopped',
    code: 'ALARM_ACTIVE',
    // AWS: as GetDeployment answers it.
    message:
      'One or more alarms have been activated according to the Amazon CloudWatch metrics you ' +
      'selected, and the ' +
      `affected deployments have been stopped. Activated alarms: ${active.join(' ')}`,
    event: 'DEPLOYMENT_STOP_ON_ALARM',
  };
}

/**
 * AWS: ignorePollAlarmFailure, false: "The deployment stops if alarm status information can't be retrieved".
 */
export function alarmsUnknown(deployment: Deployment, { code, reason }: Refused): Failure | undefined {
  if (deployment.settings.alarmConfiguration?.ignorePollAlarmFailure) return undefined;
  const denied = code.startsWith('AccessDenied');
  return {
    status: 'Stopped',
    code: denied ? 'IAM_ROLE_PERMISSIONS' : 'INTERNAL_ERROR',
    message: denied ? permissionMissing(deployment, 'AmazonCloudWatch') : reason,
    event: 'DEPLOYMENT_STOP_ON_ALARM',
  };
}
