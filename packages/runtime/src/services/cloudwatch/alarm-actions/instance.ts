import { servicePrincipal } from '../../../base/service-principal.ts';
import { validationError } from '../errors.ts';
import type { Change } from '../alarm/message.ts';
import type { Query } from '../records.ts';
import type { AlarmAction } from './index.ts';

// AWS: API_PutMetricAlarm, AlarmActions: both forms. Instances are not recovered: none has a status check that fails.
const target = new RegExp(
  '^arn:aws:(?:automate:[^:]+:ec2:(stop|terminate|reboot)' +
    '|swf:[^:]+:\\d{12}:action/actions/AWS_EC2\\.InstanceId\\.(Stop|Terminate|Reboot)/1\\.0)$',
);

const operations: Readonly<Record<string, string>> = {
  stop: 'StopInstances',
  terminate: 'TerminateInstances',
  reboot: 'RebootInstances',
};

const operationOf = (arn: string): string => {
  const [, short, long] = target.exec(arn)!;
  return operations[short ?? long!.toLowerCase()]!;
};

/** Something is done to the server that an alarm looks at. */
export const instanceAction: AlarmAction = {
  matches: (arn) => target.test(arn),
  metricsOnly: true,
  assertFits(queries) {
    // AWS: in public reports.
    if (instancesOf(queries).length !== 1)
      validationError(
        'Invalid use of EC2 action. An EC2 action can only be used if the alarm is monitoring an EC2 instance.',
      );
  },
  message: (change) => JSON.stringify(told(change)),
  effect: (arn, change) => ({
    type: 'aws.call',
    service: 'ec2',
    operation: operationOf(arn),
    input: told(change),
    // AWS: the service-linked role AWSServiceRoleForCloudWatchEvents.
    as: servicePrincipal('events'),
    scope: change.scope,
  }),
};

const told = ({ alarm }: Change): object => ({
  InstanceIds: 'queries' in alarm ? instancesOf(alarm.queries) : [],
});

function instancesOf(queries: readonly Query[]): string[] {
  const named = queries.flatMap(({ metric }) =>
    (metric?.dimensions ?? []).filter(({ name }) => name === 'InstanceId').map(({ value }) => value),
  );
  return [...new Set(named)];
}
