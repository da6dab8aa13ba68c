import { own } from '../../base/own.ts';
import { invalidInput, notServedHere } from './errors.ts';
import type { LoadBalancerRecord, TargetGroupRecord } from './records.ts';

interface Known {
  readonly default: string;
  /** What may be set; only the default where this house does nothing else. */
  readonly accepts?: RegExp;
}
type KnownAttributes = Readonly<Record<string, Known>>;

/** AWS: API_LoadBalancerAttribute, those of application load balancers. */
const ofLoadBalancers: KnownAttributes = {
  'access_logs.s3.enabled': { default: 'false' },
  'access_logs.s3.bucket': { default: '' },
  'access_logs.s3.prefix': { default: '' },
  'connection_logs.s3.enabled': { default: 'false' },
  'client_keep_alive.seconds': { default: '3600' },
  'deletion_protection.enabled': { default: 'false', accepts: /^(true|false)$/ },
  'idle_timeout.timeout_seconds': { default: '60', accepts: /^\d{1,4}$/ },
  'load_balancing.cross_zone.enabled': { default: 'true' },
  'routing.http.desync_mitigation_mode': { default: 'defensive' },
  'routing.http.drop_invalid_header_fields.enabled': { default: 'false' },
  'routing.http.preserve_host_header.enabled': { default: 'false' },
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': { default: 'false' },
  'routing.http.xff_client_port.enabled': { default: 'false' },
  'routing.http.xff_header_processing.mode': { default: 'append' },
  'routing.http2.enabled': { default: 'true' },
  'waf.fail_open.enabled': { default: 'false' },
  'zonal_shift.config.enabled': { default: 'false' },
};

/** AWS: API_TargetGroupAttribute, those of HTTP target groups. */
const ofTargetGroups: KnownAttributes = {
  'deregistration_delay.timeout_seconds': { default: '300', accepts: /^\d{1,4}$/ },
  'load_balancing.algorithm.type': { default: 'round_robin' },
  'load_balancing.algorithm.anomaly_mitigation': { default: 'off' },
  'load_balancing.cross_zone.enabled': { default: 'use_load_balancer_configuration' },
  'slow_start.duration_seconds': { default: '0' },
  'stickiness.enabled': { default: 'false' },
  'stickiness.type': { default: 'lb_cookie' },
  'stickiness.lb_cookie.duration_seconds': { default: '86400' },
  'stickiness.app_cookie.cookie_name': { default: '' },
  'stickiness.app_cookie.duration_seconds': { default: '86400' },
};

/** AWS: API_ListenerAttribute, those of HTTP listeners of application load balancers. */
const ofListeners: KnownAttributes = {
  'routing.http.response.server.enabled': { default: 'true' },
  'routing.http.response.strict_transport_security.header_value': { default: '' },
  'routing.http.response.access_control_allow_origin.header_value': { default: '' },
  'routing.http.response.access_control_allow_methods.header_value': { default: '' },
  'routing.http.response.access_control_allow_headers.header_value': { default: '' },
  'routing.http.response.access_control_allow_credentials.header_value': { default: '' },
  'routing.http.response.access_control_expose_headers.header_value': { default: '' },
  'routing.http.response.access_control_max_age.header_value': { default: '' },
  'routing.http.response.content_security_policy.header_value': { default: '' },
  'routing.http.response.x_content_type_options.header_value': { default: '' },
  'routing.http.response.x_frame_options.header_value': { default: '' },
};

/** A pair as the SDK has it. */
interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}
type Attributes = Readonly<Record<string, string>>;

export const setLoadBalancerAttributes = (set: Attributes, pairs: readonly Attribute[] | undefined) =>
  setAttributes(ofLoadBalancers, 'Load balancer', set, pairs);
export const setTargetGroupAttributes = (set: Attributes, pairs: readonly Attribute[] | undefined) =>
  setAttributes(ofTargetGroups, 'Target group', set, pairs);
export const setListenerAttributes = (set: Attributes, pairs: readonly Attribute[] | undefined) =>
  setAttributes(ofListeners, 'Listener', set, pairs);

export const listenerAttributes = (set: Attributes) => allOf(ofListeners, set);
export const loadBalancerAttributes = (balancer: LoadBalancerRecord) =>
  allOf(ofLoadBalancers, balancer.attributes);
export const targetGroupAttributes = (group: TargetGroupRecord) => allOf(ofTargetGroups, group.attributes);

export const idleTimeoutMs = (balancer: LoadBalancerRecord): number =>
  1000 * Number(balancer.attributes['idle_timeout.timeout_seconds'] ?? 60);
export const deregistrationDelayMs = (group: TargetGroupRecord): number =>
  1000 * Number(group.attributes['deregistration_delay.timeout_seconds'] ?? 300);

function allOf(known: KnownAttributes, set: Attributes) {
  return Object.entries(known).map(([Key, { default: value }]) => ({ Key, Value: set[Key] ?? value }));
}

function setAttributes(
  known: KnownAttributes,
  kind: string,
  set: Attributes,
  pairs: readonly Attribute[] = [],
): Attributes {
  const added = pairs.map(({ Key: key = '', Value: value = '' }): [string, string] => {
    const attribute = own(known, key) ?? invalidInput(`${kind} attribute key '${key}' is not recognized`);
    if (attribute.accepts ? !attribute.accepts.test(value) : value !== attribute.default) {
      // AWS: the words of the refusal are unverified.
      if (attribute.accepts) invalidInput(`'${value}' is not a valid value for attribute '${key}'`);
      notServedHere(`the attribute ${key} with the value '${value}'`);
    }
    return [key, value];
  });
  return { ...set, ...Object.fromEntries(added) };
}
