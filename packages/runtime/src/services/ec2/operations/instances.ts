import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { nextAddress } from '../addresses.ts';
import { withTemplate } from '../launched-by-template.ts';
import { filtered } from '../describing.ts';
import {
  incorrectState,
  invalidNextToken,
  invalidParameter,
  limitExceeded,
  missingParameter,
  notFound,
  placementGroupUnknown,
} from '../errors.ts';
import { instanceFlowKind, type InstanceFact, type InstanceState } from '../flow/instance.ts';
import { cardAnswer } from '../network-interface-answers.ts';
import { cardsOf, networkInterfaces } from '../network-interfaces.ts';
import { attachCard } from './network-interface-attachments.ts';
import { volumesOf } from '../volumes.ts';
import {
  instanceAnswer,
  instanceLooks,
  stateAnswer,
  type Belongings,
  type Seen,
} from '../instance-answers.ts';
import { instances, securityGroups, subnets, vpcs, type Instance } from '../records.ts';
import { placementGroupNamed } from '../placement-groups.ts';
import { idFor, tagsFor } from '../shelf.ts';
import { publicIpOf } from './addresses.ts';

const flowOf = (call: Call, id: string): string => flowId(instanceFlowKind, call, id);

/** AWS: "Terminated instances remain visible after termination (for approximately one hour)". */
const visibleMs = 60 * 60_000;

function see(call: Call, record: Instance): Seen | undefined {
  const state = call.flows.state<InstanceState>(flowOf(call, record.InstanceId));
  const gone = state?.terminatedAt !== undefined && call.now - state.terminatedAt > visibleMs;
  return state && !gone ? { ...record, state } : undefined;
}

const find = (call: Call, id: string): Seen => {
  const record = instances.find(call, id);
  return (record && see(call, record)) ?? notFound('instance', id);
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
export const runInstances: Handler<
  Given<sdk.RunInstancesCommandInput>,
  Answered<sdk.RunInstancesCommandOutput>
> = (given, call) => {
  const { MinCount = 1, MaxCount = 1, ClientToken } = given;
  const input = withTemplate(call, given);
  if (input.ImageId === undefined) missingParameter('ImageId');
  if (MinCount < 1 || MaxCount < MinCount)
    invalidParameter(`MaxCount (${MaxCount}) must be at least MinCount (${MinCount}), and that at least 1.`);
  const known =
    ClientToken === undefined ? [] : instances.list(call).filter((each) => each.ClientToken === ClientToken);
  if (known.length === 0) assertRoom(call, MaxCount);
  const place = placeOf(call, input);
  const ReservationId = idFor(call, 'r');
  const made =
    known.length > 0
      ? known
      : Array.from({ length: MaxCount }, (_, index) =>
          launch(call, input, { ...place, ReservationId, index }),
        );
  return reservation(call, made);
};

/** AWS: a quota, which was this number for long; each of them is a process of this machine. */
const instancesMax = 20;

function assertRoom(call: Call, wanted: number): void {
  const all = instances.list(call).flatMap((record) => see(call, record) ?? []);
  const count = all.filter(({ state }) => state.name !== 'terminated').length;
  if (count + wanted > instancesMax) limitExceeded(wanted, instancesMax);
}

function placeOf(call: Call, input: Given<sdk.RunInstancesCommandInput>) {
  const zone = input.Placement?.AvailabilityZone;
  const isWanted = (subnet: { AvailabilityZone: string; DefaultForAz: boolean }) =>
    subnet.DefaultForAz && (zone === undefined || subnet.AvailabilityZone === zone);
  const [asked] = input.NetworkInterfaces ?? [];
  const card =
    asked?.NetworkInterfaceId === undefined
      ? undefined
      : networkInterfaces.get(call, asked.NetworkInterfaceId);
  const wantedSubnet = card?.SubnetId ?? input.SubnetId ?? asked?.SubnetId;
  const subnet =
    wantedSubnet === undefined ? subnets.list(call).find(isWanted) : subnets.get(call, wantedSubnet);
  if (!subnet) return invalidParameter(`There is no default subnet in ${zone ?? call.region}.`);
  const given = card?.groupIds ?? input.SecurityGroupIds ?? asked?.Groups ?? [];
  const all = securityGroups.list(call).filter(({ VpcId }) => VpcId === subnet.VpcId);
  const named = (input.SecurityGroups ?? []).map(
    (name) => all.find(({ GroupName }) => GroupName === name) ?? notFound('securityGroup', name),
  );
  const groups = [...given.map((id) => securityGroups.get(call, id)), ...named];
  const fallback = all.filter(({ GroupName }) => GroupName === 'default');
  const vpc = vpcs.get(call, subnet.VpcId);
  return { subnet, vpc, groups: groups.length > 0 ? groups : fallback };
}

type Place = ReturnType<typeof placeOf> & { readonly ReservationId: string; readonly index: number };

function launch(call: Call, input: Given<sdk.RunInstancesCommandInput>, place: Place): Instance {
  const InstanceId = idFor(call, 'i');
  const PrivateIpAddress = nextAddress(call);
  const record: Instance = {
    InstanceId,
    ReservationId: place.ReservationId,
    ImageId: input.ImageId!,
    InstanceType: input.InstanceType ?? 'm1.small',
    KeyName: input.KeyName,
    AmiLaunchIndex: place.index,
    SubnetId: place.subnet.SubnetId,
    VpcId: place.subnet.VpcId,
    AvailabilityZone: place.subnet.AvailabilityZone,
    PrivateIpAddress,
    SecurityGroups: place.groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })),
    IamInstanceProfile: input.IamInstanceProfile?.Arn ?? input.IamInstanceProfile?.Name,
    isMonitored: input.Monitoring?.Enabled,
    placementGroup: groupNamed(call, input.Placement?.GroupName),
    ClientToken: input.ClientToken,
    Tags: tagsFor(input.TagSpecifications?.filter(({ ResourceType }) => ResourceType === 'instance')),
  };
  const state: InstanceState = {
    account: call.account,
    region: call.region,
    instanceId: InstanceId,
    endpoint: call.endpoint,
    address: PrivateIpAddress,
    userData: input.UserData === undefined ? undefined : Buffer.from(input.UserData, 'base64').toString(),
    name: 'pending',
    boot: 1,
    launchTime: call.now,
    meter: {
      everyMs: (record.isMonitored ? 1 : 5) * 60_000,
      instanceType: record.InstanceType,
      imageId: record.ImageId,
      group: record.Tags.find(({ Key }) => Key === 'aws:autoscaling:groupName')?.Value,
    },
  };
  call.flows.start(instanceFlowKind, flowOf(call, InstanceId), state);
  instances.put(call, record);
  for (const [at, { NetworkInterfaceId: id, DeviceIndex, DeleteOnTermination }] of cardsAsked(input))
    if (id !== undefined)
      attachCard(call, record, { id, index: DeviceIndex ?? at, goesToo: DeleteOnTermination ?? false });
  return record;
}

