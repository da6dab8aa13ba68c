import { isKnown, listOf } from '../declared.ts';
import { alarmsOfPipeline } from '../pipeline-alarms.ts';
import type { Rule } from '../rule.ts';

export const actionsHeard: Rule = {
  id: 'actions-heard',
  sentence: 'An alarm that goes off tells somebody, or stops something.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html',
  *check(known) {
    const pipelines = known.of('AWS::CodePipeline::Pipeline');
    const guarding = [
      ...known.guards,
      ...pipelines.map((declared) => ({ declared, alarms: alarmsOfPipeline(declared) })),
    ];
    for (const alarm of known.alarms) {
      const { properties } = alarm.declared;
      const actions = listOf(properties['AlarmActions']);
      if (actions.length > 0 && !alarm.actionsEnabled)
        yield {
          level: 'warning',
          place: alarm.declared.place(['ActionsEnabled']),
          about: alarm.about,
          message: 'Its actions are switched off: nobody is told when it goes off.',
          fix: 'Set ActionsEnabled to true.',
        };
      const guards = guarding.some(({ alarms, declared }) =>
        alarms.some((each) => known.meant(each, declared.scope, 'AWS::CloudWatch::Alarm') === alarm.declared),
      );
      const rules = known
        .of('AWS::CloudWatch::CompositeAlarm')
        .map(({ properties: composite }) => composite['AlarmRule']);
      const name = isKnown(properties['AlarmName']) ? properties['AlarmName'] : alarm.declared.id;
      const combined = rules.some((rule) => typeof rule === 'string' && rule.includes(name));
      if (actions.length > 0 || guards || combined) continue;
      yield {
        level: 'note',
        place: alarm.declared.place(),
        about: alarm.about,
        message: 'It has no actions, and nothing that was read is guarded by it.',
        fix: 'Give it a topic (--alarm-actions), or name it in a deployment group’s alarmConfiguration.',
      };
    }
  },
};
