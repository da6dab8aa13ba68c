import type {
  AlarmType,
  CompositeAlarm,
  DescribeAlarmsCommandInput,
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricOutput,
  DescribeAlarmsOutput,
  LogAlarm,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { assert } from '../../../base/assert.ts';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { invalidToken, validationError } from '../errors.ts';
import type { Alarm } from '../flow/alarm.ts';
import { dimensionsOf, metricOf } from '../metrics.ts';
import { describeQuery } from '../queries.ts';
import {
  alarmArn,
  alarmFlowKind,
  alarms,
  compositeAlarms,
  seriesOf,
  watchers,
  type AlarmConfiguration,
} from '../records.ts';
import { ruleOf } from '../rule/parse.ts';
import { isExtendedStatistic } from '../statistics.ts';
import { alarmsIn } from '../rule/rule.ts';
import { describeComposite } from './composite-alarms.ts';
import { parentsOf } from './dependents.ts';
import { declaredAlarm, kinds } from './kinds.ts';
import { describeLogAlarm } from './log-alarms.ts';

const recordsMax = 50;

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
export const describeAlarms: Handler<DescribeAlarmsCommandInput, DescribeAlarmsOutput> = (input, call) => {
  if (input.AlarmNames && input.AlarmNamePrefix !== undefined)
    validationError('AlarmNames and AlarmNamePrefix cannot be used together.');
  const related = relatedTo(call, input);
  const page = pageOf(related ?? wanted(call, input), ({ AlarmName }) => AlarmName!, {
    token: input.NextToken,
    limit: input.MaxRecords ?? recordsMax,
    invalid: invalidToken,
  });
  return {
    MetricAlarms: page.items.filter((alarm): alarm is MetricAlarm => typeOf(alarm) === 'MetricAlarm'),
    CompositeAlarms: page.items.filter((alarm): alarm is CompositeAlarm => 'AlarmRule' in alarm),
    // AWS: a member that older clients do not know; unverified that it is left out where nobody asks for it.
    ...(input.AlarmTypes?.includes('LogAlarm') && {
      LogAlarms: page.items.filter((alarm): alarm is LogAlarm => typeOf(alarm) === 'LogAlarm'),
    }),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

type Described = MetricAlarm | CompositeAlarm | LogAlarm;

function typeOf(alarm: Described): AlarmType {
  if ('AlarmRule' in alarm) return 'CompositeAlarm';
  return 'ScheduledQueryConfiguration' in alarm ? 'LogAlarm' : 'MetricAlarm';
}

/** The alarms of a composite alarm's rule, or those whose rule names an alarm; undefined where neither is asked for. */
// AWS: API_DescribeAlarms: of children name, ARN, state and time alone; of parents name and ARN.
function relatedTo(call: Call, input: DescribeAlarmsCommandInput): Described[] | undefined {
  const { ChildrenOfAlarmName: parent, ParentsOfAlarmName: child } = input;
  if (parent === undefined && child === undefined) return undefined;
  if (parent !== undefined && child !== undefined)
    validationError('ChildrenOfAlarmName and ParentsOfAlarmName cannot be used together.');
  if (child !== undefined)
    return parentsOf(call, child).map((AlarmName) => ({
      AlarmName,
      AlarmArn: alarmArn(call, AlarmName),
      AlarmRule: compositeAlarms.get(call.tx, call, AlarmName)!.rule,
    }));
  const configuration = compositeAlarms.get(call.tx, call, parent!);
  if (!configuration) return [];
  return alarmsIn(ruleOf(configuration.rule)).flatMap((name) => {
    const alarm = describedNamed(call, name);
    if (!alarm) return [];
    const { AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp } = alarm;
    const told = { AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp };
    return [('AlarmRule' in alarm ? { ...told, AlarmRule: alarm.AlarmRule } : told) as Described];
  });
}

function wanted(call: Call, input: DescribeAlarmsCommandInput): Described[] {
  // AWS: metric alarms alone are answered, unless other types are asked for.
  const { StateValue, ActionPrefix, AlarmTypes: types = ['MetricAlarm'] } = input;
  return found(call, input)
    .filter((alarm) => types.includes(typeOf(alarm)))
    .filter((alarm) => StateValue === undefined || alarm.StateValue === StateValue)
    .filter((alarm) => {
      const actions = [alarm.OKActions, alarm.AlarmActions, alarm.InsufficientDataActions].flat();
      return ActionPrefix === undefined || actions.some((action) => action?.startsWith(ActionPrefix));
    });
}

function found(call: Call, { AlarmNames, AlarmNamePrefix }: DescribeAlarmsCommandInput): Described[] {
  const prefix = AlarmNamePrefix ?? '';
  const all = () => kinds.flatMap(({ records }) => records.list(call.tx, call, { prefix }));
  const names = AlarmNames ? [...new Set(AlarmNames)] : all().map(({ name }) => name);
  return names.sort().flatMap((name) => describedNamed(call, name) ?? []);
}

function describedNamed(call: Call, name: string): Described | undefined {
  const configuration = declaredAlarm(call, name)?.configuration;
  if (!configuration) return undefined;
  if ('rule' in configuration) return describeComposite(call, configuration);
  return 'query' in configuration ? describeLogAlarm(call, configuration) : describe(call, configuration);
}

export const describeAlarmsForMetric: Handler<
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricOutput
> = (input, call) => {
  const series = seriesOf(metricOf(input.Namespace!, input.MetricName!, input.Dimensions));
  const names = watchers.list(call.tx, call, { prefix: `${series}|` });
  const configurations = names.flatMap((name) => alarms.get(call.tx, call, name) ?? []);
  const matching = configurations.filter(({ queries }) =>
    queries.some(
      ({ metric, stat, periodSeconds, unit }) =>
        metric &&
        seriesOf(metric) === series &&
        matches(input.Statistic ?? input.ExtendedStatistic, stat) &&
        matches(input.Period, periodSeconds) &&
        matches(input.Unit, unit),
    ),
  );
  return { MetricAlarms: matching.map((configuration) => describe(call, configuration)) };
};

const matches = <T>(asked: T | undefined, actual: T | undefined): boolean =>
  asked === undefined || asked === actual;

function describe(call: Call, configuration: AlarmConfiguration): MetricAlarm {
  const alarm = call.flows.state<Alarm>(flowId(alarmFlowKind, call, configuration.name));
  assert(alarm, `alarm ${configuration.name} has a flow`);
  return {
    AlarmName: configuration.name,
    AlarmArn: alarmArn(call, configuration.name),
    ...(configuration.description !== undefined && { AlarmDescription: configuration.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(configuration.updatedAt),
    ActionsEnabled: configuration.actionsEnabled,
    OKActions: [...configuration.okActions],
    AlarmActions: [...configuration.alarmActions],
    InsufficientDataActions: [...configuration.insufficientDataActions],
    StateValue: alarm.value,
    StateReason: alarm.reason,
    ...(alarm.reasonData !== undefined && { StateReasonData: alarm.reasonData }),
    StateUpdatedTimestamp: new Date(alarm.at),
    StateTransitionedTimestamp: new Date(alarm.transitionedAt),
    ...(alarm.isBroken && { EvaluationState: 'EVALUATION_ERROR' as const }),
    ...judgedBy(configuration),
    EvaluationPeriods: configuration.evaluationPeriods,
    ...(configuration.datapointsToAlarm !== undefined && {
      DatapointsToAlarm: configuration.datapointsToAlarm,
    }),
    ...(configuration.threshold !== undefined && { Threshold: configuration.threshold }),
    ...(configuration.thresholdMetricId !== undefined && {
      ThresholdMetricId: configuration.thresholdMetricId,
    }),
    ComparisonOperator: configuration.comparisonOperator as NonNullable<MetricAlarm['ComparisonOperator']>,
    ...(configuration.treatMissingData !== undefined && { TreatMissingData: configuration.treatMissingData }),
    ...(configuration.lowSamplePercentile !== undefined && {
      EvaluateLowSampleCountPercentile: configuration.lowSamplePercentile,
    }),
  };
}

function judgedBy({ math, queries, periodSeconds }: AlarmConfiguration): Partial<MetricAlarm> {
  if (math) return { Metrics: queries.map(describeQuery) };
  const { metric, stat, unit } = queries[0]!;
  const simple = !isExtendedStatistic(stat!);
  return {
    MetricName: metric!.metricName,
    Namespace: metric!.namespace,
    ...(simple ? { Statistic: stat as NonNullable<MetricAlarm['Statistic']> } : { ExtendedStatistic: stat! }),
    Dimensions: dimensionsOf(metric!),
    Period: periodSeconds,
    ...(unit !== undefined && { Unit: unit as NonNullable<MetricAlarm['Unit']> }),
  };
}
