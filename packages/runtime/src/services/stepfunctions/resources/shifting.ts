import { AwsError } from '../../../base/aws-error.ts';
import { call, tolerate, wait, type Work } from '../../../dispatch/resource.ts';

// AWS: CloudFormation template reference, AWS::StepFunctions::StateMachineAlias DeploymentPreference.
export interface DeploymentPreference {
  readonly StateMachineVersionArn: string;
  readonly Type: 'LINEAR' | 'ALL_AT_ONCE' | 'CANARY';
  /** How much is shifted at once. */
  readonly Percentage?: number;
  /** Minutes between that. */
  readonly Interval?: number;
  /** By name. What is not there is well. */
  readonly Alarms?: readonly string[];
}

/** AWS: unverified words. */
export function checkPreference({ Type, Percentage, Interval }: DeploymentPreference): void {
  if (Type === 'ALL_AT_ONCE') return;
  if (Percentage === undefined || Interval === undefined)
    throw new AwsError(
      'InvalidRequest',
      `A DeploymentPreference of the type ${Type} needs Percentage and Interval`,
    );
}

interface Alias {
  readonly routingConfiguration: readonly {
    readonly stateMachineVersionArn: string;
    readonly weight: number;
  }[];
}

/** Takes an alias to another version by and by, unless an alarm goes off meanwhile. The last step is the caller’s. */
export function* shifted(stateMachineAliasArn: string, preference: DeploymentPreference): Work<void> {
  checkPreference(preference);
  const { StateMachineVersionArn: to, Type, Percentage: step = 100, Interval: minutes = 0 } = preference;
  const { routingConfiguration: routes }: Alias = yield* call('states', 'DescribeStateMachineAlias', {
    stateMachineAliasArn,
  });
  const from = routes.toSorted((one, other) => other.weight - one.weight)[0]!.stateMachineVersionArn;
  if (from === to) return;
  // AWS: unverified that all at once heeds no alarm but one that is off already.
  if (Type === 'ALL_AT_ONCE') return yield* watched(preference, 0);
  const weights =
    Type === 'CANARY'
      ? [step]
      : Array.from({ length: Math.ceil(100 / step) - 1 }, (_, at) => (at + 1) * step);
  for (const weight of weights) {
    yield* call('states', 'UpdateStateMachineAlias', {
      stateMachineAliasArn,
      routingConfiguration: [
        { stateMachineVersionArn: to, weight },
        { stateMachineVersionArn: from, weight: 100 - weight },
      ],
    });
    yield* watched(preference, minutes * 60_000);
  }
}

/** Lets so much time pass, unless an alarm goes off. */
function* watched({ Alarms: AlarmNames = [] }: DeploymentPreference, timeoutMs: number): Work<void> {
  const asked = { AlarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] };
  const until =
    AlarmNames.length > 0
      ? "(MetricAlarms || `[]`)[?StateValue == 'ALARM'] || (CompositeAlarms || `[]`)[?StateValue == 'ALARM']"
      : '`false`';
  const waited = wait('cloudwatch', 'DescribeAlarms', asked, { until, timeoutMs });
  const seen: Alarms | undefined = yield* tolerate(['NotStabilized'], waited);
  if (!seen) return;
  const off = [...(seen.MetricAlarms ?? []), ...(seen.CompositeAlarms ?? [])].filter(
    ({ StateValue }) => StateValue === 'ALARM',
  );
  // AWS: unverified words.
  const names = off.map(({ AlarmName }) => AlarmName).join(', ');
  throw new AwsError(
    'GeneralServiceException',
    `The deployment was stopped, as alarms are in ALARM: ${names}`,
  );
}

interface Alarms {
  readonly MetricAlarms?: readonly Alarm[];
  readonly CompositeAlarms?: readonly Alarm[];
}
interface Alarm {
  readonly AlarmName: string;
  readonly StateValue: string;
}
