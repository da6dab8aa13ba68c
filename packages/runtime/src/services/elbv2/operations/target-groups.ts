import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { setTargetGroupAttributes, targetGroupAttributes } from '../attributes.ts';
import { targetGroupChanged } from '../changes.ts';
import {
  duplicateTargetGroupName,
  invalidInput,
  notServedHere,
  targetGroupInUse,
  targetGroupsNotFound,
} from '../errors.ts';
import {
  elbArn,
  loadBalancerOf,
  tags,
  targetGroupOf,
  targetGroups,
  type Answer,
  type HealthCheckRecord,
  type TargetGroupRecord,
} from '../records.ts';
import { tagRecord } from '../tags.ts';

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

export const createTargetGroup: Handler<
  sdk.CreateTargetGroupCommandInput,
  Answer<sdk.CreateTargetGroupCommandOutput>
> = (input, call) => {
  const name = input.Name!;
  checkName(name);
  checkServed(input);
  const place = placeOf(input);
  const settings = {
    name,
    ...place,
    healthCheck: healthCheckRecord(usualCheck(place), input, place),
  } as const;
  const same = targetGroups.list(call.tx, call).find((group) => group.name === name);
  if (same) {
    const { targetType, port, vpcId, healthCheck, secure, speaks } = same;
    const before = { name, targetType, port, vpcId, ...tongueOf({ secure, speaks }), healthCheck };
    if (JSON.stringify(before) !== JSON.stringify(settings)) duplicateTargetGroupName(name);
    return { TargetGroups: [groupAnswer(same)] };
  }
  const arn = elbArn(call, `targetgroup/${name}/${call.ids.word(16, alphabets.hex)}`);
  const group: TargetGroupRecord = { ...settings, arn, attributes: {}, targets: [] };
  targetGroups.put(call.tx, call, arn, group);
  tags.put(call.tx, call, arn, tagRecord(input.Tags));
  return { TargetGroups: [groupAnswer(group)] };
};

export const describeTargetGroups: Handler<
  sdk.DescribeTargetGroupsCommandInput,
  Answer<sdk.DescribeTargetGroupsCommandOutput>
> = (input, call) => {
  if (input.LoadBalancerArn !== undefined) loadBalancerOf(call.tx, call, input.LoadBalancerArn);
  for (const arn of input.TargetGroupArns ?? []) targetGroupOf(call.tx, call, arn);
  const all = targetGroups.list(call.tx, call);
  const names = input.Names ?? [];
  if (!names.every((name) => all.some((group) => group.name === name))) targetGroupsNotFound();
  const found = all.filter(
    (group) =>
      (input.LoadBalancerArn === undefined || group.loadBalancerArn === input.LoadBalancerArn) &&
      (!input.TargetGroupArns?.length || input.TargetGroupArns.includes(group.arn)) &&
      (names.length === 0 || names.includes(group.name)),
  );
  const page = pageOf(found, (group) => group.arn, {
    token: input.Marker,
    limit: input.PageSize ?? 400,
    invalid: () => invalidInput('Invalid Marker'),
  });
  return { TargetGroups: page.items.map(groupAnswer), NextMarker: page.next };
};

export const modifyTargetGroup: Handler<
  sdk.ModifyTargetGroupCommandInput,
  Answer<sdk.ModifyTargetGroupCommandOutput>
> = (input, call) => {
  const before = targetGroupOf(call.tx, call, input.TargetGroupArn!);
  checkHealthCheckServed(input, before.targetType);
  const group = { ...before, healthCheck: healthCheckRecord(before.healthCheck, input, before) };
  targetGroupChanged(call, group);
  return { TargetGroups: [groupAnswer(group)] };
};

/** AWS: deleting a target group that is not there succeeds. */
export const deleteTargetGroup: Handler<sdk.DeleteTargetGroupCommandInput, object> = (input, call) => {
  const group = targetGroups.get(call.tx, call, input.TargetGroupArn!);
  if (!group) return {};
  if (group.loadBalancerArn !== undefined) targetGroupInUse(group.arn);
  targetGroups.delete(call.tx, call, group.arn);
  tags.delete(call.tx, call, group.arn);
  return {};
};

export const describeTargetGroupAttributes: Handler<
  sdk.DescribeTargetGroupAttributesCommandInput,
  Answer<sdk.DescribeTargetGroupAttributesCommandOutput>
> = (input, call) => ({
  Attributes: targetGroupAttributes(targetGroupOf(call.tx, call, input.TargetGroupArn!)),
});

export const modifyTargetGroupAttributes: Handler<
  sdk.ModifyTargetGroupAttributesCommandInput,
  Answer<sdk.ModifyTargetGroupAttributesCommandOutput>
> = (input, call) => {
  const before = targetGroupOf(call.tx, call, input.TargetGroupArn!);
  const group = { ...before, attributes: setTargetGroupAttributes(before, input.Attributes) };
  targetGroupChanged(call, group);
  return { Attributes: targetGroupAttributes(group) };
};

