import { assert } from '../../../../base/assert.ts';
import { rerouted } from '../../../../base/routed-actions.ts';
import { roleCall, roleWait, type EcsDeployment, type Progress } from '../../flow/deployment-state.ts';

/** Which listeners a shift moves. */
export interface Routes {
  readonly prod: readonly string[];
  readonly test: readonly string[];
}

export function routesOf({ settings }: EcsDeployment): Routes {
  const pair = settings.loadBalancerInfo?.targetGroupPairInfoList?.[0];
  return {
    prod: pair?.prodTrafficRoute?.listenerArns ?? [],
    test: pair?.testTrafficRoute?.listenerArns ?? [],
  };
}

/**
 * Begins a shift: tells each listener its weights. It is over when the data plane has followed for all of
 * them.
 */
export function move(
  deployment: EcsDeployment,
  name: string,
  listeners: readonly string[],
  greenPercent: number,
): Progress<EcsDeployment> {
  const { blueGroup, greenGroup } = deployment.ecs;
  assert(blueGroup && greenGroup, 'traffic is shifted between groups that are known');
  const weighted = (arn: string, Weight: number) => ({ TargetGroupArn: arn, Weight });
  const TargetGroups = [weighted(blueGroup.arn, 100 - greenPercent), weighted(greenGroup.arn, greenPercent)];
  const action = { Type: 'forward', ForwardConfig: { TargetGroups } };
  const actionsOf = (listener: string) => rerouted(deployment.ecs.asking?.[listener], action);
  const effects = Object.fromEntries(
    listeners.map((ListenerArn) => [
      `move ${name} ${ListenerArn}`,
      roleCall(deployment, 'elasticloadbalancing', 'ModifyListener', {
        ListenerArn,
        DefaultActions: actionsOf(ListenerArn),
      }),
    ]),
  );
  const moving = { name, left: Object.keys(effects) };
  const ecs = { ...deployment.ecs, moving };
  return { deployment: { ...deployment, ecs }, effects, done: listeners.length === 0 };
}

export const isMove = (effect: string): boolean => /^(move|follow) /.test(effect);

/**
 * Takes the outcome of one of a shift's effects; `done` when all listeners follow. A refusal counts as an
 * end.
 */
export function moved(deployment: EcsDeployment, effect: string, refused: boolean): Progress<EcsDeployment> {
  const { moving } = deployment.ecs;
  if (!moving?.left.includes(effect)) return { deployment }; // Of a shift that was given up.
  const [step, name, listener] = effect.split(' ');
  const next = `follow ${name} ${listener}`;
  const follows = step === 'move' && !refused;
  const others = moving.left.filter((each) => each !== effect);
  const left = follows ? [...others, next] : others;
  const ecs = { ...deployment.ecs, moving: { ...moving, left } };
  const wait = { input: { ListenerArn: listener }, until: 'applied' };
  return {
    deployment: { ...deployment, ecs },
    ...(follows && {
      effects: { [next]: roleWait(deployment, 'elasticloadbalancing', 'WaitForListener', wait) },
    }),
    done: left.length === 0,
  };
}
