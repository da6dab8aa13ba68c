import { alarmArn } from '../records.ts';
import type { Change } from '../alarm/message.ts';
import type { AlarmAction } from './index.ts';

// AWS: Systems Manager user guide, "Configure CloudWatch alarms to create OpsItems": severity, category where given.
const target =
  /^arn:aws:ssm:[^:]+:\d{12}:opsitem:([1-4])(?:#CATEGORY=(Availability|Cost|Performance|Recovery|Security))?$/;

/** Who CloudWatch is to Systems Manager. AWS: the service-linked role AWSServiceRoleForCloudWatchAlarms_ActionSSM. */
const principal = 'ssm.alarms.cloudwatch.amazonaws.com';

/** An alarm that goes off is an item for the operators; one that does so again while that is open is no other. */
export const opsItemAction: AlarmAction = {
  matches: (arn) => target.test(arn),
  once: true,
  message: (change) => JSON.stringify(itemOf(change)),
  effect: (arn, change) => {
    const [, Severity, Category] = target.exec(arn)!;
    return {
      type: 'aws.call',
      service: 'ssm',
      operation: 'CreateOpsItem',
      input: { ...itemOf(change), Severity, ...(Category !== undefined && { Category }) },
      as: principal,
      scope: change.scope,
    };
  },
};

// AWS: unverified: the words of title and description; that the alarm's name is what duplicates are known by.
function itemOf({ alarm, scope, to }: Change): object {
  const searchable = (value: unknown) => ({ Value: JSON.stringify(value), Type: 'SearchableString' });
  return {
    Title: `CloudWatch alarm - '${alarm.name}' is in ${to.value} state`,
    Description: `CloudWatch alarm '${alarm.name}' is in ${to.value} state. ${to.reason}`.slice(0, 2048),
    Source: 'CloudWatch',
    OperationalData: {
      '/aws/dedup': searchable({ dedupString: `CloudWatch alarm - ${alarm.name}` }),
      '/aws/resources': searchable([{ arn: alarmArn(scope, alarm.name) }]),
    },
  };
}
