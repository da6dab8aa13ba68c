import { parseArn } from '../../base/arn.ts';
import type {
  ClientCertificates,
  FunctionTarget,
  HealthCheck,
  Listener,
  RoutingAction,
  RoutingCondition,
  RoutingTable,
  TargetGroup,
} from '../../base/effects/load-balancer.ts';
import type { Scope } from '../../base/scope.ts';
import type { Tx } from '../../store/store.ts';
import {
  algorithmOf,
  answerFieldsOf,
  clientKeepAliveMs,
  deregistrationDelayMs,
  healthyMinOf,
  idleTimeoutMs,
  logOf,
  multiValueHeaders,
  requestFieldsOf,
  slowStartMs,
  speaksHttp2,
  stickinessOf,
} from './attributes.ts';
import { groupPipes, listenerPipes } from './network-attributes.ts';
import { lentCertificates } from './listener-certificates.ts';
import {
  listenersOf,
  reached,
  rulesOf,
  targetGroups,
  trustStores,
  type ActionRecord,
  type ConditionRecord,
  type ListenerRecord,
  type LoadBalancerRecord,
  type MutualRecord,
  type TargetGroupRecord,
} from './records.ts';
import { defaultSslPolicy, tlsPolicyOf } from './ssl-policies.ts';

/** Everything a load balancer is to do, read from the records: what the data plane is told. */
export function routingTableOf(tx: Tx, scope: Scope, balancer: LoadBalancerRecord): RoutingTable {
  return {
    version: balancer.version,
    address: balancer.address,
    listeners: listenersOf(tx, scope, balancer.arn).map((listener) =>
      listenerTable(tx, scope, { listener, balancer }),
    ),
    targetGroups: attachedTo(tx, scope, balancer.arn).map(targetGroupTable),
    idleTimeoutMs: idleTimeoutMs(balancer),
    clientKeepAliveMs: clientKeepAliveMs(balancer),
    ...(balancer.seed !== undefined && { seed: balancer.seed }),
    ...(logOf(balancer, 'requests') && { accessLog: true }),
    ...(logOf(balancer, 'connections') && { connectionLog: true }),
  };
}

export function attachedTo(tx: Tx, scope: Scope, loadBalancerArn: string): TargetGroupRecord[] {
  return targetGroups.list(tx, scope).filter((group) => group.loadBalancerArn === loadBalancerArn);
}

function listenerTable(
  tx: Tx,
  scope: Scope,
  { listener, balancer }: { readonly listener: ListenerRecord; readonly balancer: LoadBalancerRecord },
): Listener {
  const ordered = rulesOf(tx, scope, listener.arn).map((rule) => ({
    rule: rule.arn,
    priority: rule.priority,
    conditions: rule.conditions.map(routingCondition),
    action: routingAction(rule.action),
    ...(rule.transforms && { transforms: rule.transforms }),
    ...(rule.action.gate && { gate: rule.action.gate }),
  }));
  const { gate } = listener.action;
  const { arn, port, protocol } = listener;
  const last = {
    rule: listener.defaultRuleArn,
    conditions: [],
    action: routingAction(listener.action),
    ...(gate && { gate }),
  };
  const secure = {
    certificates: lentCertificates(tx, scope, listener),
    tlsPolicy: tlsPolicyOf(listener.sslPolicy ?? defaultSslPolicy),
  };
  if (protocol === 'TCP' || protocol === 'TLS') {
    const passesOn = { listener: arn, port, protocol, rules: [last], pipes: listenerPipes(listener) };
    return protocol === 'TLS' ? { ...passesOn, ...secure } : passesOn;
  }
  return {
    listener: arn,
    port,
    protocol,
    rules: [...ordered, last],
    requests: requestFieldsOf(balancer, listener),
    answers: answerFieldsOf(listener),
    ...(listener.guard && { guard: { listener: listener.arn, ...listener.guard } }),
    ...(protocol === 'HTTPS' && {
      ...secure,
      ...(listener.mutual && { clients: clientCertificates(tx, scope, listener.mutual) }),
      http2: speaksHttp2(balancer),
    }),
  };
}

