import { roleCall, roleWait, type EcsDeployment, type Progress } from '../../flow/deployment-state.ts';
import { move, routesOf } from './listeners.ts';

/** Sends all traffic back to blue, first of all and at once. */
export function beginRetreat(deployment: EcsDeployment): Progress<EcsDeployment> {
  if (!deployment.ecs.greenGroup) return { deployment, done: true }; // Nothing was touched.
  const { prod, test } = routesOf(deployment);
  return move(deployment, 'back', [...prod, ...test], 0);
}

/** Blue has all the traffic: it is the primary task set again, and green goes. */
export function afterRetreat(before: EcsDeployment): Progress<EcsDeployment> {
  const { cluster, service, blue, green, handedOver } = before.ecs;
  const deployment = { ...before, ecs: { ...before.ecs, greenPercent: 0 } };
  // What changes what has to be undone is waited for.
  if (before.underWay.some((name) => name === 'create green' || name === 'primary green'))
    return { deployment };
  if (handedOver) {
    const input = { cluster, service, primaryTaskSet: blue!.id };
    return {
      deployment,
      effects: { 'primary blue': roleCall(deployment, 'ecs', 'UpdateServicePrimaryTaskSet', input) },
    };
  }
  if (!green) return { deployment, done: true };
  const input = { cluster, service, taskSet: green.id, force: true };
  return { deployment, effects: { 'delete green': roleCall(deployment, 'ecs', 'DeleteTaskSet', input) } };
}

/** A rollback deployment's only work: sees that listeners and service are as they were. */
export function beginVerification(deployment: EcsDeployment): Progress<EcsDeployment> {
  const { cluster, service, blue, green, blueGroup, greenGroup } = deployment.ecs;
  if (!blue || !blueGroup || !greenGroup) return { deployment, done: true };
  const { prod, test } = routesOf(deployment);
  const loaded = `?TargetGroupArn=='${greenGroup.arn}' && Weight>\`0\``;
  const toGreen = `DefaultActions[].ForwardConfig.TargetGroups[${loaded}][]`;
  const old = `taskSets[?id=='${blue.id}' && status=='PRIMARY' && stabilityStatus=='STEADY_STATE']`;
  const gone = green ? ` && !(taskSets[?id=='${green.id}' && status!='DRAINING'])` : '';
  return {
    deployment,
    effects: {
      'verify listeners': roleWait(deployment, 'elasticloadbalancing', 'DescribeListeners', {
        input: { ListenerArns: [...prod, ...test] },
        until: `!(Listeners[].${toGreen})`,
      }),
      'verify service': roleWait(deployment, 'ecs', 'DescribeTaskSets', {
        input: { cluster, service },
        until: `${old}${gone}`,
      }),
    },
  };
}
