import type * as sdk from '@aws-sdk/client-ec2';
import { arnOf } from '../../../base/arn.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { filtered, type Looks } from '../describing.ts';
import {
  invalidParameter,
  missingParameter,
  notServedHere,
  placementGroupExists,
  placementGroupInUse,
  placementGroupUnknown,
} from '../errors.ts';
import { instanceFlowKind, type InstanceState } from '../flow/instance.ts';
import { placementGroupNamed, placementGroups, type PlacementGroup } from '../placement-groups.ts';
import { instances } from '../records.ts';
import { idFor, tagsFor } from '../shelf.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreatePlacementGroup.html */
const createPlacementGroup: Handler<
  Given<sdk.CreatePlacementGroupCommandInput>,
  Answered<sdk.CreatePlacementGroupCommandOutput>
> = (input, call) => {
  for (const member of ['LinkedGroupId', 'Operator'] as const) if (input[member]) notServedHere(member);
  const {
    GroupName = missingParameter('groupName'),
    Strategy = 'cluster',
    PartitionCount,
    SpreadLevel,
  } = input;
  if (placementGroupNamed(call, GroupName)) placementGroupExists(GroupName);
  if (PartitionCount !== undefined && Strategy !== 'partition')
    invalidParameter('Partition count can only be specified for partition placement groups.');
  // AWS: "up to seven partitions per Availability Zone".
  if (PartitionCount !== undefined && (PartitionCount < 1 || PartitionCount > 7))
    invalidParameter(`Value (${PartitionCount}) for parameter partitionCount is invalid.`);
  const group = placementGroups.put(call, {
    GroupName,
    GroupId: idFor(call, 'pg'),
    Strategy,
    PartitionCount: Strategy === 'partition' ? (PartitionCount ?? 2) : undefined,
    SpreadLevel: Strategy === 'spread' ? (SpreadLevel ?? 'rack') : undefined,
    Tags: tagsFor(input.TagSpecifications),
  });
  return { PlacementGroup: groupAnswer(call, group) };
};

const looks: Looks<PlacementGroup> = {
  'group-name': ({ GroupName }) => GroupName,
  'spread-level': ({ SpreadLevel }) => SpreadLevel,
  state: () => 'available',
  strategy: ({ Strategy }) => Strategy,
};

const describePlacementGroups: Handler<
  Given<sdk.DescribePlacementGroupsCommandInput>,
  Answered<sdk.DescribePlacementGroupsCommandOutput>
> = ({ GroupNames = [], GroupIds = [], Filters }, call) => {
  const all = placementGroups.list(call);
  const named = [...GroupNames, ...GroupIds].map(
    (asked) =>
      all.find(({ GroupName, GroupId }) => GroupName === asked || GroupId === asked) ??
      placementGroupUnknown(asked),
  );
  const wanted = filtered(named.length > 0 ? named : all, Filters, {
    ...looks,
    'group-arn': (group) => arnOfGroup(call, group),
  });
  return { PlacementGroups: wanted.map((group) => groupAnswer(call, group)) };
};

const deletePlacementGroup: Handler<Given<sdk.DeletePlacementGroupCommandInput>, object> = (
  { GroupName },
  call,
) => {
  const group = placementGroupNamed(call, GroupName) ?? placementGroupUnknown(GroupName);
  const isIn = instances
    .list(call)
    .some(({ placementGroup, InstanceId }) => placementGroup === GroupName && stands(call, InstanceId));
  if (isIn) placementGroupInUse(GroupName);
  placementGroups.remove(call, group.GroupId);
  return {};
};

function stands(call: Call, id: string): boolean {
  const name = call.flows.state<InstanceState>(flowId(instanceFlowKind, call, id))?.name;
  return name !== undefined && name !== 'terminated';
}

const arnOfGroup = (call: Call, { GroupName }: PlacementGroup): string =>
  arnOf('ec2', call, `placement-group/${GroupName}`);

const groupAnswer = (call: Call, group: PlacementGroup): sdk.PlacementGroup => ({
  ...group,
  State: 'available',
  GroupArn: arnOfGroup(call, group),
  Tags: [...group.Tags],
});

export const placementGroupOperations = {
  CreatePlacementGroup: createPlacementGroup,
  DeletePlacementGroup: deletePlacementGroup,
  DescribePlacementGroups: describePlacementGroups,
};
