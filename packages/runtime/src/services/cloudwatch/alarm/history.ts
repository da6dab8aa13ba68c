// What is written into an alarm's history, in AWS's words.
import { javaMoment } from '../moments.ts';
import type { AlarmConfiguration, CompositeConfiguration, HistoryItem } from '../records.ts';
import type { Change, Standing } from './message.ts';

export type HistoryEntry = Pick<HistoryItem, 'type' | 'summary' | 'details'>;

export function stateUpdate({ from, to }: Change): HistoryEntry {
  return {
    type: 'StateUpdate',
    summary: `Alarm updated from ${from.value} to ${to.value}`,
    details: `{"version":"1.0","oldState":${standing(from)},"newState":${standing(to)}}`,
  };
}

/** JSON text: reasons' data goes in as it is, doubles and all. */
function standing({ value, reason, reasonData }: Standing): string {
  const told = JSON.stringify({ stateValue: value, stateReason: reason });
  return reasonData === undefined ? told : `${told.slice(0, -1)},"stateReasonData":${reasonData}}`;
}

interface Acted {
  readonly arn: string;
  readonly message: string;
  readonly stateAt: number;
}

export function actionDone({ arn, message, stateAt }: Acted): HistoryEntry {
  return {
    type: 'Action',
    summary: `Successfully executed action ${arn}`,
    details: JSON.stringify({
      actionState: 'Succeeded',
      stateUpdateTimestamp: stateAt,
      notificationResource: arn,
      publishedMessage: message,
    }),
  };
}

export function actionFailed({ arn, message, stateAt }: Acted, error: string): HistoryEntry {
  return {
    type: 'Action',
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
  alarm: AlarmConfiguration | CompositeConfiguration,
  arn: string,
): HistoryEntry {
  const { name, description, updatedAt, actionsEnabled } = alarm;
  const document = {
    alarmName: name,
    ...(description !== undefined && { alarmDescription: description }),
    alarmArn: arn,
    alarmConfigurationUpdatedTimestamp: javaMoment(updatedAt),
    ...('rule' in alarm ? { alarmRule: alarm.rule } : judgedBy(alarm)),
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