function checkName(name: string): void {
  if (name.length > 32) invalidInput(`Target group name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name))
    invalidInput(`Target group name '${name}' can only contain alphanumeric characters or hyphens(-)`);
  if (/^-|-$/.test(name)) invalidInput(`Target group name '${name}' cannot begin or end with '-'`);
}

function checkServed(input: sdk.CreateTargetGroupCommandInput): void {
  const { TargetType: type = 'instance', Protocol: protocol, ProtocolVersion: version } = input;
  if (type === 'alb') notServedHere('target groups of type alb');
  checkHealthCheckServed(input, type);
  // AWS: of Lambda functions protocol, port and VPC do not apply.
  if (type === 'lambda') return;
  if (protocol === undefined) invalidInput('A protocol must be specified');
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') notServedHere(`target groups of the protocol ${protocol}`);
  // AWS: API_CreateTargetGroup, ProtocolVersion; the words are unverified.
  if (version !== undefined && !['GRPC', 'HTTP1', 'HTTP2'].includes(version))
    invalidInput(`Protocol version '${version}' must be one of 'GRPC, HTTP1, HTTP2'`);
  if (input.Port === undefined) invalidInput('A port must be specified');
  if (input.VpcId === undefined) invalidInput('A VPC ID must be specified');
}

type Tongue = Pick<TargetGroupRecord, 'secure' | 'speaks'>;
type Place = Tongue & Pick<TargetGroupRecord, 'targetType' | 'port' | 'vpcId'>;

/** Where targets are, and how they are spoken to. */
function placeOf(input: sdk.CreateTargetGroupCommandInput): Place {
  if (input.TargetType === 'lambda') return { targetType: 'lambda', port: 0, vpcId: undefined };
  const { Protocol, ProtocolVersion: version } = input;
  const speaks = version === 'GRPC' || version === 'HTTP2' ? version : undefined;
  return {
    targetType: input.TargetType === 'ip' ? 'ip' : 'instance',
    port: input.Port!,
    vpcId: input.VpcId,
    ...tongueOf({ secure: Protocol === 'HTTPS', speaks }),
  };
}

/** Without what is as usual. */
const tongueOf = ({ secure, speaks }: { [Name in keyof Tongue]?: Tongue[Name] | undefined }): Tongue => ({
  ...(secure && { secure }),
  ...(speaks && { speaks }),
});

function usualCheck({ targetType, speaks }: Place): HealthCheckRecord {
  if (targetType === 'lambda') return functionHealthCheck;
  return speaks === 'GRPC' ? callHealthCheck : defaultHealthCheck;
}

type HealthCheckInput = Pick<
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

function checkHealthCheckServed(input: HealthCheckInput, type: sdk.TargetTypeEnum): void {
  const { HealthCheckProtocol: protocol = 'HTTP', HealthCheckEnabled: enabled = true } = input;
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') notServedHere(`health checks over ${protocol}`);
  if (!enabled && type !== 'lambda')
    invalidInput("Health checks must be enabled for target groups with target type 'ip' or 'instance'");
}

function healthCheckRecord(
  before: HealthCheckRecord,
  input: HealthCheckInput,
  { speaks }: Tongue,
): HealthCheckRecord {
  const { HealthCheckEnabled: enabled = before.disabled !== true, HealthCheckProtocol: protocol } = input;
  const secure = protocol === undefined ? before.secure : protocol === 'HTTPS';
  const check: HealthCheckRecord = {
    ...(!enabled && { disabled: true }),
    ...(secure && { secure }),
    path: input.HealthCheckPath ?? before.path,
    port: input.HealthCheckPort ?? before.port,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? before.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? before.unhealthyThreshold,
    matcher: matcherOf(input.Matcher, speaks) ?? before.matcher,
  };
  if (!check.path.startsWith('/'))
    invalidInput(`Health check path '${check.path}' must begin with a '/' character`);
  if (!/^(traffic-port|\d{1,5})$/.test(check.port))
    invalidInput(`Health check port '${check.port}' must be in the range 1-65535 or 'traffic-port'`);
  if (check.timeoutSeconds >= check.intervalSeconds)
    invalidInput('Health check interval must be greater than the timeout.');
  if (speaks === 'GRPC' && !/^\d\d?(-\d\d?)?(,\d\d?(-\d\d?)?)*$/.test(check.matcher))
    invalidInput(`Health check matcher GRPC code '${check.matcher}' must be within '0-99' inclusive`);
  if (speaks !== 'GRPC' && !/^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/.test(check.matcher))
    invalidInput(`Health check matcher HTTP code '${check.matcher}' must be within '200-499' inclusive`);
  return check;
}

/** AWS: Matcher: "if the protocol version is gRPC, these are gRPC codes"; the words are unverified. */
function matcherOf(matcher: sdk.Matcher | undefined, speaks: Tongue['speaks']): string | undefined {
  const { HttpCode, GrpcCode } = matcher ?? {};
  if (speaks === 'GRPC' && HttpCode !== undefined)
    invalidInput('You cannot specify an HTTP code matcher for a target group with the protocol version GRPC');
  if (speaks !== 'GRPC' && GrpcCode !== undefined)
    invalidInput(
      'You can specify a gRPC code matcher only for a target group with the protocol version GRPC',
    );
  return GrpcCode ?? HttpCode;
}

function groupAnswer(group: TargetGroupRecord): sdk.TargetGroup {
  const { healthCheck: check } = group;
  const served = {
    Protocol: group.secure ? 'HTTPS' : 'HTTP',
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: check.secure ? 'HTTPS' : 'HTTP',
    HealthCheckPort: check.port,
  } as const;
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    ...(group.targetType !== 'lambda' && served),
    HealthCheckEnabled: check.disabled !== true,
    HealthCheckIntervalSeconds: check.intervalSeconds,
    HealthCheckTimeoutSeconds: check.timeoutSeconds,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
    HealthCheckPath: check.path,
    Matcher: group.speaks === 'GRPC' ? { GrpcCode: check.matcher } : { HttpCode: check.matcher },
    LoadBalancerArns: group.loadBalancerArn === undefined ? [] : [group.loadBalancerArn],
    TargetType: group.targetType,
    ...(group.targetType !== 'lambda' && { ProtocolVersion: group.speaks ?? 'HTTP1' }),
    IpAddressType: 'ipv4',
  };
}
