import type { AwsEvent } from '../../../base/event.ts';
import type { Scope } from '../../../base/scope.ts';
import { javaMoment } from '../moments.ts';
import { alarmArn, type AlarmConfiguration, type LogAlarmConfiguration } from '../records.ts';
import { compositeOf, metricsOf, scheduledOf } from './description.ts';
import type { Change, Standing } from './message.ts';

type Configuration = Change['alarm'];

/** An alarm that was made, put anew, or deleted. */
export interface ConfigurationChange {
  readonly operation: 'create' | 'update' | 'delete';
  readonly configuration: Configuration;
  /** What it was before, where it is put anew. */
  readonly previous?: Configuration | undefined;
  /** The state it is in. */
  readonly standing: Pick<Standing, 'value' | 'at'>;
}

/** What EventBridge is told of it. */
// AWS: CloudWatch user guide, "Alarm events and EventBridge", "Alarm Configuration Change Events".
export function configurationChange(scope: Scope, change: ConfigurationChange): AwsEvent {
  const { operation, configuration, previous, standing } = change;
  const { account, region } = scope;
  return {
    account,
    region,
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm Configuration Change',
    resources: [alarmArn(scope, configuration.name)],
    detail: {
      alarmName: configuration.name,
      operation,
      state: { value: standing.value, timestamp: javaMoment(standing.at) },
      configuration: told(configuration),
      ...(previous && { previousConfiguration: told(previous) }),
    },
  };
}

const told = (alarm: Configuration): object => ({
  ...('rule' in alarm ? compositeOf(alarm) : 'query' in alarm ? ofLogs(alarm) : judgedBy(alarm)),
  alarmName: alarm.name,
  ...(alarm.description !== undefined && { description: alarm.description }),
  actionsEnabled: alarm.actionsEnabled,
  timestamp: javaMoment(alarm.updatedAt),
  okActions: alarm.okActions,
  alarmActions: alarm.alarmActions,
  insufficientDataActions: alarm.insufficientDataActions,
});

/** AWS: unverified: the names of what is not in every alarm, which no example has. */
const judgedBy = (alarm: AlarmConfiguration): object => ({
  evaluationPeriods: alarm.evaluationPeriods,
  ...(alarm.datapointsToAlarm !== undefined && { datapointsToAlarm: alarm.datapointsToAlarm }),
  ...(alarm.threshold !== undefined && { threshold: alarm.threshold }),
  ...(alarm.thresholdMetricId !== undefined && { thresholdMetricId: alarm.thresholdMetricId }),
  comparisonOperator: alarm.comparisonOperator,
  ...(alarm.treatMissingData !== undefined && { treatMissingData: alarm.treatMissingData }),
  ...(alarm.lowSamplePercentile !== undefined && {
    evaluateLowSampleCountPercentile: alarm.lowSamplePercentile,
  }),
  metrics: metricsOf(alarm),
});

/** AWS: unverified: the names, which no example has. */
const ofLogs = (alarm: LogAlarmConfiguration): object => ({
  ...scheduledOf(alarm),
  queryResultsToEvaluate: alarm.resultsToEvaluate,
  queryResultsToAlarm: alarm.resultsToAlarm,
  threshold: alarm.threshold,
  comparisonOperator: alarm.comparisonOperator,
  ...(alarm.treatMissingData !== undefined && { treatMissingData: alarm.treatMissingData }),
});
