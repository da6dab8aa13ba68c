import {
  call,
  listed,
  made,
  nameFor,
  tolerate,
  type Had,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { said, tagsFor, tagsRead } from './tagging.ts';

const unknown = ['InvalidPlacementGroup.Unknown'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-placementgroup.html */
export const placementGroup: ResourceType = {
  typeName: 'AWS::EC2::PlacementGroup',
  *create(wanted) {
    const { Strategy, PartitionCount, SpreadLevel } = wanted.properties;
    const GroupName = nameFor(wanted);
    const { PlacementGroup } = yield* call('ec2', 'CreatePlacementGroup', {
      GroupName,
      ...said({ Strategy, SpreadLevel }),
      ...(PartitionCount !== undefined && { PartitionCount: Number(PartitionCount) }),
      ...tagsFor(wanted, 'placement-group'),
    });
    yield* made(GroupName);
    return madeOf(PlacementGroup);
  },
  *delete({ physicalId: GroupName }) {
    yield* tolerate(unknown, call('ec2', 'DeletePlacementGroup', { GroupName }));
  },
  list: listed('ec2', 'DescribePlacementGroups', {
    items: 'PlacementGroups',
    token: 'NextToken',
    identifier: ({ GroupName }) => GroupName,
  }),
  *adopt({ physicalId }) {
    const is = yield* groupNamed(physicalId);
    return is ? madeOf(is) : { physicalId };
  },
  *read(had: Had) {
    const is = yield* groupNamed(had.physicalId);
    if (!is) return undefined;
    const { GroupName, Strategy, PartitionCount, SpreadLevel, Tags } = is;
    return { GroupName, Strategy, ...said({ PartitionCount, SpreadLevel }), ...tagsRead(had, Tags) };
  },
};

function* groupNamed(name: string): Work<Properties | undefined> {
  const asked = call('ec2', 'DescribePlacementGroups', { GroupNames: [name] });
  return (yield* tolerate(unknown, asked))?.PlacementGroups[0];
}

const madeOf = ({ GroupName, GroupId }: Properties) => ({
  physicalId: GroupName as string,
  attributes: { GroupName, GroupId },
});
