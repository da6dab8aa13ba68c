import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { alphabets } from '../../../base/ids.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { setTargetGroupAttributes, targetGroupAttributes } from '../attributes.ts';
import { targetGroupChanged } from '../changes.ts';
import {
  duplicateTargetGroupName,
  invalidConfiguration,
  invalidInput,
  notServedHere,
  targetGroupInUse,
  targetGroupsNotFound,
} from '../errors.ts';
import {
  elbArn,
  loadBalancerOf,
  protocolOf,
  tags,
  targetGroupOf,
  targetGroups,
  type Answer,
  type TargetGroupRecord,
} from '../records.ts';
import { tagRecord } from '../tags.ts';
import { checkCheckable, healthCheckRecord, usualCheck } from '../target-group-checks.ts';
import { checkAddressType } from './load-balancer-settings.ts';

export const createTargetGroup: Handler<
  sdk.CreateTargetGroupCommandInput,
  Answer<sdk.CreateTargetGroupCommandOutput>
> = (input, call) => {
  const name = input.Name!;
  checkName(name);
  checkServed(input);
  const place = placeOf(input);
  checkCheckable(input, place);
  const settings = {
    name,
    ...place,
    healthCheck: healthCheckRecord(usualCheck(place, input), input, place),
  } as const;
  const same = targetGroups.list(call.tx, call).find((group) => group.name === name);
  if (same) {
    const { targetType, port, vpcId, healthCheck, network, secure, speaks } = same;
    const tongue = tongueOf({ network, secure, speaks });
    const before = { name, targetType, port, vpcId, ...tongue, healthCheck };
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
  checkCheckable(input, before);
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

const protocols = ['HTTP', 'HTTPS', 'TCP', 'TLS'];
const versions = ['GRPC', 'HTTP1', 'HTTP2'];

// AWS: the words are unverified.
function checkServed(input: sdk.CreateTargetGroupCommandInput): void {
  const { TargetType: type = 'instance', Protocol: protocol, ProtocolVersion: version } = input;
  checkAddressType(input.IpAddressType);
  if (input.TargetControlPort !== undefined) notServedHere('target control ports');
  // AWS: of Lambda functions protocol, port and VPC do not apply.
  if (type === 'lambda') return;
  if (protocol === undefined) invalidInput('A protocol must be specified');
  if (!protocols.includes(protocol)) notServedHere(`target groups of the protocol ${protocol}`);
  const isHttp = protocol === 'HTTP' || protocol === 'HTTPS';
  // AWS: user guide, "Use an Application Load Balancer as a target": its group speaks TCP.
  if (type === 'alb' && protocol !== 'TCP')
    invalidConfiguration(`Protocol '${protocol}' is not supported for target groups with target type 'alb'`);
  if (version !== undefined && !isHttp)
    invalidConfiguration(
      `Protocol versions are not supported for target groups with the ${protocol} protocol`,
    );
  // AWS: API_CreateTargetGroup, ProtocolVersion.
  if (version !== undefined && !versions.includes(version))
    invalidInput(`Protocol version '${version}' must be one of '${versions.join(', ')}'`);
  if (input.Port === undefined) invalidInput('A port must be specified');
  if (input.VpcId === undefined) invalidInput('A VPC ID must be specified');
}

type Tongue = Pick<TargetGroupRecord, 'network' | 'secure' | 'speaks'>;
type Place = Tongue & Pick<TargetGroupRecord, 'targetType' | 'port' | 'vpcId'>;

/** Where targets are, and how they are spoken to. */
function placeOf(input: sdk.CreateTargetGroupCommandInput): Place {
  if (input.TargetType === 'lambda') return { targetType: 'lambda', port: 0, vpcId: undefined };
  const { Protocol: protocol, ProtocolVersion: version, TargetType: targetType = 'instance' } = input;
  const speaks = version === 'GRPC' || version === 'HTTP2' ? version : undefined;
  const network = protocol === 'TCP' || protocol === 'TLS';
  const secure = protocol === 'HTTPS' || protocol === 'TLS';
  return { targetType, port: input.Port!, vpcId: input.VpcId, ...tongueOf({ network, secure, speaks }) };
}

/** Without what is as usual. */
type Told = { [Name in keyof Tongue]?: Tongue[Name] | undefined };
const tongueOf = ({ network, secure, speaks }: Told): Tongue => ({
  ...(network && { network }),
  ...(secure && { secure }),
  ...(speaks && { speaks }),
});

function groupAnswer(group: TargetGroupRecord): sdk.TargetGroup {
  const { healthCheck: check, network, targetType } = group;
  const served = {
    Protocol: protocolOf(group),
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: check.connects ? 'TCP' : check.secure ? 'HTTPS' : 'HTTP',
    HealthCheckPort: check.port,
  } as const;
  const matcher = group.speaks === 'GRPC' ? { GrpcCode: check.matcher } : { HttpCode: check.matcher };
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    ...(targetType !== 'lambda' && served),
    HealthCheckEnabled: check.disabled !== true,
    HealthCheckIntervalSeconds: check.intervalSeconds,
    HealthCheckTimeoutSeconds: check.timeoutSeconds,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
    ...(!check.connects && { HealthCheckPath: check.path, Matcher: matcher }),
    LoadBalancerArns: group.loadBalancerArn === undefined ? [] : [group.loadBalancerArn],
    TargetType: targetType,
    ...(targetType !== 'lambda' && !network && { ProtocolVersion: group.speaks ?? 'HTTP1' }),
    IpAddressType: 'ipv4',
  };
}
