import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalidConfiguration, invalidInput } from './errors.ts';
import { numberIn } from './known-attributes.ts';
import { protocolOf, type HealthCheckRecord, type TargetGroupRecord } from './records.ts';

/** AWS: API_CreateTargetGroup, defaults of HTTP target groups. */
const defaultHealthCheck: HealthCheckRecord = {
  path: '/',
  port: 'traffic-port',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
};

/** AWS: the same of gRPC: a call of a method that no server has. */
const callHealthCheck: HealthCheckRecord = {
  ...defaultHealthCheck,
  path: '/AWS.ALB/healthcheck',
  matcher: '12',
};

/** AWS: the same of Lambda functions, which are not checked unless that is asked for. */
const functionHealthCheck: HealthCheckRecord = {
  ...defaultHealthCheck,
  disabled: true,
  intervalSeconds: 35,
  timeoutSeconds: 30,
};

/** AWS: the same of network load balancers; the range of codes is Matcher's. */
const networkHealthCheck: HealthCheckRecord = { ...defaultHealthCheck, matcher: '200-399' };

/** AWS: HealthCheckTimeoutSeconds: "6 seconds for HTTP health checks and 10 seconds for TCP and HTTPS". */
const networkTimeoutSeconds = { HTTP: 6, HTTPS: 10, TCP: 10 } as const;

/** What a target group is checked by where nothing is said of it. */
export function usualCheck(
  group: Group,
  { HealthCheckProtocol, HealthCheckIntervalSeconds }: HealthCheckInput,
) {
  const { network, targetType, speaks } = group;
  if (network) {
    // AWS: user guide, "Use an Application Load Balancer as a target": it is checked by HTTP or HTTPS.
    const protocol = HealthCheckProtocol ?? (targetType === 'alb' ? 'HTTP' : 'TCP');
    const usual = networkTimeoutSeconds[protocol as keyof typeof networkTimeoutSeconds] ?? 10;
    const timeoutSeconds = Math.min(usual, HealthCheckIntervalSeconds ?? usual);
    return { ...networkHealthCheck, timeoutSeconds, ...(protocol === 'TCP' && { connects: true }) };
  }
  if (targetType === 'lambda') return functionHealthCheck;
  return speaks === 'GRPC' ? callHealthCheck : defaultHealthCheck;
}

export type HealthCheckInput = Pick<
  sdk.CreateTargetGroupCommandInput,
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckEnabled'
  | 'HealthCheckPath'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;
type Group = Pick<TargetGroupRecord, 'network' | 'secure' | 'speaks' | 'targetType'>;

/** AWS: which protocols check which groups, as API_CreateTargetGroup says; the words are unverified. */
export function checkCheckable(input: HealthCheckInput, group: Group): void {
  const { HealthCheckProtocol: protocol, HealthCheckEnabled: enabled = true } = input;
  const fitting = group.network && group.targetType !== 'alb' ? ['HTTP', 'HTTPS', 'TCP'] : ['HTTP', 'HTTPS'];
  if (protocol !== undefined && !fitting.includes(protocol))
    invalidConfiguration(
      `Health check protocol '${protocol}' must be one of '${fitting.join(', ')}' for target groups with the ` +
        `${protocolOf(group)} protocol`,
    );
  if (!enabled && group.targetType !== 'lambda')
    invalidInput(`Health checks must be enabled for target groups with target type '${group.targetType}'`);
}

export function healthCheckRecord(
  before: HealthCheckRecord,
  input: HealthCheckInput,
  group: Group,
): HealthCheckRecord {
  const { HealthCheckEnabled: enabled = before.disabled !== true, HealthCheckProtocol: protocol } = input;
  const secure = protocol === undefined ? before.secure : protocol === 'HTTPS';
  const connects = protocol === undefined ? before.connects : protocol === 'TCP';
  if (connects) checkSaysNothing(input);
  const check: HealthCheckRecord = {
    ...(!enabled && { disabled: true }),
    ...(secure && { secure }),
    ...(connects && { connects }),
    path: input.HealthCheckPath ?? before.path,
    port: input.HealthCheckPort ?? before.port,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? before.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? before.unhealthyThreshold,
    matcher: matcherOf(input.Matcher, group.speaks) ?? before.matcher,
  };
  if (!check.path.startsWith('/'))
    invalidInput(`Health check path '${check.path}' must begin with a '/' character`);
  if (check.port !== 'traffic-port' && !numberIn(1, 65_535).test(check.port))
    invalidInput(`Health check port '${check.port}' must be in the range 1-65535 or 'traffic-port'`);
  checkTimes(check, group);
  checkMatcher(check, group);
  return check;
}

/** AWS: as in hashicorp/terraform-provider-aws#2170. */
function checkSaysNothing({ HealthCheckPath: path, Matcher: matcher }: HealthCheckInput): void {
  if (path !== undefined) invalidConfiguration('Health check paths are not supported for TCP health checks');
  if (matcher !== undefined)
    invalidConfiguration('Health check matchers are not supported for TCP health checks');
}

/** AWS: a network load balancer's interval may be as long as its timeout; that is unverified. */
function checkTimes({ intervalSeconds, timeoutSeconds }: HealthCheckRecord, { network }: Group): void {
  if (network ? timeoutSeconds > intervalSeconds : timeoutSeconds >= intervalSeconds)
    invalidInput('Health check interval must be greater than the timeout.');
}

function checkMatcher({ matcher }: HealthCheckRecord, { network, speaks }: Group): void {
  if (speaks === 'GRPC') {
    if (!/^\d\d?(-\d\d?)?(,\d\d?(-\d\d?)?)*$/.test(matcher))
      invalidInput(`Health check matcher GRPC code '${matcher}' must be within '0-99' inclusive`);
    return;
  }
  // AWS: Matcher, HttpCode: of network load balancers up to 599.
  const code = network ? '[2-5]\\d\\d' : '[2-4]\\d\\d';
  if (!new RegExp(`^${code}(-${code})?(,${code}(-${code})?)*$`).test(matcher))
    invalidInput(
      `Health check matcher HTTP code '${matcher}' must be within '200-${network ? 599 : 499}' inclusive`,
    );
}

/** AWS: Matcher: "if the protocol version is gRPC, these are gRPC codes"; the words are unverified. */
function matcherOf(
  matcher: sdk.Matcher | undefined,
  speaks: TargetGroupRecord['speaks'],
): string | undefined {
  const { HttpCode, GrpcCode } = matcher ?? {};
  if (speaks === 'GRPC' && HttpCode !== undefined)
    invalidInput('You cannot specify an HTTP code matcher for a target group with the protocol version GRPC');
  if (speaks !== 'GRPC' && GrpcCode !== undefined)
    invalidInput(
      'You can specify a gRPC code matcher only for a target group with the protocol version GRPC',
    );
  return GrpcCode ?? HttpCode;
}
