import type {
  AnswerFields,
  LogSubject,
  RequestFields,
  Stickiness,
  TargetGroup,
} from '../../base/effects/load-balancer.ts';
import { invalidConfiguration, invalidInput } from './errors.ts';
import {
  allOf,
  bucketName,
  either,
  groupHealth,
  logPrefix,
  numberIn,
  setAttributes,
  type Attribute,
  type Attributes,
  type KnownAttributes,
} from './known-attributes.ts';
import { networkGroups, networkListeners, networkLoadBalancers } from './network-attributes.ts';
import {
  protocolOf,
  typeOf,
  type ListenerRecord,
  type LoadBalancerRecord,
  type TargetGroupRecord,
} from './records.ts';

/** What may stand in a header field. AWS: user guide, "HTTP header modification", up to 1 KB. */
const fieldValue = /^[\t\x20-\x7e]{0,1024}$/;

/** AWS: API_LoadBalancerAttribute, those of application load balancers. */
const ofLoadBalancers: KnownAttributes = {
  'access_logs.s3.enabled': { default: 'false', accepts: either },
  'access_logs.s3.bucket': { default: '', accepts: bucketName },
  'access_logs.s3.prefix': { default: '', accepts: logPrefix },
  'connection_logs.s3.enabled': { default: 'false', accepts: either },
  'connection_logs.s3.bucket': { default: '', accepts: bucketName },
  'connection_logs.s3.prefix': { default: '', accepts: logPrefix },
  'health_check_logs.s3.enabled': { default: 'false' },
  'health_check_logs.s3.bucket': { default: '' },
  'health_check_logs.s3.prefix': { default: '' },
  'client_keep_alive.seconds': { default: '3600', accepts: numberIn(60, 604_800) },
  'deletion_protection.enabled': { default: 'false', accepts: either },
  'idle_timeout.timeout_seconds': { default: '60', accepts: numberIn(1, 4000) },
  'load_balancing.cross_zone.enabled': { default: 'true' },
  // What is ambiguous is refused, which is what all but `monitor` have in common.
  'routing.http.desync_mitigation_mode': {
    default: 'defensive',
    accepts: /^(defensive|strictest)$/,
    elsewhere: ['monitor'],
  },
  'routing.http.drop_invalid_header_fields.enabled': { default: 'false', accepts: either },
  'routing.http.preserve_host_header.enabled': { default: 'false', accepts: either },
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': {
    default: 'false',
    accepts: either,
  },
  'routing.http.xff_client_port.enabled': { default: 'false', accepts: either },
  'routing.http.xff_header_processing.mode': { default: 'append', accepts: /^(append|preserve|remove)$/ },
  'routing.http2.enabled': { default: 'true', accepts: either },
  'waf.fail_open.enabled': { default: 'false' },
  'zonal_shift.config.enabled': { default: 'false' },
};

