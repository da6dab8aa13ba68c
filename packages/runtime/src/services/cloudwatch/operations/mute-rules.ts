import type {
  AlarmMuteRuleSummary,
  DeleteAlarmMuteRuleCommandInput,
  GetAlarmMuteRuleCommandInput,
  GetAlarmMuteRuleOutput,
  ListAlarmMuteRulesCommandInput,
  ListAlarmMuteRulesOutput,
  PutAlarmMuteRuleCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidToken, muteRuleNotFound, validationError } from '../errors.ts';
import type { AlarmFact } from '../flow/alarm.ts';
import type { CompositeFact } from '../flow/composite-alarm.ts';
import { epochMs } from '../moments.ts';
import { muteTypeOf, statusOf } from '../mute/rule.ts';
import { readBeginnings, readDuration, readZone } from '../mute/schedule.ts';
import { muteRuleArn, muteRules, muteTargets, type MuteRuleRecord } from '../records.ts';
import { declaredAlarm } from './kinds.ts';

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
export const putAlarmMuteRule: Handler<PutAlarmMuteRuleCommandInput, object> = (input, call) => {
  const name = input.Name!;
  const before = muteRules.get(call.tx, call, name);
  const rule = ruleOf(input, call, before);
  if (before) untarget(call, before);
  muteRules.put(call.tx, call, name, rule);
  for (const alarm of rule.alarmNames) muteTargets.put(call.tx, call, `${alarm}|${name}`, name);
  tellAlarms(call, new Set([...(before?.alarmNames ?? []), ...rule.alarmNames]));
  return {};
};

// AWS: unverified words.
function ruleOf(
  input: PutAlarmMuteRuleCommandInput,
  call: Call,
  before: MuteRuleRecord | undefined,
): MuteRuleRecord {
  const { Expression, Duration, Timezone } = input.Rule!.Schedule!;
  const zone = readZone(Timezone);
  if (!zone) validationError(`The value ${Timezone} for parameter Rule.Schedule.Timezone is invalid.`);
  if (!readBeginnings(Expression!, zone!))
    validationError(`The value ${Expression} for parameter Rule.Schedule.Expression is invalid.`);
  if (readDuration(Duration!) === undefined)
    validationError(
      `The value ${Duration} for parameter Rule.Schedule.Duration is invalid: it must be between PT1M and P15D.`,
    );
  const startAt = input.StartDate && epochMs(input.StartDate);
  const expireAt = input.ExpireDate && epochMs(input.ExpireDate);
  if (startAt !== undefined && expireAt !== undefined && startAt >= expireAt)
    validationError('The parameter StartDate must be before the parameter ExpireDate.');
  const alarmNames = [...new Set(input.MuteTargets?.AlarmNames ?? [])];
  // AWS: "The alarm names must match existing alarms in your account and region."
  const unknown = alarmNames.filter((name) => !declaredAlarm(call, name));
  if (unknown.length > 0) validationError(`The alarms [${unknown.join(', ')}] do not exist.`);
  return {
    name: input.Name!,
    description: input.Description,
    expression: Expression!,
    duration: Duration!,
    timeZone: Timezone,
    alarmNames,
    hasTargets: input.MuteTargets !== undefined,
    startAt,
    expireAt,
    updatedAt: call.now,
    tags: before?.tags ?? Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!])),
  };
}

function untarget(call: Call, { name, alarmNames }: MuteRuleRecord): void {
  for (const alarm of alarmNames) muteTargets.delete(call.tx, call, `${alarm}|${name}`);
}

/** Alarms that keep actions back see whether they still have to. */
function tellAlarms(call: Call, names: ReadonlySet<string>): void {
  const fact = { type: 'MuteRulesChanged' } satisfies AlarmFact & CompositeFact;
  for (const name of names) {
    const alarm = declaredAlarm(call, name);
    if (alarm) call.flows.tell(alarm.flow, fact);
  }
}

// AWS: no exception is modelled for a rule that is not there; that nothing happens is unverified.
export const deleteAlarmMuteRule: Handler<DeleteAlarmMuteRuleCommandInput, object> = (input, call) => {
  const rule = muteRules.get(call.tx, call, input.AlarmMuteRuleName!);
  if (!rule) return {};
  untarget(call, rule);
  muteRules.delete(call.tx, call, rule.name);
  tellAlarms(call, new Set(rule.alarmNames));
  return {};
};

export const getAlarmMuteRule: Handler<GetAlarmMuteRuleCommandInput, GetAlarmMuteRuleOutput> = (
  input,
  call,
) => {
  const rule = muteRules.get(call.tx, call, input.AlarmMuteRuleName!);
  if (!rule) return muteRuleNotFound(input.AlarmMuteRuleName!);
  const { name, description, expression, duration, timeZone, alarmNames, hasTargets, startAt } = rule;
  return {
    Name: name,
    ...(description !== undefined && { Description: description }),
    Rule: {
      Schedule: {
        Expression: expression,
        Duration: duration,
        ...(timeZone !== undefined && { Timezone: timeZone }),
      },
    },
    ...(hasTargets && { MuteTargets: { AlarmNames: [...alarmNames] } }),
    ...(startAt !== undefined && { StartDate: new Date(startAt) }),
    ...summaryOf(rule, call),
  };
};

function summaryOf(rule: MuteRuleRecord, call: Call): AlarmMuteRuleSummary {
  return {
    AlarmMuteRuleArn: muteRuleArn(call, rule.name),
    ...(rule.expireAt !== undefined && { ExpireDate: new Date(rule.expireAt) }),
    Status: statusOf(rule, call.now),
    MuteType: muteTypeOf(rule),
    LastUpdatedTimestamp: new Date(rule.updatedAt),
  };
}

/** AWS: API_ListAlarmMuteRules: up to 100; that it is 50 unless said is unverified. */
const listMax = 50;

export const listAlarmMuteRules: Handler<ListAlarmMuteRulesCommandInput, ListAlarmMuteRulesOutput> = (
  input,
  call,
) => {
  const { AlarmName, Statuses } = input;
  const wanted = muteRules
    .list(call.tx, call)
    .filter(({ alarmNames }) => AlarmName === undefined || alarmNames.includes(AlarmName))
    .filter((rule) => !Statuses?.length || Statuses.includes(statusOf(rule, call.now)));
  const page = pageOf(wanted, ({ name }) => name, {
    token: input.NextToken,
    limit: input.MaxRecords ?? listMax,
    invalid: invalidToken,
  });
  return {
    AlarmMuteRuleSummaries: page.items.map((rule) => summaryOf(rule, call)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};
