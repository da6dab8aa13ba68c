import { alarmOf } from '../alarm.ts';
import { partlySeconds } from '../deployment-configs.ts';
import type { Rule } from '../rule.ts';

export const alarmFitsShift: Rule = {
  id: 'alarm-fits-shift',
  sentence: 'An alarm can go off while only a part of the customers is on the new version.',
  url: 'https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html',
  *check(known) {
    for (const guard of known.guards) {
      const partly = partlySeconds(guard, known);
      if (partly === undefined) continue;
      for (const name of guard.alarms) {
        const declared = known.meant(name, guard.declared.scope, 'AWS::CloudWatch::Alarm');
        const alarm = declared && alarmOf(declared);
        if (!alarm?.periodSeconds) continue;
        const needs = alarm.periodSeconds * alarm.datapointsToAlarm;
        if (needs < partly) continue;
        yield {
          level: 'error',
          place: alarm.declared.place(['EvaluationPeriods']),
          about: alarm.about,
          message:
            `It needs ${alarm.datapointsToAlarm} × ${alarm.periodSeconds} s = ${minutes(needs)} of bad ` +
            'data, and the ' +
            `${guard.about} sends everybody to the new version after ${minutes(partly)}: the part is over ` +
            'before it can go off.',
          fix:
            `Shorten period × datapoints to well below ${minutes(partly)} (two minutes out of two is ` +
            'usual), or shift more slowly.',
        };
      }
    }
  },
};

const minutes = (seconds: number) => (seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`);
