import {
  call,
  listed,
  made,
  tolerate,
  type Made,
  type Properties,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { retagged, tagsFor, tagsRead } from './tagging.ts';

const gone = ['InvalidPrefixListID.NotFound'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-prefixlist.html */
export const prefixList: ResourceType = {
  typeName: 'AWS::EC2::PrefixList',
  *create(wanted) {
    const { PrefixListName, AddressFamily, Entries } = wanted.properties;
    const { PrefixList } = yield* call('ec2', 'CreateManagedPrefixList', {
      PrefixListName,
      AddressFamily,
      MaxEntries: mostOf(wanted.properties),
      ...(Entries && { Entries }),
      ...tagsFor(wanted, 'prefix-list'),
    });
    yield* made(PrefixList.PrefixListId);
    return madeOf(PrefixList);
  },
  *update(wanted, { physicalId: PrefixListId }) {
    const { PrefixListName, Entries = [] } = wanted.properties;
    const is = (yield* described(PrefixListId))!;
    const before = yield* entriesOf(PrefixListId);
    const text = ({ Cidr, Description = '' }: Properties): string => `${Cidr} ${Description}`;
    const lacking = (some: readonly Properties[], others: readonly Properties[]) =>
      some.filter((entry) => !others.some((other) => text(other) === text(entry)));
    const [AddEntries, former] = [lacking(Entries, before), lacking(before, Entries)];
    const added = new Set(AddEntries.map(({ Cidr }) => Cidr));
    const RemoveEntries = former.flatMap(({ Cidr }) => (added.has(Cidr) ? [] : [{ Cidr }]));
    const most = mostOf(wanted.properties);
    const isChanged = AddEntries.length > 0 || RemoveEntries.length > 0;
    const { PrefixList } = yield* call('ec2', 'ModifyManagedPrefixList', {
      PrefixListId,
      PrefixListName,
      // AWS refuses the two in one request, CloudFormation's too.
      ...(most !== is['MaxEntries'] && { MaxEntries: most }),
      ...(isChanged && { AddEntries, RemoveEntries, CurrentVersion: is['Version'] }),
    });
    yield* retagged(wanted, PrefixListId);
    return madeOf(PrefixList);
  },
  *delete({ physicalId: PrefixListId }) {
    yield* tolerate(gone, call('ec2', 'DeleteManagedPrefixList', { PrefixListId }));
  },
  list: listed('ec2', 'DescribeManagedPrefixLists', {
    items: 'PrefixLists',
    token: 'NextToken',
    identifier: ({ PrefixListId }) => PrefixListId,
  }),
  *adopt({ physicalId }) {
    const is = yield* described(physicalId);
    return is ? madeOf(is) : { physicalId };
  },
  *read(had) {
    const is = yield* described(had.physicalId);
    if (!is) return undefined;
    const { PrefixListName, AddressFamily, MaxEntries, Tags } = is;
    const Entries = yield* entriesOf(had.physicalId);
    return {
      PrefixListName,
      AddressFamily,
      ...(MaxEntries !== undefined && { MaxEntries }),
      ...(Entries.length > 0 && { Entries }),
      ...tagsRead(had, Tags),
    };
  },
};

/** AWS: "If not specified, the maximum is the number of entries"; unverified what it is then without any. */
const mostOf = ({ MaxEntries, Entries = [] }: Properties): number =>
  Number(MaxEntries ?? (Entries.length || 1));

function* described(PrefixListId: string): Work<Properties | undefined> {
  const asked = call('ec2', 'DescribeManagedPrefixLists', { PrefixListIds: [PrefixListId] });
  return (yield* tolerate(gone, asked))?.PrefixLists[0];
}

function* entriesOf(PrefixListId: string): Work<readonly Properties[]> {
  const { Entries } = yield* call('ec2', 'GetManagedPrefixListEntries', { PrefixListId, MaxResults: 100 });
  return Entries;
}

const madeOf = ({ PrefixListId, PrefixListArn: Arn, OwnerId, Version }: Properties): Made => ({
  physicalId: PrefixListId,
  attributes: { PrefixListId, Arn, OwnerId, ...(Version !== undefined && { Version }) },
});
