import type {
  DescribeAlarmContributorsCommandInput,
  DescribeAlarmContributorsOutput,
  LogAlarm as Described,
  PutLogAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { initialReason } from '../alarm/reasons.ts';
import { alarmNamedNotFound, invalidToken } from '../errors.ts';
import { nextDue, type LogAlarm, type LogAlarmFact } from '../flow/log-alarm.ts';
import { contributorOf } from '../flow/log-alarm-states.ts';
import { logConfigurationOf } from '../log-alarm/validation.ts';
import { logAlarmFlowKind, logAlarms, type LogAlarmConfiguration } from '../records.ts';
import { recordConfiguration, requireFree } from './configurations.ts';
import { conditionOf, namesOf } from './description.ts';
import { declaredAlarm, standingOf } from './kinds.ts';

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutLogAlarm.html
export const putLogAlarm: Handler<PutLogAlarmCommandInput, object> = (input, call) => {
  const declared = logConfigurationOf(input, call, call.now);
  requireFree(call, declared.name, 'LogAlarm');
  const before = logAlarms.get(call.tx, call, declared.name);
  const given = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  const configuration: LogAlarmConfiguration = { ...declared, tags: before?.tags ?? given };
  logAlarms.put(call.tx, call, configuration.name, configuration);
  if (before) {
    const fact: LogAlarmFact = {
      type: 'ConfigurationChanged',
      isAnother: JSON.stringify(before.query) !== JSON.stringify(configuration.query),
    };
    call.flows.tell(flowOf(call, configuration.name), fact);
  } else call.flows.start(logAlarmFlowKind, flowOf(call, configuration.name), begun(call, configuration));
  recordConfiguration(call, { type: before ? 'Update' : 'Create', configuration, previous: before });
  return {};
};

const flowOf = (call: Call, name: string): string => flowId(logAlarmFlowKind, call, name);

// AWS: unverified: that the query runs for the first time when its rate has passed once.
const begun = (call: Call, { name, query }: LogAlarmConfiguration): LogAlarm => ({
  account: call.account,
  region: call.region,
  name,
  value: 'INSUFFICIENT_DATA',
  reason: initialReason,
  at: call.now,
  transitionedAt: call.now,
  changes: 0,
  acting: {},
  since: call.now,
  dueAt: nextDue(query.schedule, call.now, call.now),
  results: [],
  contributors: {},
});

export function describeLogAlarm(call: Call, configuration: LogAlarmConfiguration): Described {
  const alarm = standingOf(call, configuration.name) as LogAlarm;
  const { query, lines } = configuration;
  return {
    ...namesOf(call, configuration),
    ...conditionOf(configuration, alarm),
    ...(alarm.evaluationState && { EvaluationState: alarm.evaluationState }),
    ScheduledQueryConfiguration: {
      QueryString: query.text,
      LogGroupIdentifiers: [...query.groups],
      ScheduledQueryRoleARN: query.roleArn,
      AggregationExpression: query.aggregation,
      ScheduleConfiguration: {
        ScheduleExpression: query.schedule,
        StartTimeOffset: query.startSeconds,
        EndTimeOffset: query.endSeconds,
      },
    },
    QueryResultsToEvaluate: configuration.resultsToEvaluate,
    QueryResultsToAlarm: configuration.resultsToAlarm,
    Threshold: configuration.threshold,
    ComparisonOperator: configuration.comparisonOperator as NonNullable<Described['ComparisonOperator']>,
    ...(configuration.treatMissingData !== undefined && { TreatMissingData: configuration.treatMissingData }),
    ActionLogLineCount: lines?.count ?? 0,
    ...(lines && { ActionLogLineRoleArn: lines.roleArn }),
  };
}

const contributorsMax = 100;

/** Those in ALARM: of alarms of other kinds there are none. */
// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmContributors.html
export const describeAlarmContributors: Handler<
  DescribeAlarmContributorsCommandInput,
  DescribeAlarmContributorsOutput
> = (input, call) => {
  const name = input.AlarmName!;
  if (!declaredAlarm(call, name)) alarmNamedNotFound(name);
  const standing = standingOf(call, name)!;
  const contributors = 'contributors' in standing ? standing.contributors : {};
  const all = Object.entries(contributors)
    .map(([key, { since, reason }]) => ({ ...contributorOf(name, key), since, reason }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = pageOf(all, ({ id }) => id, {
    token: input.NextToken,
    limit: contributorsMax,
    invalid: invalidToken,
  });
  return {
    AlarmContributors: page.items.map(({ id, attributes, since, reason }) => ({
      ContributorId: id,
      ContributorAttributes: attributes,
      StateReason: reason,
      StateTransitionedTimestamp: new Date(since),
    })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};