/** AWS: an empty name is none. */
function groupNamed(call: Call, name: string | undefined): string | undefined {
  if (name === undefined || name === '') return undefined;
  if (!placementGroupNamed(call, name)) placementGroupUnknown(name);
  return name;
}

const cardsAsked = ({ NetworkInterfaces = [] }: Given<sdk.RunInstancesCommandInput>) =>
  NetworkInterfaces.entries();

function reservation(call: Call, made: readonly Instance[]): sdk.Reservation {
  const seen = made.flatMap((record) => see(call, record) ?? []);
  return {
    ReservationId: made[0]!.ReservationId,
    OwnerId: call.account,
    Groups: [],
    Instances: seen.map((each) => instanceAnswer(call, each, belongings(call, each.InstanceId))),
  };
}

const belongings = (call: Call, id: string): Belongings => ({
  publicIp: publicIpOf(call, id),
  volumes: volumesOf(call, id),
  cards: cardsOf(call, id).map((card) => cardAnswer(call, card)),
});

export const describeInstances: Handler<
  Given<sdk.DescribeInstancesCommandInput>,
  Answered<sdk.DescribeInstancesCommandOutput>
> = (input, call) => {
  const page = asked(call, input);
  const ids = [...new Set(page.items.map(({ ReservationId }) => ReservationId))];
  return {
    Reservations: ids.map((id) =>
      reservation(
        call,
        page.items.filter(({ ReservationId }) => ReservationId === id),
      ),
    ),
    NextToken: page.next,
  };
};

function asked(
  call: Call,
  input: Pick<
    Given<sdk.DescribeInstancesCommandInput>,
    'InstanceIds' | 'Filters' | 'NextToken' | 'MaxResults'
  >,
) {
  const all = input.InstanceIds?.length
    ? input.InstanceIds.map((id) => find(call, id))
    : instances.list(call).flatMap((record) => see(call, record) ?? []);
  const wanted = filtered(all, input.Filters, instanceLooks);
  return pageOf(wanted, ({ InstanceId }) => InstanceId, {
    token: input.NextToken,
    limit: input.MaxResults ?? 1000,
    invalid: invalidNextToken,
  });
}

