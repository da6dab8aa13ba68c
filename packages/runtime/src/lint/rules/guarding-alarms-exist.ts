import { alarmTypes } from '../alarm.ts';
import { isKnown, referenceOf } from '../declared.ts';
import type { Rule } from '../rule.ts';

export const guardingAlarmsExist: Rule = {
  id: 'guarding-alarms-exist',
  sentence: 'The alarms that guard a release exist.',
  url: 'https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-stop-deployments-alarms.html',
  *check(known) {
    for (const { declared, about, alarms, alarmsPath } of known.guards)
      for (const alarm of alarms) {
        if (known.meant(alarm, declared.scope, ...alarmTypes)) continue;
        const reference = referenceOf(alarm);
        // What a reference means is not here: a parameter, an import. CloudFormation refuses what nothing has.
        if (reference || !isKnown(alarm)) continue;
        const certain = known.seen !== undefined && declared.from === 'live';
        yield {
          level: certain ? 'error' : 'warning',
          place: declared.place(alarmsPath),
          about,
          message: certain
            ? `There is no alarm ${alarm}: a deployment cannot ask for its state, and fails or goes on unguarded.`
            : `The alarm ${alarm} is in none of the files that were read.`,
          fix: certain
            ? `Create ${alarm}, or take it off.`
            : `Give the file that makes ${alarm} too, or look where it runs: --live URL.`,
        };
      }
  },
};
