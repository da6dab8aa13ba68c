import type {
  AlarmHistoryItem,
  AlarmType,
  DescribeAlarmHistoryCommandInput,
  DescribeAlarmHistoryOutput,
} from '@aws-sdk/client-cloudwatch';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import type { HistoryEntry } from '../alarm/history.ts';
import { invalidToken } from '../errors.ts';
import { epochMs } from '../moments.ts';
import { history, type HistoryItem } from '../records.ts';
import { tellParents } from './dependents.ts';
import { declaredAlarm } from './kinds.ts';

/** AWS: "CloudWatch saves alarm history for 30 days." */
const keptMs = 30 * 24 * 60 * 60 * 1000;

const keyOf = (alarmName: string, timestamp: number, number = 0): string =>
  `${alarmName}|${String(timestamp).padStart(14, '0')}|${String(number).padStart(12, '0')}`;

type NewItem = HistoryEntry & Pick<HistoryItem, 'alarmName' | 'alarmType'>;

/** Adds an item, and forgets what is too old. */
export function record(call: Call, item: NewItem): void {
  const { tx, now } = call;
  const key = keyOf(item.alarmName, now, tx.next('cloudwatch.history'));
  history.put(tx, call, key, { ...item, timestamp: now, key });
  for (const old of history.list(tx, call, { prefix: `${item.alarmName}|`, limit: 10 }))
    if (old.timestamp < now - keptMs) history.delete(tx, call, old.key);
}

/** What an alarm's flow writes down; a call of the house's own. Alarms that depend on it hear of a change of state. */
export const recordAlarmHistory: Handler<NewItem, object> = (input, call) => {
  record(call, { ...input, alarmType: declaredAlarm(call, input.alarmName)?.kind.type });
  if (input.type === 'StateUpdate') tellParents(call, input.alarmName);
  return {};
};

const recordsMax = 100;

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
export const describeAlarmHistory: Handler<DescribeAlarmHistoryCommandInput, DescribeAlarmHistoryOutput> = (
  input,
  call,
) => {
  const prefix = input.AlarmName === undefined ? '' : `${input.AlarmName}|`;
  const all = history.list(call.tx, call, { prefix }).filter((item) => isWanted(item, input));
  const ordered = [...all].sort((a, b) => a.timestamp - b.timestamp || (a.key < b.key ? -1 : 1));
  if (input.ScanBy !== 'TimestampAscending') ordered.reverse();
  const page = pageOf(ordered, ({ key }) => key, {
    token: input.NextToken,
    limit: input.MaxRecords ?? recordsMax,
    invalid: invalidToken,
  });
  return {
    AlarmHistoryItems: page.items.map(describe),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

function isWanted(item: HistoryItem, input: DescribeAlarmHistoryCommandInput): boolean {
  const { HistoryItemType, StartDate, EndDate, AlarmTypes, AlarmContributorId: contributor } = input;
  if (contributor !== undefined && item.contributor?.id !== contributor) return false;
  if (HistoryItemType !== undefined && item.type !== HistoryItemType) return false;
  // AWS: metric alarms' alone, unless other types are asked for.
  if (!(AlarmTypes ?? ['MetricAlarm']).includes(typeOf(item))) return false;
  if (StartDate && item.timestamp < epochMs(StartDate)) return false;
  return !EndDate || item.timestamp <= epochMs(EndDate);
}

const typeOf = ({ alarmType = 'MetricAlarm' }: HistoryItem): AlarmType => alarmType;

const describe = (item: HistoryItem): AlarmHistoryItem => ({
  AlarmName: item.alarmName,
  AlarmType: typeOf(item),
  Timestamp: new Date(item.timestamp),
  HistoryItemType: item.type,
  HistorySummary: item.summary,
  HistoryData: item.details,
  ...(item.contributor && {
    AlarmContributorId: item.contributor.id,
    AlarmContributorAttributes: item.contributor.attributes,
  }),
});