/** AWS: "By default, only running instances are described". Checks are those of a machine; there is none to fail. */
export const describeInstanceStatus: Handler<
  Given<sdk.DescribeInstanceStatusCommandInput>,
  Answered<sdk.DescribeInstanceStatusCommandOutput>
> = (input, call) => {
  const page = asked(call, input);
  const wanted = page.items.filter(({ state }) => input.IncludeAllInstances || state.name === 'running');
  const ok: sdk.InstanceStatusSummary = {
    Status: 'ok',
    Details: [{ Name: 'reachability', Status: 'passed' }],
  };
  const none = { Status: 'not-applicable' } as const;
  return {
    InstanceStatuses: wanted.map(({ InstanceId, AvailabilityZone, state }) => ({
      InstanceId,
      AvailabilityZone,
      InstanceState: stateAnswer(state.name),
      InstanceStatus: state.name === 'running' ? ok : none,
      SystemStatus: state.name === 'running' ? ok : none,
    })),
    NextToken: page.next,
  };
};

/** Tells instances something, all or none. Answers how each was, and what it is now. */
function tell(
  call: Call,
  ids: readonly string[],
  {
    fact,
    becomes,
    refuses = [],
  }: { fact: InstanceFact['type']; becomes: string; refuses?: readonly string[] },
): sdk.InstanceStateChange[] {
  const seen = ids.map((id) => find(call, id));
  for (const { InstanceId, state } of seen)
    if (refuses.includes(state.name)) incorrectState(InstanceId, state.name, fact);
  return seen.map(({ InstanceId, state }) => {
    call.flows.tell(flowOf(call, InstanceId), { type: fact });
    const stays = state.name === 'terminated' || (becomes === 'stopping' && state.name === 'stopped');
    return {
      InstanceId,
      PreviousState: stateAnswer(state.name),
      CurrentState: stateAnswer(stays ? state.name : becomes),
    };
  });
}

/** What can be changed of a server: its type and user data while it is stopped; its security groups at any time. */
export const modifyInstanceAttribute: Handler<Given<sdk.ModifyInstanceAttributeCommandInput>, object> = (
  { InstanceId, InstanceType, UserData, Groups, Attribute, Value },
  call,
) => {
  const { state, ...record } = find(call, InstanceId);
  const type = InstanceType?.Value ?? (Attribute === 'instanceType' ? Value : undefined);
  const data = UserData?.Value === undefined ? undefined : Buffer.from(UserData.Value);
  if ((type !== undefined || data) && state.name !== 'stopped')
    incorrectState(InstanceId, state.name, 'ModifyAsked');
  const groups = Groups?.map((id) => securityGroups.get(call, id));
  instances.put(call, {
    ...record,
    ...(type !== undefined && { InstanceType: type }),
    ...(groups && { SecurityGroups: groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })) }),
  });
  const fact = { type: 'UserDataGiven', userData: data?.toString() };
  if (data) call.flows.tell(flowOf(call, InstanceId), fact);
  return {};
};

export const terminateInstances: Handler<
  Given<sdk.TerminateInstancesCommandInput>,
  Answered<sdk.TerminateInstancesCommandOutput>
> = ({ InstanceIds }, call) => ({
  TerminatingInstances: tell(call, InstanceIds, { fact: 'TerminateAsked', becomes: 'shutting-down' }),
});

export const stopInstances: Handler<
  Given<sdk.StopInstancesCommandInput>,
  Answered<sdk.StopInstancesCommandOutput>
> = ({ InstanceIds }, call) => {
  const refuses = ['pending', 'shutting-down', 'terminated'];
  return {
    StoppingInstances: tell(call, InstanceIds, { fact: 'StopAsked', becomes: 'stopping', refuses }),
  };
};

export const startInstances: Handler<
  Given<sdk.StartInstancesCommandInput>,
  Answered<sdk.StartInstancesCommandOutput>
> = ({ InstanceIds }, call) => {
  const refuses = ['stopping', 'shutting-down', 'terminated'];
  return {
    StartingInstances: tell(call, InstanceIds, { fact: 'StartAsked', becomes: 'pending', refuses }),
  };
};

export const rebootInstances: Handler<Given<sdk.RebootInstancesCommandInput>, object> = (
  { InstanceIds },
  call,
) => {
  const refuses = ['stopped', 'stopping', 'shutting-down', 'terminated'];
  tell(call, InstanceIds, { fact: 'RebootAsked', becomes: 'running', refuses });
  return {};
};
