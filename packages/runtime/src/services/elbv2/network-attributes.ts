import type { GroupPipes, ListenerPipes } from '../../base/effects/pipes.ts';
import { alpnOf } from './alpn-policies.ts';
import {
  bucketName,
  either,
  groupHealth,
  logPrefix,
  numberIn,
  type KnownAttributes,
} from './known-attributes.ts';
import type { ListenerRecord, TargetGroupRecord } from './records.ts';

/** AWS: API_LoadBalancerAttribute, those of network load balancers. */
export const networkLoadBalancers: KnownAttributes = {
  'access_logs.s3.enabled': { default: 'false', accepts: either },
  'access_logs.s3.bucket': { default: '', accepts: bucketName },
  'access_logs.s3.prefix': { default: '', accepts: logPrefix },
  'deletion_protection.enabled': { default: 'false', accepts: either },
  // No name leads to it, so that none is answered by zone.
  'dns_record.client_routing_policy': { default: 'any_availability_zone' },
  // There is no internet gateway that it could be reached by.
  'ipv6.deny_all_igw_traffic': { default: 'false', accepts: either },
  // Targets take customers of every zone: a load balancer has one address, and no zones.
  'load_balancing.cross_zone.enabled': { default: 'false', accepts: either },
  'secondary_ips.auto_assigned.per_subnet': { default: '0' },
  'zonal_shift.config.enabled': { default: 'false' },
};

/** AWS: API_TargetGroupAttribute, those of network load balancers. */
export function networkGroups({ targetType }: TargetGroupRecord): KnownAttributes {
  return {
    'deregistration_delay.connection_termination.enabled': { default: 'false', accepts: either },
    'deregistration_delay.timeout_seconds': { default: '300', accepts: numberIn(0, 3600) },
    'load_balancing.cross_zone.enabled': {
      default: 'use_load_balancer_configuration',
      accepts: /^(true|false|use_load_balancer_configuration)$/,
    },
    'preserve_client_ip.enabled': { default: targetType === 'ip' ? 'false' : 'true', accepts: either },
    'proxy_protocol_v2.enabled': { default: 'false', accepts: either },
    'stickiness.enabled': { default: 'false', accepts: either },
    'stickiness.type': { default: 'source_ip', accepts: /^source_ip$/ },
    ...groupHealth,
    'target_health_state.unhealthy.connection_termination.enabled': { default: 'true', accepts: either },
    'target_health_state.unhealthy.draining_interval_seconds': { default: '0' },
  };
}

/** AWS: API_ListenerAttribute; user guide, "Update the TCP idle timeout": that of TLS listeners cannot be changed. */
export const networkListeners = (protocol: ListenerRecord['protocol']): KnownAttributes =>
  protocol === 'TCP'
    ? { 'tcp.idle_timeout.seconds': { default: idleSeconds, accepts: numberIn(60, 6000) } }
    : {};

const idleSeconds = '350';

export function listenerPipes({ alpnPolicy, attributes = {}, protocol }: ListenerRecord): ListenerPipes {
  const alpn = alpnOf(alpnPolicy);
  const asked = protocol === 'TCP' ? attributes['tcp.idle_timeout.seconds'] : undefined;
  return { idleTimeoutMs: 1000 * Number(asked ?? idleSeconds), ...(alpn.length > 0 && { alpn }) };
}

export function groupPipes(group: TargetGroupRecord): GroupPipes {
  const known = networkGroups(group);
  const isOn = (key: string) => (group.attributes[key] ?? known[key]!.default) === 'true';
  return {
    proxyProtocol: isOn('proxy_protocol_v2.enabled'),
    keepsClientAddress: isOn('preserve_client_ip.enabled'),
    sticky: isOn('stickiness.enabled'),
    endsWithDelay: isOn('deregistration_delay.connection_termination.enabled'),
    endsWithHealth: isOn('target_health_state.unhealthy.connection_termination.enabled'),
  };
}
