import type * as sdk from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../../../base/aws-error.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { readZone } from '../../../base/schedule-expression.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { actionExists, invalid, scheduledActionNotFound, tokenInvalid } from '../errors.ts';
import { isSuspended } from '../processes.ts';
import { groups, type AutoScalingGroup } from '../records.ts';
import { scheduleFlow, type Scheduled, type ScheduleFact } from '../schedule/flow.ts';
import {
  actionArn,
  actionKey,
  actionsOf,
  nextTime,
  recurrenceOf,
  scheduledActions,
  scheduleFlowId,
  type ScheduledAction,
} from '../schedule/records.ts';
import { changeGroup, sized } from './changing.ts';
import { findGroup } from './finding.ts';

type Asked = Given<sdk.PutScheduledUpdateGroupActionCommandInput>;

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html */
export const putScheduledUpdateGroupAction: Handler<Asked, object> = (input, call) => {
  putAction(call, findGroup(call, input.AutoScalingGroupName), input);
  return {};
};

function putAction(
  call: Call,
  { name: groupName }: AutoScalingGroup,
  input: Omit<Asked, 'AutoScalingGroupName'>,
) {
  const key = actionKey(groupName, input.ScheduledActionName);
  const known = scheduledActions.get(call.tx, call, key);
  const action = declared(call, groupName, input, known);
  scheduledActions.put(call.tx, call, key, action);
  const flow = scheduleFlowId(call, action);
  const told: ScheduleFact = { type: 'ActionChanged', action };
  if (known) return call.flows.tell(flow, told);
  const { account, region } = call;
  const state: Scheduled = { account, region, action };
  call.flows.start(scheduleFlow.kind, flow, state);
}

/** Flows, which write down what they ask for, say times in words. */
const timeOf = (time: Date | string | undefined): number | undefined =>
  time === undefined ? undefined : new Date(time).getTime();

// AWS: the sentences are unverified.
function declared(
  call: Call,
  groupName: string,
  input: Omit<Asked, 'AutoScalingGroupName'>,
  known: ScheduledAction | undefined,
): ScheduledAction {
  const { ScheduledActionName: name, Recurrence: recurrence, TimeZone: timezone } = input;
  const { MinSize: minSize, MaxSize: maxSize, DesiredCapacity: desiredCapacity } = input;
  const startAt = timeOf(input.StartTime ?? input.Time);
  const endAt = timeOf(input.EndTime);
  if (readZone(timezone) === undefined) invalid(`The specified timezone ${timezone} is invalid`);
  if (recurrence === undefined && startAt === undefined) invalid('StartTime or Recurrence must be specified');
  if (recurrence !== undefined && !recurrenceOf(recurrence, timezone))
    invalid(`Given recurrence string: ${recurrence} is invalid`);
  if (startAt !== undefined && startAt <= call.now && startAt !== known?.startAt)
    invalid('Given start time is in the past');
  if (endAt !== undefined && endAt <= (startAt ?? call.now))
    invalid('Given end time is before the start time');
  if (minSize === undefined && maxSize === undefined && desiredCapacity === undefined)
    invalid('At least one of MinSize, MaxSize or DesiredCapacity must be specified');
  if (minSize !== undefined && maxSize !== undefined && minSize > maxSize)
    invalid(`Min bound, ${minSize}, must be less than or equal to max bound, ${maxSize}`);
  const action: ScheduledAction = {
    groupName,
    name,
    arn: known?.arn ?? actionArn(call, call.ids.uuid(), groupName, name),
    startAt,
    endAt,
    recurrence,
    timezone,
    minSize,
    maxSize,
    desiredCapacity,
  };
  assertAlone(call, action);
  return action;
}

/** AWS: "each scheduled action must have a unique time value" in its group. */
function assertAlone(call: Call, action: ScheduledAction): void {
  const when = nextTime(action, call.now);
  if (when === undefined) return;
  const other = actionsOf(call.tx, call, action.groupName).find(
    (each) => each.name !== action.name && nextTime(each, call.now) === when,
  );
  if (other) actionExists(other.name);
}

type Failed = Answered<sdk.BatchPutScheduledUpdateGroupActionCommandOutput>;

export const batchPutScheduledUpdateGroupAction: Handler<
  Given<sdk.BatchPutScheduledUpdateGroupActionCommandInput>,
  Failed
> = (input, call) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  const each = input.ScheduledUpdateGroupActions;
  return { FailedScheduledUpdateGroupActions: failuresOf(each, (action) => putAction(call, group, action)) };
};

export const batchDeleteScheduledAction: Handler<
  Given<sdk.BatchDeleteScheduledActionCommandInput>,
  Answered<sdk.BatchDeleteScheduledActionCommandOutput>
