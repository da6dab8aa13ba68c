// What is written into an alarm's history, in AWS's words.
import { javaMoment } from '../moments.ts';
import type { AlarmConfiguration, Contributor, HistoryItem, LogAlarmConfiguration } from '../records.ts';
import type { Change, Standing } from './message.ts';

export type HistoryEntry = Pick<HistoryItem, 'type' | 'summary' | 'details' | 'contributor'>;

export function stateUpdate({ from, to }: Change): HistoryEntry {
  return {
    type: 'StateUpdate',
    summary: `Alarm updated from ${from.value} to ${to.value}`,
    details: `{"version":"1.0","oldState":${standing(from)},"newState":${standing(to)}}`,
  };
}

/** AWS: unverified words. */
export const contributorUpdate = ({ from, to, contributor }: Change): HistoryEntry => ({
  type: 'AlarmContributorStateUpdate',
  contributor,
  summary: `Alarm contributor updated from ${from.value} to ${to.value}`,
  details: `{"version":"1.0","oldState":${standing(from)},"newState":${standing(to)}}`,
});

/** JSON text: reasons' data goes in as it is, doubles and all. */
function standing({ value, reason, reasonData }: Standing): string {
  const told = JSON.stringify({ stateValue: value, stateReason: reason });
  return reasonData === undefined ? told : `${told.slice(0, -1)},"stateReasonData":${reasonData}}`;
}

interface Acted {
  readonly arn: string;
  readonly message: string;
  readonly stateAt: number;
  readonly contributor?: Contributor | undefined;
}

const actionOf = ({ contributor }: Acted) =>
  contributor ? ({ type: 'AlarmContributorAction', contributor } as const) : ({ type: 'Action' } as const);

export function actionDone(acted: Acted): HistoryEntry {
  const { arn, message, stateAt } = acted;
  return {
    ...actionOf(acted),
    summary: `Successfully executed action ${arn}`,
    details: JSON.stringify({
      actionState: 'Succeeded',
      stateUpdateTimestamp: stateAt,
      notificationResource: arn,
      publishedMessage: message,
    }),
  };
}

export function actionFailed(acted: Acted, error: string): HistoryEntry {
  const { arn, message, stateAt } = acted;
  return {
    ...actionOf(acted),
    summary: `Failed to execute action ${arn}. Received error: "${error}"`,
    details: JSON.stringify({
      actionState: 'Failed',
      stateUpdateTimestamp: stateAt,
      notificationResource: arn,
      publishedMessage: message,
      error,
    }),
  };
}

const happened = { Create: 'created', Update: 'updated', Delete: 'deleted' } as const;

/** AWS: the document's members beyond these are unverified. */
export function configurationUpdate(
  type: keyof typeof happened,
  alarm: Change['alarm'],
  arn: string,
): HistoryEntry {
  const { name, description, updatedAt, actionsEnabled } = alarm;
  const document = {
    alarmName: name,
    ...(description !== undefined && { alarmDescription: description }),
    alarmArn: arn,
    alarmConfigurationUpdatedTimestamp: javaMoment(updatedAt),
    ...judged(alarm),
    actionsEnabled,
    okactions: alarm.okActions,
    alarmActions: alarm.alarmActions,
    insufficientDataActions: alarm.insufficientDataActions,
  };
  const member = `${happened[type]}Alarm`;
  return {
    type: 'ConfigurationUpdate',
    summary: `Alarm "${name}" ${happened[type]}`,
    details: JSON.stringify({ version: '1.0', type, [member]: document }),
  };
}

function judged(alarm: Change['alarm']): object {
  if ('rule' in alarm) return { alarmRule: alarm.rule };
  return 'query' in alarm ? judgedByResults(alarm) : judgedBy(alarm);
}

const judgedByResults = (alarm: LogAlarmConfiguration) => ({
  queryString: alarm.query.text,
  aggregationExpression: alarm.query.aggregation,
  threshold: alarm.threshold,
  comparisonOperator: alarm.comparisonOperator,
  queryResultsToEvaluate: alarm.resultsToEvaluate,
  queryResultsToAlarm: alarm.resultsToAlarm,
});

const judgedBy = ({
  periodSeconds,
  threshold,
  comparisonOperator,
  evaluationPeriods,
}: AlarmConfiguration) => ({
  period: periodSeconds,
  threshold,
  comparisonOperator,
  evaluationPeriods,
});
