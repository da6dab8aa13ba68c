import type { Effect } from '../../../base/effects/effect.ts';
import { rerouted } from '../../../base/routed-actions.ts';
import type { DeploymentState, Shifted } from './deployment-state.ts';

function call(state: DeploymentState, shifted: Shifted, operation: string, input: object): Effect {
  const { scope } = state;
  return { type: 'aws.call', service: 'elasticloadbalancing', operation, input, as: shifted.roleArn, scope };
}

/**
 * AWS: API_AdvancedConfiguration: of an application load balancer a rule is named, of a network one the listener, which
 * has its default rule alone.
 */
const isListener = (arn: string): boolean => arn.includes(':listener/');

export const isOfNetwork = (arn: string): boolean => arn.includes(':listener/net/');

/** Looks at a rule before its first change: a listener's default rule is changed by the listener. */
export const lookAt = (state: DeploymentState, shifted: Shifted): Effect =>
  call(
    state,
    shifted,
    'DescribeRules',
    isListener(shifted.rule) ? { ListenerArn: shifted.rule } : { RuleArns: [shifted.rule] },
  );

/** So many per cent of a rule's traffic to the target's group, and the others to the source's. */
export function sendTo(state: DeploymentState, shifted: Shifted, percent: number): Effect {
  const green = weightOf(percent);
  const TargetGroups = [
    { TargetGroupArn: shifted.blue, Weight: wholeOf(percent) - green },
    { TargetGroupArn: shifted.green, Weight: green },
  ];
  const Actions = rerouted(shifted.asking, { Type: 'forward', ForwardConfig: { TargetGroups } });
  if (!shifted.isDefault) return call(state, shifted, 'ModifyRule', { RuleArn: shifted.rule, Actions });
  const ListenerArn = isListener(shifted.rule)
    ? shifted.rule
    : shifted.rule.slice(0, shifted.rule.lastIndexOf('/')).replace(':listener-rule/', ':listener/');
  return call(state, shifted, 'ModifyListener', { ListenerArn, DefaultActions: Actions });
}

/** Weights are whole numbers up to 999: a tenth of a per cent is one of a thousand, nearly. */
const wholeOf = (percent: number): number => (Number.isInteger(percent) ? 100 : 999);
const weightOf = (percent: number): number =>
  Number.isInteger(percent) ? percent : Math.max(1, Math.round(percent * 9.99));