> = (input, call) => {
  const group = findGroup(call, input.AutoScalingGroupName);
  const each = input.ScheduledActionNames.map((ScheduledActionName) => ({ ScheduledActionName }));
  const failed = failuresOf(each, ({ ScheduledActionName }) =>
    removeAction(call, findAction(call, group, ScheduledActionName)),
  );
  return { FailedScheduledActions: failed };
};

interface Named {
  readonly ScheduledActionName: string;
}

/** One that is refused keeps none of the others from being done. */
function failuresOf<Action extends Named>(
  actions: readonly Action[],
  work: (action: Action) => void,
): sdk.FailedScheduledUpdateGroupActionRequest[] {
  return actions.flatMap((action) => {
    try {
      work(action);
      return [];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { name: ErrorCode, message: ErrorMessage } = error;
      return [{ ScheduledActionName: action.ScheduledActionName, ErrorCode, ErrorMessage }];
    }
  });
}

const findAction = (call: Call, { name }: AutoScalingGroup, action: string): ScheduledAction =>
  scheduledActions.get(call.tx, call, actionKey(name, action)) ?? scheduledActionNotFound();

export function removeAction(call: Call, action: ScheduledAction): void {
  scheduledActions.delete(call.tx, call, actionKey(action.groupName, action.name));
  call.flows.remove(scheduleFlowId(call, action));
}

export const deleteScheduledAction: Handler<Given<sdk.DeleteScheduledActionCommandInput>, object> = (
  { AutoScalingGroupName, ScheduledActionName },
  call,
) => {
  removeAction(call, findAction(call, findGroup(call, AutoScalingGroupName), ScheduledActionName));
  return {};
};

const listMax = 50;

/** AWS: those "that haven't run or that have not reached their end time". */
export const describeScheduledActions: Handler<
  Given<sdk.DescribeScheduledActionsCommandInput>,
  Answered<sdk.DescribeScheduledActionsCommandOutput>
> = (input, call) => {
  const { AutoScalingGroupName: group, ScheduledActionNames: names, StartTime, EndTime } = input;
  if (group !== undefined) findGroup(call, group);
  const from = StartTime?.getTime() ?? 0;
  const to = EndTime?.getTime() ?? Number.POSITIVE_INFINITY;
  const wanted = (
    group === undefined ? scheduledActions.list(call.tx, call) : actionsOf(call.tx, call, group)
  )
    .map((action) => ({ action, due: nextTime(action, call.now) }))
    .filter(({ action, due }) =>
      names?.length ? names.includes(action.name) : (due ?? 0) >= from && (due ?? 0) <= to,
    );
  const page = pageOf(wanted, ({ action }) => action.arn, {
    token: input.NextToken,
    limit: input.MaxRecords ?? listMax,
    invalid: tokenInvalid,
  });
  return { ScheduledUpdateGroupActions: page.items.map(actionAnswer), NextToken: page.next };
};

const dateOf = (time: number | undefined) => (time === undefined ? undefined : new Date(time));

function actionAnswer({
  action,
  due,
}: {
  readonly action: ScheduledAction;
  readonly due: number | undefined;
}): sdk.ScheduledUpdateGroupAction {
  return {
    AutoScalingGroupName: action.groupName,
    ScheduledActionName: action.name,
    ScheduledActionARN: action.arn,
    Time: dateOf(due),
    StartTime: dateOf(due),
    EndTime: dateOf(action.endAt),
    Recurrence: action.recurrence,
    MinSize: action.minSize,
    MaxSize: action.maxSize,
    DesiredCapacity: action.desiredCapacity,
    TimeZone: action.timezone,
  };
}

/** The house's own, told by an action's flow: its time has come. One that never will again is over. */
export const runScheduledAction: Handler<{ readonly groupName: string; readonly name: string }, object> = (
  { groupName, name },
  call,
) => {
  const group = groups.get(call.tx, call, groupName);
  const action = scheduledActions.get(call.tx, call, actionKey(groupName, name));
  if (!group || !action) return {};
  if (!isSuspended(group, 'ScheduledActions')) execute(call, group, action);
  if (nextTime(action, call.now) === undefined)
    scheduledActions.delete(call.tx, call, actionKey(groupName, name));
  return {};
};

function execute(call: Call, group: AutoScalingGroup, action: ScheduledAction): void {
  const minSize = action.minSize ?? Math.min(group.minSize, action.maxSize ?? group.minSize);
  const maxSize = action.maxSize ?? Math.max(group.maxSize, minSize, action.desiredCapacity ?? 0);
  const desired = Math.min(maxSize, Math.max(minSize, action.desiredCapacity ?? group.desiredCapacity));
  const at = `${new Date(call.now).toISOString().slice(0, 19)}Z`;
  // AWS: causes of activities in public.
  const cause =
    `At ${at} the scheduled action ${action.name} executed.  Setting desired capacity from ` +
    `${group.desiredCapacity} to ${desired}.`;
  changeGroup(
    call,
    sized({ ...group, minSize, maxSize, desiredCapacity: desired, changedBy: { desired, cause } }),
  );
}
