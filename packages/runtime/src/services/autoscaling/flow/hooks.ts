import { derivedUuid } from '../../../base/ids.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { parseArn } from '../../../base/arn.ts';
import type { LifecycleHook, Transition } from '../records.ts';
import { memberOf, serviceCall, withMember, type GroupState, type Known, type Step } from './group-state.ts';

interface Waiting {
  readonly instanceId: string;
  readonly transition: Transition;
}

/** The next hook of a transition that an instance has to wait for; undefined, where there is none left. */
export function waitForHook(
  before: GroupState,
  { hooks }: Known,
  { instanceId, transition }: Waiting,
  now: number,
): Step | undefined {
  const member = memberOf(before, instanceId)!;
  const next = hooks.find((hook) => hook.transition === transition && !member.hooksDone.includes(hook.name));
  if (!next) return undefined;
  const token = derivedUuid('hook', before.account, before.region, before.name, instanceId, next.name);
  const hook = { name: next.name, token, until: now + next.heartbeatTimeoutSeconds * 1000 };
  const waits = transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'Pending:Wait' : 'Terminating:Wait';
  const state = withMember(before, instanceId, { state: waits, hook });
  const effect = notice(state, next, { instanceId, token });
  return { state, effects: effect ? { [`notify ${instanceId} ${next.name}`]: effect } : {} };
}

/** Who is told of a hook, besides EventBridge. AWS: an SNS topic or an SQS queue; CodeDeploy has one of its own. */
function notice(
  state: GroupState,
  hook: LifecycleHook,
  { instanceId, token }: { readonly instanceId: string; readonly token: string },
): Effect | undefined {
  const target = hook.notificationTargetArn;
  if (target === undefined) return undefined;
  const { service, resource } = parseArn(target) ?? {};
  if (service === 'codedeploy')
    return serviceCall(state, 'codedeploy', 'DeployToLaunchedInstance', {
      autoScalingGroupName: state.name,
      lifecycleHookName: hook.name,
      instanceId,
      token,
    });
  const message = JSON.stringify({
    LifecycleHookName: hook.name,
    AccountId: state.account,
    RequestId: token,
    LifecycleTransition: hook.transition,
    AutoScalingGroupName: state.name,
    Service: 'AWS Auto Scaling',
    EC2InstanceId: instanceId,
    LifecycleActionToken: token,
    ...(hook.notificationMetadata !== undefined && { NotificationMetadata: hook.notificationMetadata }),
  });
  const as = hook.roleArn ?? 'autoscaling.amazonaws.com';
  const call =
    service === 'sns'
      ? serviceCall(state, 'sns', 'Publish', { TopicArn: target, Message: message })
      : serviceCall(state, 'sqs', 'SendMessage', {
          QueueUrl: `https://sqs.${state.region}.amazonaws.com/${state.account}/${resource}`,
          MessageBody: message,
        });
  return { ...call, as } as Effect;
}
