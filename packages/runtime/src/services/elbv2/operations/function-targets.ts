import { AwsError } from '../../../base/aws-error.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import { mayInvoke } from '../../../dispatch/policy/function-policy.ts';
import type { Call, WaitingHandler } from '../../../dispatch/service.ts';
import { functionNotPermitted, invalidTarget, tooManyTargets } from '../errors.ts';
import { targetGroups, type TargetGroupRecord } from '../records.ts';

/** AWS: "Use Lambda functions as targets": one function a target group, and it must let the load balancer in. */
export function checkFunction(call: Call, group: TargetGroupRecord, ids: readonly string[]): void {
  const [id, ...others] = new Set(ids);
  if (id === undefined) return;
  // AWS: unverified.
  if (!/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(id))
    invalidTarget(`The following targets are not valid Lambda functions: '${id}'`);
  const stays = group.targets.some((target) => !target.draining && target.id !== id);
  if (others.length > 0 || stays) tooManyTargets(group.arn);
  if (!letsIn(call, id, group.arn)) functionNotPermitted(id, group.arn);
}

/** Whether the function lets load balancers invoke it for this target group. */
const letsIn = (call: Call, functionArn: string, sourceArn: string): boolean =>
  mayInvoke(call, functionArn, { service: 'elasticloadbalancing', sourceArn });

interface InvokeTarget {
  readonly TargetGroupArn: string;
  /** The event. */
  readonly Payload: string;
}
type InvokedTarget = { readonly payload: string } | { readonly failure: 'user' | 'internal' };

/** The house's own, asked by the load balancer for a request: has the function of a target group answer it. */
export const invokeTarget: WaitingHandler<InvokeTarget, InvokedTarget> = {
  async waits({ TargetGroupArn, Payload }, call) {
    const functionArn = call.transaction((inside) => {
      const targets = targetGroups.get(inside.tx, inside, TargetGroupArn)?.targets ?? [];
      const { id } = targets.find((target) => !target.draining) ?? targets[0] ?? {};
      return id !== undefined && letsIn(inside, id, TargetGroupArn) ? id : undefined;
    });
    if (functionArn === undefined) return { failure: 'user' };
    try {
      const invoked = await call.perform({
        type: 'aws.call',
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: functionArn, Payload },
        as: servicePrincipal('elasticloadbalancing'),
        sourceArn: TargetGroupArn,
        scope: { account: call.account, region: call.region },
      });
      return invoked.FunctionError === undefined ? { payload: invoked.Payload } : { failure: 'user' };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // AWS: "HTTP 502": the function returned an error or was throttled. Which of them are Lambda's is unverified.
      return { failure: error.name === 'ServiceException' ? 'internal' : 'user' };
    }
  },
};
