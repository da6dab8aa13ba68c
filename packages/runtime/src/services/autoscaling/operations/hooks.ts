import type * as sdk from '@aws-sdk/client-auto-scaling';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { actionNotFound, invalid } from '../errors.ts';
import type { Member } from '../flow/group-state.ts';
import { groupFlowId, lifecycleHooks, type LifecycleHook, type Transition } from '../records.ts';
import { findGroup, stateOf } from './finding.ts';

const keyOf = ({ groupName, name }: Pick<LifecycleHook, 'groupName' | 'name'>): string =>
  `${groupName}|${name}`;

const transitions: readonly Transition[] = [
  'autoscaling:EC2_INSTANCE_LAUNCHING',
  'autoscaling:EC2_INSTANCE_TERMINATING',
];

/** Seconds. AWS: "The default is 3600 … from 30 to 7200". */
const heartbeat = { usual: 3600, least: 30, most: 7200 };
const hooksMax = 50;

type Asked = Omit<Given<sdk.PutLifecycleHookCommandInput>, 'LifecycleHookName'> & {
  readonly LifecycleHookName?: string | undefined;
};

/** A hook of a group, which need not be there yet. */
export function putHook(call: Call, input: Asked): void {
  const { AutoScalingGroupName: groupName, LifecycleHookName: name = '' } = input;
  const before = lifecycleHooks.get(call.tx, call, keyOf({ groupName, name }));
  const transition = (input.LifecycleTransition ?? before?.transition) as Transition | undefined;
  if (!transition || !transitions.includes(transition))
    return invalid(
      'A lifecycle transition is required: autoscaling:EC2_INSTANCE_LAUNCHING or …_TERMINATING.',
    );
  const seconds = input.HeartbeatTimeout ?? before?.heartbeatTimeoutSeconds ?? heartbeat.usual;
  if (seconds < heartbeat.least || seconds > heartbeat.most)
    invalid(`HeartbeatTimeout must be between ${heartbeat.least} and ${heartbeat.most} seconds.`);
  if (!before && lifecycleHooks.list(call.tx, call, { prefix: `${groupName}|` }).length >= hooksMax)
    invalid(`A group can have at most ${hooksMax} lifecycle hooks.`);
  lifecycleHooks.put(call.tx, call, keyOf({ groupName, name }), {
    groupName,
    name,
    transition,
    heartbeatTimeoutSeconds: seconds,
    defaultResult: (input.DefaultResult ?? before?.defaultResult ?? 'ABANDON') as 'CONTINUE' | 'ABANDON',
    notificationTargetArn: input.NotificationTargetARN ?? before?.notificationTargetArn,
    roleArn: input.RoleARN ?? before?.roleArn,
    notificationMetadata: input.NotificationMetadata ?? before?.notificationMetadata,
  });
}

export const putLifecycleHook: Handler<Given<sdk.PutLifecycleHookCommandInput>, object> = (input, call) => {
  findGroup(call, input.AutoScalingGroupName);
  putHook(call, input);
  return {};
};

export const deleteLifecycleHook: Handler<Given<sdk.DeleteLifecycleHookCommandInput>, object> = (
  { AutoScalingGroupName: groupName, LifecycleHookName: name },
  call,
) => {
  const { name: found } = findGroup(call, groupName);
  lifecycleHooks.delete(call.tx, call, keyOf({ groupName: found, name }));
  return {};
};

export const describeLifecycleHooks: Handler<
  Given<sdk.DescribeLifecycleHooksCommandInput>,
  Answered<sdk.DescribeLifecycleHooksCommandOutput>
> = ({ AutoScalingGroupName, LifecycleHookNames }, call) => {
  findGroup(call, AutoScalingGroupName);
  const all = lifecycleHooks.list(call.tx, call, { prefix: `${AutoScalingGroupName}|` });
  return {
    LifecycleHooks: all
      .filter(({ name }) => !LifecycleHookNames?.length || LifecycleHookNames.includes(name))
      .map((hook) => ({
        LifecycleHookName: hook.name,
        AutoScalingGroupName: hook.groupName,
        LifecycleTransition: hook.transition,
        NotificationTargetARN: hook.notificationTargetArn,
        RoleARN: hook.roleArn,
        NotificationMetadata: hook.notificationMetadata,
        HeartbeatTimeout: hook.heartbeatTimeoutSeconds,
        GlobalTimeout: hook.heartbeatTimeoutSeconds * 100,
        DefaultResult: hook.defaultResult,
      })),
  };
};

interface Action {
  readonly AutoScalingGroupName: string;
  readonly LifecycleHookName: string;
  readonly LifecycleActionToken?: string | undefined;
  readonly InstanceId?: string | undefined;
}

/** The instance whose hook is meant, by its id or by the token. */
function waiting(call: Call, action: Action): Member {
  const group = findGroup(call, action.AutoScalingGroupName);
  const member = stateOf(call, group)?.members.find(
    ({ instanceId, hook }) =>
      hook?.name === action.LifecycleHookName &&
      (action.InstanceId === undefined || action.InstanceId === instanceId) &&
      (action.LifecycleActionToken === undefined || action.LifecycleActionToken === hook.token),
  );
  if (!member || (action.InstanceId ?? action.LifecycleActionToken) === undefined) return actionNotFound();
  return member;
}

export const completeLifecycleAction: Handler<Given<sdk.CompleteLifecycleActionCommandInput>, object> = (
  input,
  call,
) => {
  const { LifecycleActionResult: result, LifecycleHookName: hook } = input;
  if (result !== 'CONTINUE' && result !== 'ABANDON')
    invalid('The lifecycle action result must be CONTINUE or ABANDON.');
  const { instanceId } = waiting(call, input);
  const fact = { type: 'ActionCompleted', instanceId, hook, result };
  call.flows.tell(groupFlowId(call, input.AutoScalingGroupName), fact);
  return {};
};

export const recordLifecycleActionHeartbeat: Handler<
  Given<sdk.RecordLifecycleActionHeartbeatCommandInput>,
  object
> = (input, call) => {
  const { instanceId } = waiting(call, input);
  const fact = { type: 'HeartbeatRecorded', instanceId, hook: input.LifecycleHookName };
  call.flows.tell(groupFlowId(call, input.AutoScalingGroupName), fact);
  return {};
};

export const describeLifecycleHookTypes: Handler<
  object,
  Answered<sdk.DescribeLifecycleHookTypesCommandOutput>
> = () => ({ LifecycleHookTypes: [...transitions] });
