import { isObject, objectsOf, type Finding } from '../declared.ts';
import type { Guard } from '../guard.ts';
import type { Rule } from '../rule.ts';

export const rollbackAttached: Rule = {
  id: 'rollback-attached',
  sentence: 'Alarms are attached to a release where AWS reads them, and take it back when they go off.',
  url: 'https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AlarmConfiguration.html',
  *check({ guards }) {
    for (const guard of guards) {
      const strayed = strayedAlarms(guard);
      if (strayed) yield strayed;
      else if (guard.alarms.length === 0) yield* withoutAlarms(guard);
      else if (!guard.alarmsEnabled)
        yield {
          level: 'error',
          place: guard.declared.place(guard.alarmsPath),
          about: guard.about,
          message:
            'The alarms are named, and their configuration is not enabled: none of them stops a release.',
          fix: guard.kind === 'service' ? 'Set Enable to true.' : 'Set alarmConfiguration.enabled to true.',
        };
      else if (!guard.rollsBack) yield onlyStopped(guard);
    }
  },
};

/** The API and CloudFormation know no alarms inside of the rollback configuration. */
function strayedAlarms({ declared, about }: Guard): Finding | undefined {
  const rollback = declared.properties['AutoRollbackConfiguration'];
  if (!isObject(rollback)) return undefined;
  const key = ['Alarms', 'AlarmConfiguration'].find((each) => rollback[each] !== undefined);
  if (!key) return undefined;
  const names = objectsOf(rollback[key]).map(({ Name }) => `{"name": "${String(Name)}"}`);
  return {
    level: 'error',
    place: declared.place(['AutoRollbackConfiguration', key]),
    about,
    message:
      'autoRollbackConfiguration has no alarms: it takes enabled and events. The AWS CLI refuses this, an ' +
      'older client ' +
      'leaves it out, and then no alarm is attached: DEPLOYMENT_STOP_ON_ALARM never comes.',
    fix:
      'Move them beside it: "alarmConfiguration": {"enabled": true, "ignorePollAlarmFailure": false, "alarms": ' +
      `[${names.join(', ')}]}.`,
  };
}

function* withoutAlarms(guard: Guard): Generator<Finding> {
  const common = { place: guard.declared.place(guard.alarmsPath), about: guard.about };
  if (guard.rollsBack && guard.kind === 'deployment group')
    yield {
      ...common,
      level: 'error',
      message: 'It is to roll back on DEPLOYMENT_STOP_ON_ALARM, and has no alarms: nothing ever stops it.',
      fix: 'Name the alarms in alarmConfiguration.alarms (ten at most), with enabled true.',
    };
  else if (guard.alarmsEnabled)
    yield {
      ...common,
      level: 'error',
      message: 'Its alarms are enabled, and there are none.',
      fix: 'Name the alarms that are to take a release back.',
    };
  else
    yield {
      ...common,
      level: 'warning',
      message: guard.rollsBackFailures
        ? 'No alarm guards it: a release that starts, passes its health checks and fails its customers stays.'
        : 'Nothing takes a bad release back: it has neither alarms nor a rollback of what fails.',
      fix: 'Attach an alarm on what customers see (5xx rate, latency), and roll back on it.',
    };
}

function onlyStopped(guard: Guard): Finding {
  const { declared, about } = guard;
  const group = guard.kind === 'deployment group';
  return {
    level: 'error',
    place: declared.place(group ? ['AutoRollbackConfiguration'] : guard.alarmsPath),
    about,
    message: group
      ? 'Its alarms stop a deployment and leave it as it is: autoRollbackConfiguration is not enabled for ' +
        'DEPLOYMENT_STOP_ON_ALARM, so that customers stay where they were sent.'
      : 'Its alarms fail a deployment and do not take it back: Rollback is not true.',
    fix: group
      ? 'Set "autoRollbackConfiguration": {"enabled": true, "events": ["DEPLOYMENT_FAILURE", ' +
        '"DEPLOYMENT_STOP_ON_ALARM"]}.'
      : 'Set Rollback to true.',
  };
}
