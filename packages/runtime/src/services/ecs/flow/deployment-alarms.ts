import type { Effect } from '../../../base/effects/effect.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { DeploymentState, Watching } from './deployment-state.ts';

/** The alarms of a deployment, or undefined where none are to be looked at. */
export function alarmNames({
  configuration,
}: Pick<DeploymentState, 'configuration'>): readonly string[] | undefined {
  const { alarms } = configuration;
  return alarms?.enable && alarms.alarmNames?.length ? alarms.alarmNames : undefined;
}

const asked = ({ scope }: DeploymentState, names: readonly string[]) => ({
  service: 'cloudwatch',
  operation: 'DescribeAlarms',
  input: { AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  as: servicePrincipal('ecs'),
  scope,
});

export const checkAlarms = (state: DeploymentState, names: readonly string[]): Effect => ({
  type: 'aws.call',
  ...asked(state, names),
});

export const watchAlarms = (state: DeploymentState, names: readonly string[]): Effect => ({
  type: 'aws.wait',
  ...asked(state, names),
  until: "[MetricAlarms, CompositeAlarms][] | [?StateValue=='ALARM']",
});

interface Described {
  readonly AlarmName: string;
  readonly StateValue: string;
  readonly Period?: number;
  readonly EvaluationPeriods?: number;
}

const alarmsIn = (output: any): Described[] => [
  ...(output.MetricAlarms ?? []),
  ...(output.CompositeAlarms ?? []),
];

export const ringing = (output: any): string[] =>
  alarmsIn(output)
    .filter(({ StateValue }) => StateValue === 'ALARM')
    .map(({ AlarmName }) => AlarmName);

/**
 * What is watched: alarms that are not on when the deployment begins.
 */
// AWS: developer guide, "How CloudWatch alarms detect Amazon ECS deployment failures": one in ALARM at the start is
// ignored for the whole deployment; the bake time follows from the alarms' periods.
export function watchingOf(
  names: readonly string[],
  output: any,
): Watching & { readonly watched: readonly string[] } {
  const on = ringing(output);
  const windows = alarmsIn(output).map(
    ({ Period = 60, EvaluationPeriods = 1 }) => Period * EvaluationPeriods,
  );
  return {
    names,
    watched: names.filter((name) => !on.includes(name)),
    status: 'MONITORING',
    triggered: [],
    windowMs: Math.max(0, ...windows) * 1000,
  };
}
