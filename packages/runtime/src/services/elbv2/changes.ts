import { claimsKey, publicPem } from '../../base/user-claims-key.ts';
import type { Call } from '../../dispatch/service.ts';
import {
  incompatibleProtocols,
  listenerTooPlain,
  targetGroupAssociationLimit,
  targetGroupsNotFound,
} from './errors.ts';
import { targetGroupsIn } from './actions.ts';
import {
  everywhere,
  flowOf,
  listeners,
  listenersOf,
  loadBalancers,
  publicKeys,
  rulesOf,
  protocolOf,
  targetGroups,
  type ListenerProtocol,
  type ListenerRecord,
  type LoadBalancerRecord,
  type TargetGroupRecord,
} from './records.ts';
import { attachedTo } from './table.ts';
import type { TableChanged } from './flow/load-balancer.ts';

/** Raises the version of a load balancer's table and has its flow apply it. Answers the version. */
export function changed(call: Call, loadBalancerArn: string): number {
  const before = loadBalancers.get(call.tx, call, loadBalancerArn)!;
  const balancer: LoadBalancerRecord = { ...before, version: before.version + 1 };
  loadBalancers.put(call.tx, call, balancer.arn, balancer);
  call.flows.tell(flowOf(call, balancer.arn), { type: 'TableChanged' } satisfies TableChanged);
  return balancer.version;
}

/**
 * The same for a listener or its rules: settles who forwards to which target group, and since when. Who asks
 * users to log in has what their sessions are sealed by.
 */
export function listenerChanged(call: Call, listener: ListenerRecord): void {
  associate(call, listener.loadBalancerArn);
  checkTongues(call, listener);
  if (asksWhoComes(call, listener)) seeded(call, listener.loadBalancerArn);
  const version = changed(call, listener.loadBalancerArn);
  if (listeners.get(call.tx, call, listener.arn))
    listeners.put(call.tx, call, listener.arn, { ...listener, version });
}

/** AWS: user guide, "Protocol version": HTTP/2 and gRPC come by HTTPS listeners only; the words are unverified. */
function checkTongues(call: Call, listener: ListenerRecord): void {
  const { protocol } = listener;
  if (!listeners.get(call.tx, call, listener.arn)) return;
  const actions = [listener, ...rulesOf(call.tx, call, listener.arn)].map(({ action }) => action);
  for (const arn of actions.flatMap(targetGroupsIn)) {
    const group = targetGroups.get(call.tx, call, arn)!;
    if (!goTogether(protocol, group)) incompatibleProtocols(arn, protocol, protocolOf(group) ?? 'none');
    if (group.speaks && protocol !== 'HTTPS') listenerTooPlain(protocol, group.speaks);
  }
}

/** AWS: Network Load Balancers guide, "Routing configuration": TCP to TCP, TLS to TLS or TCP. */
function goTogether(
  protocol: ListenerProtocol,
  { network = false, secure = false }: TargetGroupRecord,
): boolean {
  if (protocol === 'HTTP' || protocol === 'HTTPS') return !network;
  return network && (protocol === 'TLS' || !secure);
}

const asksWhoComes = (call: Call, listener: ListenerRecord): boolean =>
  [listener, ...rulesOf(call.tx, call, listener.arn)].some(({ action }) => action.gate);

function seeded(call: Call, loadBalancerArn: string): void {
  const balancer = loadBalancers.get(call.tx, call, loadBalancerArn)!;
  if (balancer.seed !== undefined) return;
  const seed = Buffer.from(call.ids.bytes(32)).toString('base64');
  loadBalancers.put(call.tx, call, balancer.arn, { ...balancer, seed });
  const signer = claimsKey(seed);
  publicKeys.put(call.tx, everywhere, signer.id, publicPem(signer));
}

/** The same for a target group: nobody need be told where no load balancer uses it. */
export function targetGroupChanged(call: Call, group: TargetGroupRecord): void {
  targetGroups.put(call.tx, call, group.arn, group);
  if (group.loadBalancerArn !== undefined) changed(call, group.loadBalancerArn);
}

/** Makes every target group know the load balancer that forwards to it, and forget one that does not. */
export function associate(call: Call, loadBalancerArn: string): void {
  const used = new Set(forwardedTo(call, loadBalancerArn));
  for (const group of attachedTo(call.tx, call, loadBalancerArn)) {
    if (used.has(group.arn)) used.delete(group.arn);
    else targetGroups.put(call.tx, call, group.arn, detached(group));
  }
  for (const arn of used) {
    const group = targetGroups.get(call.tx, call, arn) ?? targetGroupsNotFound();
    if (group.loadBalancerArn !== undefined) targetGroupAssociationLimit(arn);
    const version = loadBalancers.get(call.tx, call, loadBalancerArn)!.version + 1;
    const targets = group.targets.map((target) => ({ ...target, version }));
    targetGroups.put(call.tx, call, arn, { ...group, loadBalancerArn, targets });
  }
}

/** Nothing drains in a group that nobody uses. */
function detached(group: TargetGroupRecord): TargetGroupRecord {
  const targets = group.targets.filter((target) => !target.draining);
  return { ...group, loadBalancerArn: undefined, targets };
}

function forwardedTo(call: Call, loadBalancerArn: string): string[] {
  return listenersOf(call.tx, call, loadBalancerArn).flatMap((listener) => [
    ...targetGroupsIn(listener.action),
    ...rulesOf(call.tx, call, listener.arn).flatMap((rule) => targetGroupsIn(rule.action)),
  ]);
}
