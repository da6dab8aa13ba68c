import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import { readExpression, readZone } from '../../../base/schedule-expression.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalid, scheduledActionNotFound } from '../errors.ts';
import { scheduleFlow, type Scheduled, type ScheduleFact } from '../flow/schedule.ts';
import type { TargetFact } from '../flow/target-state.ts';
import { keyOf, paged, type Answer, type Keyed } from '../keys.ts';
import {
  findTarget,
  namedKey,
  scheduledActionArn,
  scheduledActions,
  scheduleFlowId,
  targetFlowId,
  targetKey,
  targetOf,
  targets,
  type ScheduledAction,
  type TargetKey,
} from '../records.ts';

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html */
export const putScheduledAction: Handler<sdk.PutScheduledActionCommandInput, object> = (input, call) => {
  const key = keyOf(input as Keyed);
  targetOf(call, key);
  const name = input.ScheduledActionName!;
  const known = scheduledActions.get(call.tx, call, namedKey(key, name));
  const action = declared(call, key, input, known);
  scheduledActions.put(call.tx, call, namedKey(key, name), action);
  const flow = scheduleFlowId(call, key, name);
  const told: ScheduleFact = { type: 'ActionChanged', action };
  if (known) call.flows.tell(flow, told);
  else {
    const { account, region } = call;
    const state: Scheduled = { account, region, action, since: action.startAt ?? call.now };
    call.flows.start(scheduleFlow.kind, flow, state);
  }
  return {};
};

// AWS: the sentences are unverified.
function declared(
  call: Call,
  key: TargetKey,
  input: sdk.PutScheduledActionCommandInput,
  known: ScheduledAction | undefined,
): ScheduledAction {
  const name = input.ScheduledActionName!;
  const schedule = input.Schedule ?? known?.schedule ?? invalid('Schedule must be specified');
  const timezone = input.Timezone ?? known?.timezone;
  const zone = readZone(timezone) ?? invalid(`Invalid time zone: ${timezone}`);
  if (!readExpression(schedule, zone)) invalid(`Invalid schedule expression: ${schedule}`);
  const minCapacity = input.ScalableTargetAction?.MinCapacity ?? known?.minCapacity;
  const maxCapacity = input.ScalableTargetAction?.MaxCapacity ?? known?.maxCapacity;
  if (minCapacity === undefined && maxCapacity === undefined)
    invalid('ScalableTargetAction must have at least one of MinCapacity and MaxCapacity');
  if (minCapacity !== undefined && maxCapacity !== undefined && minCapacity > maxCapacity)
    invalid(`Maximum capacity cannot be less than minimum capacity: ${maxCapacity} < ${minCapacity}`);
  return {
    ...key,
    name,
    arn: known?.arn ?? scheduledActionArn(call, call.ids.uuid(), key, name),
    schedule,
    timezone,
    // AWS: "If you don't specify start and end times, the old values are deleted."
    startAt: input.StartTime?.getTime(),
    endAt: input.EndTime?.getTime(),
    minCapacity,
    maxCapacity,
    createdAt: known?.createdAt ?? call.now,
  };
}

export const deleteScheduledAction: Handler<sdk.DeleteScheduledActionCommandInput, object> = (
  input,
  call,
) => {
  const key = keyOf(input as Keyed);
  const name = input.ScheduledActionName!;
  if (!scheduledActions.get(call.tx, call, namedKey(key, name))) scheduledActionNotFound(key, name);
  scheduledActions.delete(call.tx, call, namedKey(key, name));
  call.flows.remove(scheduleFlowId(call, key, name));
  return {};
};

export const describeScheduledActions: Handler<
  sdk.DescribeScheduledActionsCommandInput,
  Answer<sdk.DescribeScheduledActionsCommandOutput>
> = (input, call) => {
  const found = scheduledActions
    .list(call.tx, call, { prefix: `${input.ServiceNamespace}|` })
    .filter(
      ({ name, resourceId, dimension }) =>
        (!input.ScheduledActionNames?.length || input.ScheduledActionNames.includes(name)) &&
        (input.ResourceId === undefined || input.ResourceId === resourceId) &&
        (input.ScalableDimension === undefined || input.ScalableDimension === dimension),
    );
  const { items, NextToken } = paged(found, (action) => namedKey(action, action.name), input);
  return { ScheduledActions: items.map(actionAnswer), NextToken };
};

const dateOf = (time: number | undefined) => (time === undefined ? undefined : new Date(time));

const actionAnswer = (action: ScheduledAction): sdk.ScheduledAction => ({
  ScheduledActionName: action.name,
  ScheduledActionARN: action.arn,
  ServiceNamespace: action.namespace as sdk.ServiceNamespace,
  Schedule: action.schedule,
  Timezone: action.timezone,
  ResourceId: action.resourceId,
  ScalableDimension: action.dimension as sdk.ScalableDimension,
  StartTime: dateOf(action.startAt),
  EndTime: dateOf(action.endAt),
  ScalableTargetAction: { MinCapacity: action.minCapacity, MaxCapacity: action.maxCapacity },
  CreationTime: new Date(action.createdAt),
});

/** The house's own, told by an action's flow: its time has come. */
export const runScheduledAction: Handler<TargetKey & { readonly name: string }, object> = (input, call) => {
  const target = findTarget(call.tx, call, input);
  const action = scheduledActions.get(call.tx, call, namedKey(input, input.name));
  if (!target || !action || target.suspended.ScheduledScalingSuspended) return {};
  const minCapacity = action.minCapacity ?? Math.min(target.minCapacity, action.maxCapacity!);
  const maxCapacity = action.maxCapacity ?? Math.max(target.maxCapacity, minCapacity);
  targets.put(call.tx, call, targetKey(input), { ...target, minCapacity, maxCapacity });
  const told: TargetFact = { type: 'ActionTriggered', name: action.name, minCapacity, maxCapacity };
  call.flows.tell(targetFlowId(call, input), told);
  return {};
};
