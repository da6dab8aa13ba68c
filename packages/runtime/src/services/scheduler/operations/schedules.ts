import type {
  CreateScheduleInput,
  CreateScheduleOutput,
  DeleteScheduleInput,
  GetScheduleInput,
  GetScheduleOutput,
  ListSchedulesInput,
  ListSchedulesOutput,
  UpdateScheduleInput,
} from '@aws-sdk/client-scheduler';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { isPassable } from '../../../base/passed-role.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { crossAccountRole, invalid, scheduleExists } from '../errors.ts';
import { readExpression, readZone } from '../../../base/schedule-expression.ts';
import { scheduleFlow, type ScheduleFact, type Waiting } from '../flow/schedule.ts';
import {
  defaultGroup,
  findGroup,
  findSchedule,
  scheduleArn,
  scheduleKey,
  schedules,
  type Schedule,
  type Target,
} from '../records.ts';
import { askOf, isUniversal } from '../targets.ts';

type ScheduleGiven = Given<CreateScheduleInput> | Given<UpdateScheduleInput>;

// AWS: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
export const createSchedule: Handler<Given<CreateScheduleInput>, CreateScheduleOutput> = (input, call) => {
  const group = findGroup(call, input.GroupName ?? defaultGroup).name;
  const schedule = scheduleGiven(input, group, call);
  const known = schedules.get(call.tx, call, scheduleKey(group, input.Name));
  if (known && (known.clientToken === undefined || known.clientToken !== input.ClientToken))
    scheduleExists(input.Name);
  if (!known) keep(call, { ...schedule, clientToken: input.ClientToken });
  return { ScheduleArn: scheduleArn(call, schedule) };
};

/** AWS: "Scheduler … overrides the existing schedule": what is not said again has its default again. */
export const updateSchedule: Handler<Given<UpdateScheduleInput>, CreateScheduleOutput> = (input, call) => {
  const { group, createdAt, clientToken } = findSchedule(call, input.Name, input.GroupName);
  const schedule = { ...scheduleGiven(input, group, call), createdAt, clientToken };
  keep(call, schedule);
  return { ScheduleArn: scheduleArn(call, schedule) };
};

function scheduleGiven(input: ScheduleGiven, group: string, call: Call): Schedule {
  const { now } = call;
  const { ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, StartDate, EndDate } = input;
  const zone = readZone(ScheduleExpressionTimezone) ?? invalid('Invalid Schedule Expression Timezone.');
  if (!readExpression(ScheduleExpression, zone))
    invalid(`Invalid Schedule Expression ${ScheduleExpression}.`);
  const [startAt, endAt] = [StartDate, EndDate].map((date) => date && new Date(date).getTime());
  if (startAt !== undefined && endAt !== undefined && startAt >= endAt)
    invalid('The StartDate you specify must come before the EndDate.');
  if (endAt !== undefined && endAt <= now) invalid('The EndDate you specify must be in the future.');
  const target = input.Target as Target;
  requireTarget(target);
  if (!isPassable(call, target.RoleArn)) crossAccountRole();
  return {
    group,
    name: input.Name,
    expression: ScheduleExpression,
    timezone: ScheduleExpressionTimezone,
    startAt,
    endAt,
    state: input.State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
    description: input.Description,
    windowMinutes: windowOf(FlexibleTimeWindow),
    target,
    deletesItself: input.ActionAfterCompletion === 'DELETE',
    kmsKeyArn: input.KmsKeyArn,
    createdAt: now,
    modifiedAt: now,
  };
}

function windowOf({
  Mode,
  MaximumWindowInMinutes,
}: Given<CreateScheduleInput>['FlexibleTimeWindow']): number {
  if (Mode === 'FLEXIBLE')
    return MaximumWindowInMinutes ?? invalid('You must specify a maximum window for a flexible time window.');
  if (MaximumWindowInMinutes !== undefined)
    invalid('You cannot specify a maximum window unless the flexible time window mode is FLEXIBLE.');
  return 0;
}

