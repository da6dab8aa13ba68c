/** An instance that an Auto Scaling group has launched, or is about to end, and that waits for a deployment. */
export interface Launched {
  readonly autoScalingGroupName: string;
  readonly lifecycleHookName: string;
  readonly instanceId: string;
  readonly token: string;
  /** It is about to be ended. */
  readonly leaves?: true | undefined;
}

/** What the group is told when the wait is over. */
export const completionOf = (launched: Launched, result: 'CONTINUE' | 'ABANDON') => ({
  AutoScalingGroupName: launched.autoScalingGroupName,
  LifecycleHookName: launched.lifecycleHookName,
  InstanceId: launched.instanceId,
  LifecycleActionToken: launched.token,
  LifecycleActionResult: result,
});