/** AWS: API_TargetGroupAttribute, those of HTTP target groups. */
const ofTargetGroups: KnownAttributes = {
  'deregistration_delay.timeout_seconds': { default: '300', accepts: numberIn(0, 3600) },
  'load_balancing.algorithm.type': {
    default: 'round_robin',
    accepts: /^(round_robin|least_outstanding_requests|weighted_random)$/,
  },
  'load_balancing.algorithm.anomaly_mitigation': { default: 'off' },
  // Targets take customers of every zone, as those of an application load balancer do by its own configuration.
  'load_balancing.cross_zone.enabled': {
    default: 'use_load_balancer_configuration',
    accepts: /^(true|use_load_balancer_configuration)$/,
    elsewhere: ['false'],
  },
  'slow_start.duration_seconds': { default: '0', accepts: numberIn(30, 900, 0) },
  'stickiness.enabled': { default: 'false', accepts: either },
  'stickiness.type': { default: 'lb_cookie', accepts: /^(lb_cookie|app_cookie)$/ },
  'stickiness.lb_cookie.duration_seconds': { default: '86400', accepts: numberIn(1, 604_800) },
  // AWS: user guide, "Application-based stickiness": names that begin with AWSALB are its own.
  'stickiness.app_cookie.cookie_name': { default: '', accepts: /^(?!AWSALB)[!#-'*+\-.\w^`|~]{1,128}$/ },
  'stickiness.app_cookie.duration_seconds': { default: '86400', accepts: numberIn(1, 604_800) },
  ...groupHealth,
};

/** AWS: API_TargetGroupAttribute, those of Lambda functions. */
const ofFunctions: KnownAttributes = {
  'lambda.multi_value_headers.enabled': { default: 'false', accepts: either },
};

function ofGroup(group: TargetGroupRecord): KnownAttributes {
  if (group.targetType === 'lambda') return ofFunctions;
  return group.network ? networkGroups(group) : ofTargetGroups;
}

const ofBalancer = ({ arn }: LoadBalancerRecord): KnownAttributes =>
  typeOf(arn) === 'network' ? networkLoadBalancers : ofLoadBalancers;

const ofListener = ({ protocol }: ListenerRecord): KnownAttributes =>
  protocol === 'HTTP' || protocol === 'HTTPS' ? ofListeners : networkListeners(protocol);

/** AWS: user guide, "HTTP header modification": letters, digits, hyphens and underscores, 40 of them. */
const fieldName = /^[A-Za-z0-9_-]{1,40}$/;

/** Fields that targets are told, which may be called otherwise. */
const requestNames: readonly string[] = [
  'X-Amzn-Mtls-Clientcert-Serial-Number',
  'X-Amzn-Mtls-Clientcert-Issuer',
  'X-Amzn-Mtls-Clientcert-Subject',
  'X-Amzn-Mtls-Clientcert-Validity',
  'X-Amzn-Mtls-Clientcert-Leaf',
  'X-Amzn-Mtls-Clientcert',
  'X-Amzn-Tls-Version',
  'X-Amzn-Tls-Cipher-Suite',
];
const renaming = (name: string): string =>
  `routing.http.request.${name.toLowerCase().replaceAll('-', '_')}.header_name`;

/** AWS: API_ListenerAttribute, those of HTTP listeners of application load balancers. */
const ofListeners: KnownAttributes = {
  ...Object.fromEntries(requestNames.map((name) => [renaming(name), { default: name, accepts: fieldName }])),
  'routing.http.response.server.enabled': { default: 'true', accepts: either },
  'routing.http.response.strict_transport_security.header_value': { default: '', accepts: fieldValue },
  'routing.http.response.access_control_allow_origin.header_value': { default: '', accepts: fieldValue },
  'routing.http.response.access_control_allow_methods.header_value': { default: '', accepts: fieldValue },
  'routing.http.response.access_control_allow_headers.header_value': { default: '', accepts: fieldValue },
  'routing.http.response.access_control_allow_credentials.header_value': { default: '', accepts: fieldValue },
  'routing.http.response.access_control_expose_headers.header_value': { default: '', accepts: fieldValue },
  'routing.http.response.access_control_max_age.header_value': { default: '', accepts: fieldValue },
  'routing.http.response.content_security_policy.header_value': { default: '', accepts: fieldValue },
  'routing.http.response.x_content_type_options.header_value': { default: '', accepts: fieldValue },
  'routing.http.response.x_frame_options.header_value': { default: '', accepts: fieldValue },
};

export function setLoadBalancerAttributes(
  balancer: LoadBalancerRecord,
  pairs: readonly Attribute[] | undefined,
): Attributes {
  // AWS: as in hashicorp/terraform-provider-aws#3611.
  const unknown = (key: string): never =>
    Object.hasOwn({ ...ofLoadBalancers, ...networkLoadBalancers }, key)
      ? invalidConfiguration(
          `Load balancer attribute key '${key}' is not supported on load balancers with type '${typeOf(balancer.arn)}'`,
        )
      : notRecognized('Load balancer', key);
  const attributes = setAttributes(ofBalancer(balancer), unknown, { set: balancer.attributes, pairs });
  // AWS: the words are unverified.
  for (const what of ['access', 'connection'])
    if (attributes[`${what}_logs.s3.enabled`] === 'true' && !attributes[`${what}_logs.s3.bucket`])
      invalidInput(`'${what}_logs.s3.bucket' must be set when ${what} logs are enabled`);
  return attributes;
}
export function setTargetGroupAttributes(
  group: TargetGroupRecord,
  pairs: readonly Attribute[] | undefined,
): Attributes {
  checkStickiness(group, pairs);
  // AWS: as in hashicorp/terraform-provider-aws#7047.
  const unknown = (key: string): never =>
    Object.hasOwn({ ...ofTargetGroups, ...ofFunctions, ...networkGroups(group) }, key)
      ? invalidConfiguration('The provided target group attribute is not supported')
      : notRecognized('Target group', key);
  const attributes = setAttributes(ofGroup(group), unknown, { set: group.attributes, pairs });
  // AWS: user guide, "Slow start mode" and "Application-based stickiness"; the words are unverified.
  const starts = Number(attributes['slow_start.duration_seconds'] ?? 0) > 0;
  if (starts && (attributes['load_balancing.algorithm.type'] ?? 'round_robin') !== 'round_robin')
    invalidInput('You can enable slow start only with the round_robin routing algorithm');
  const byApplication =
    attributes['stickiness.enabled'] === 'true' && attributes['stickiness.type'] === 'app_cookie';
  if (byApplication && !attributes['stickiness.app_cookie.cookie_name'])
    invalidInput('You must specify a cookie name for application-based stickiness');
  return attributes;
}

/** AWS: as in hashicorp/boundary-reference-architecture#14; of TLS, the words are unverified. */
function checkStickiness(group: TargetGroupRecord, pairs: readonly Attribute[] = []): void {
  const valueOf = (key: string) => pairs.find(({ Key }) => Key === key)?.Value;
  const asked = valueOf('stickiness.type');
  if (group.network && group.secure && valueOf('stickiness.enabled') === 'true')
    invalidConfiguration('Stickiness is not supported for target groups with the TLS protocol');
  const ofOthers = group.network ? ['lb_cookie', 'app_cookie'] : ['source_ip'];
  if (asked !== undefined && ofOthers.includes(asked))
    invalidConfiguration(
      `Stickiness type '${asked}' is not supported for target groups with the ${protocolOf(group)} protocol`,
    );
}

export function setListenerAttributes(
  listener: ListenerRecord,
  pairs: readonly Attribute[] | undefined,
): Attributes {
  const unknown = (key: string): never => notRecognized('Listener', key);
  return setAttributes(ofListener(listener), unknown, { set: listener.attributes ?? {}, pairs });
}

const notRecognized = (kind: string, key: string): never =>
  invalidInput(`${kind} attribute key '${key}' is not recognized`);

export const listenerAttributes = (listener: ListenerRecord) =>
  allOf(ofListener(listener), listener.attributes ?? {});
export const loadBalancerAttributes = (balancer: LoadBalancerRecord) =>
  allOf(ofBalancer(balancer), balancer.attributes);
export const targetGroupAttributes = (group: TargetGroupRecord) => allOf(ofGroup(group), group.attributes);

export const idleTimeoutMs = (balancer: LoadBalancerRecord): number =>
  1000 * Number(balancer.attributes['idle_timeout.timeout_seconds'] ?? 60);
export const clientKeepAliveMs = (balancer: LoadBalancerRecord): number =>
  1000 * Number(balancer.attributes['client_keep_alive.seconds'] ?? 3600);

/** Where requests are written down, or connections, if they are. */
export function logOf({ attributes }: LoadBalancerRecord, about: LogSubject): LogDestination | undefined {
  const at = about === 'requests' ? 'access_logs.s3' : 'connection_logs.s3';
  if (attributes[`${at}.enabled`] !== 'true') return undefined;
  const { [`${at}.bucket`]: bucket = '', [`${at}.prefix`]: prefix = '' } = attributes;
  return { bucket, prefix };
}

export interface LogDestination {
  readonly bucket: string;
  readonly prefix: string;
}

/** How many targets have to be healthy for the others to get no requests. */
export function healthyMinOf({ attributes }: TargetGroupRecord): TargetGroup['healthyMin'] {
  const prefix = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';
  const { [`${prefix}.count`]: count = '1', [`${prefix}.percentage`]: percent = 'off' } = attributes;
  if (count === '1' && percent === 'off') return undefined;
  return { count: Number(count), percent: percent === 'off' ? 0 : Number(percent) };
}

export const speaksHttp2 = (balancer: LoadBalancerRecord): boolean =>
  balancer.attributes['routing.http2.enabled'] !== 'false';
export const deregistrationDelayMs = (group: TargetGroupRecord): number =>
  1000 * Number(group.attributes['deregistration_delay.timeout_seconds'] ?? 300);

export function requestFieldsOf(
  { attributes }: LoadBalancerRecord,
  { attributes: ofListener = {} }: ListenerRecord,
): RequestFields {
  const names = requestNames.flatMap((name) => {
    const other = ofListener[renaming(name)];
    return other === undefined || other === name ? [] : [[name.toLowerCase(), other]];
  });
  const mode = attributes['routing.http.xff_header_processing.mode'] ?? 'append';
  return {
    forwardedFor: mode as RequestFields['forwardedFor'],
    clientPort: attributes['routing.http.xff_client_port.enabled'] === 'true',
    tls: attributes['routing.http.x_amzn_tls_version_and_cipher_suite.enabled'] === 'true',
    ...(names.length > 0 && { names: Object.fromEntries(names) }),
    ...(attributes['routing.http.preserve_host_header.enabled'] === 'true' && { preserveHost: true }),
    ...(attributes['routing.http.drop_invalid_header_fields.enabled'] === 'true' && { dropInvalid: true }),
  };
}

/** `routing.http.response.x_frame_options.header_value` sets `X-Frame-Options`. */
export function answerFieldsOf({ attributes = {} }: ListenerRecord): AnswerFields {
  const set = Object.entries(attributes).flatMap(([key, value]): [string, string][] => {
    const [, words] = /^routing\.http\.response\.(\w+)\.header_value$/.exec(key) ?? [];
    if (words === undefined || value === '') return [];
    return [
      [
        words
          .split('_')
          .map((word) => word[0]!.toUpperCase() + word.slice(1))
          .join('-'),
        value,
      ],
    ];
  });
  return { set, server: attributes['routing.http.response.server.enabled'] !== 'false' };
}

export function stickinessOf({ attributes }: TargetGroupRecord): Stickiness | undefined {
  if (attributes['stickiness.enabled'] !== 'true') return undefined;
  if (attributes['stickiness.type'] !== 'app_cookie')
    return {
      type: 'lb_cookie',
      seconds: Number(attributes['stickiness.lb_cookie.duration_seconds'] ?? 86_400),
    };
  return {
    type: 'app_cookie',
    cookieName: attributes['stickiness.app_cookie.cookie_name']!,
    seconds: Number(attributes['stickiness.app_cookie.duration_seconds'] ?? 86_400),
  };
}

export const algorithmOf = ({ attributes }: TargetGroupRecord) =>
  (attributes['load_balancing.algorithm.type'] ?? 'round_robin') as NonNullable<TargetGroup['algorithm']>;

export const multiValueHeaders = ({ attributes }: TargetGroupRecord): boolean =>
  attributes['lambda.multi_value_headers.enabled'] === 'true';

export const slowStartMs = ({ attributes }: TargetGroupRecord): number =>
  1000 * Number(attributes['slow_start.duration_seconds'] ?? 0);