// AWS: unverified: the sentences.
function requireTarget(target: Target): void {
  const { Arn, Input, EcsParameters, EventBridgeParameters } = target;
  if (!askOf(target))
    invalid(`Provided Arn ${Arn} is not in correct format, or names no target that is served.`);
  const asksForJson = isUniversal(target) || Arn.includes(':ecs:') || Arn.includes(':states:');
  if (Input !== undefined && asksForJson && !isJson(Input)) invalid('Invalid JSON provided as Input.');
  if (Arn.includes(':ecs:') && !EcsParameters)
    invalid('Parameter EcsParameters must be specified for the target.');
  if (Arn.includes(':event-bus/') && !EventBridgeParameters)
    invalid('Parameter EventBridgeParameters must be specified for the target.');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}

const flowOf = (call: Call, { group, name }: Pick<Schedule, 'group' | 'name'>): string =>
  flowId(scheduleFlow.kind, call, `${group}|${name}`);

/** Keeps a schedule, and has its flow follow. */
function keep(call: Call, schedule: Schedule): void {
  schedules.put(call.tx, call, scheduleKey(schedule.group, schedule.name), schedule);
  const flow = flowOf(call, schedule);
  const fact: ScheduleFact = { type: 'ScheduleChanged', schedule };
  if (call.flows.state(flow)) return call.flows.tell(flow, fact);
  const { account, region } = call;
  const waiting: Waiting = { account, region, schedule, since: schedule.startAt ?? call.now };
  call.flows.start(scheduleFlow.kind, flow, waiting);
}

export function remove(call: Call, schedule: Schedule): void {
  schedules.delete(call.tx, call, scheduleKey(schedule.group, schedule.name));
  call.flows.remove(flowOf(call, schedule));
}

export const deleteSchedule: Handler<Given<DeleteScheduleInput>, object> = ({ Name, GroupName }, call) => {
  remove(call, findSchedule(call, Name, GroupName));
  return {};
};

export const getSchedule: Handler<Given<GetScheduleInput>, GetScheduleOutput> = (
  { Name, GroupName },
  call,
) => {
  const schedule = findSchedule(call, Name, GroupName);
  const { startAt, endAt, windowMinutes } = schedule;
  return {
    Arn: scheduleArn(call, schedule),
    GroupName: schedule.group,
    Name,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timezone ?? 'UTC',
    StartDate: startAt === undefined ? undefined : new Date(startAt),
    EndDate: endAt === undefined ? undefined : new Date(endAt),
    State: schedule.state,
    Description: schedule.description,
    KmsKeyArn: schedule.kmsKeyArn,
    Target: schedule.target,
    FlexibleTimeWindow:
      windowMinutes === 0 ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
    ActionAfterCompletion: schedule.deletesItself ? 'DELETE' : 'NONE',
    CreationDate: new Date(schedule.createdAt),
    LastModificationDate: new Date(schedule.modifiedAt),
  };
};

/** AWS: API reference: MaxResults 1–100. */
const pageSize = 100;

export const listSchedules: Handler<Given<ListSchedulesInput>, ListSchedulesOutput> = (input, call) => {
  const { GroupName, NamePrefix = '', State } = input;
  const group = GroupName === undefined ? undefined : findGroup(call, GroupName).name;
  const matching = schedules
    .list(call.tx, call, group === undefined ? {} : { prefix: scheduleKey(group, NamePrefix) })
    .filter(({ name, state }) => name.startsWith(NamePrefix) && (State ?? state) === state);
  const { items, next } = pageOf(matching, (each) => scheduleKey(each.group, each.name), {
    token: input.NextToken,
    limit: input.MaxResults ?? pageSize,
    invalid: () => invalid('Invalid NextToken.'),
  });
  return {
    Schedules: items.map((schedule) => ({
      Arn: scheduleArn(call, schedule),
      GroupName: schedule.group,
      Name: schedule.name,
      State: schedule.state,
      Target: { Arn: schedule.target.Arn },
      CreationDate: new Date(schedule.createdAt),
      LastModificationDate: new Date(schedule.modifiedAt),
    })),
    NextToken: next,
  };
};