function clientCertificates(tx: Tx, scope: Scope, mutual: MutualRecord): ClientCertificates {
  if (mutual.mode === 'passthrough') return { mode: 'passthrough' };
  const { bundle, revocations = [] } = trustStores.get(tx, scope, mutual.trustStoreArn!)!;
  const verify = { mode: 'verify', authorities: bundle, ignoreExpiry: mutual.ignoreExpiry ?? false } as const;
  const revoked = revocations.flatMap((each) => each.revoked);
  return revoked.length > 0 ? { ...verify, revoked } : verify;
}

function routingCondition(condition: ConditionRecord): RoutingCondition {
  if (condition.field === 'query-string') return condition;
  const { field, values, regexValues, headerName } = condition;
  if (field === 'http-request-method' || field === 'source-ip') return { field, values };
  // AWS: user guide, "Rule condition types": of host and field, case does not matter. Unverified of expressions.
  const anyCase = field === 'path-pattern' ? '' : '(?i)';
  const found = regexValues && { regexValues: regexValues.map((text) => anyCase + text) };
  return field === 'http-header'
    ? { field, name: headerName!, values, ...found }
    : { field, values, ...found };
}

function routingAction(action: ActionRecord): RoutingAction {
  switch (action.type) {
    case 'forward':
      return {
        type: 'forward',
        targets: action.targets,
        ...(action.stickySeconds !== undefined && { stickySeconds: action.stickySeconds }),
        ...(action.stickyByAddress && { stickyByAddress: true }),
      };
    case 'fixed-response':
      return {
        type: 'fixed-response',
        status: Number(action.statusCode),
        ...(action.contentType !== undefined && { contentType: action.contentType }),
        ...(action.messageBody !== undefined && { body: action.messageBody }),
      };
    case 'redirect': {
      // The data plane fills in AWS's reserved keywords: #{protocol}, #{host}, #{port}, #{path}, #{query}.
      const { protocol, host, port, path, query } = action;
      const location = `${protocol.toLowerCase()}://${host}:${port}${path}?${query}`;
      return { type: 'redirect', status: action.statusCode === 'HTTP_301' ? 301 : 302, location };
    }
  }
}

function targetGroupTable(group: TargetGroupRecord): TargetGroup {
  const healthyMin = healthyMinOf(group);
  return {
    targetGroup: group.arn,
    healthCheck: healthCheckTable(group),
    ...(group.secure && { secure: true }),
    deregistrationDelayMs: deregistrationDelayMs(group),
    ...(healthyMin && { healthyMin }),
    ...(group.network ? { pipes: groupPipes(group) } : requestsTable(group)),
    targets: group.targets.map((target) => ({
      ...reached(target),
      ...(target.draining && { draining: true }),
    })),
  };
}

/** How requests are given to a group's targets. */
function requestsTable(group: TargetGroupRecord) {
  const stickiness = stickinessOf(group);
  return {
    ...(group.speaks && { speaks: group.speaks }),
    algorithm: algorithmOf(group),
    ...(group.targetType === 'lambda' && { function: functionTarget(group) }),
    ...(stickiness && { stickiness }),
    ...(slowStartMs(group) > 0 && { slowStartMs: slowStartMs(group) }),
  };
}

function functionTarget(group: TargetGroupRecord): FunctionTarget {
  const { account, region } = parseArn(group.arn)!;
  return { account, region, multiValueHeaders: multiValueHeaders(group) };
}

function healthCheckTable(group: TargetGroupRecord): HealthCheck {
  const { healthCheck: check, speaks } = group;
  return {
    ...(check.connects && { connects: true }),
    ...(group.network && groupPipes(group).proxyProtocol && { proxyProtocol: true }),
    ...(check.secure && { secure: true }),
    ...(speaks && { speaks }),
    ...(check.disabled && { disabled: true }),
    path: check.path,
    ...(check.port !== 'traffic-port' && { port: Number(check.port) }),
    intervalMs: check.intervalSeconds * 1000,
    timeoutMs: check.timeoutSeconds * 1000,
    healthyThreshold: check.healthyThreshold,
    unhealthyThreshold: check.unhealthyThreshold,
    matcher: check.matcher,
  };
}
