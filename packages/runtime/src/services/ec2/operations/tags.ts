import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { filtered } from '../describing.ts';
import { invalidId, invalidNextToken } from '../errors.ts';
import { networkInterfaces } from '../network-interfaces.ts';
import { isReserved } from '../reserved-tags.ts';
import {
  addresses,
  dhcpOptions,
  egressGateways,
  instances,
  internetGateways,
  launchTemplates,
  natGateways,
  networkAcls,
  prefixLists,
  routeTables,
  securityGroups,
  subnets,
  vpcEndpoints,
  vpcs,
} from '../records.ts';
import { volumes } from '../volumes.ts';
import { peerings } from '../peerings.ts';
import { placementGroups } from '../placement-groups.ts';
import type { Shelf, Tag, Tagged } from '../shelf.ts';

/** By what an id begins with, the shelf it is on and what it is called there. */
const shelves: Readonly<Record<string, readonly [Shelf<any>, sdk.ResourceType]>> = {
  acl: [networkAcls, 'network-acl'],
  dopt: [dhcpOptions, 'dhcp-options'],
  eigw: [egressGateways, 'egress-only-internet-gateway'],
  eipalloc: [addresses, 'elastic-ip'],
  eni: [networkInterfaces, 'network-interface'],
  i: [instances, 'instance'],
  igw: [internetGateways, 'internet-gateway'],
  lt: [launchTemplates, 'launch-template'],
  nat: [natGateways, 'natgateway'],
  pcx: [peerings, 'vpc-peering-connection'],
  pg: [placementGroups, 'placement-group'],
  pl: [prefixLists, 'prefix-list'],
  rtb: [routeTables, 'route-table'],
  sg: [securityGroups, 'security-group'],
  subnet: [subnets, 'subnet'],
  vol: [volumes, 'volume'],
  vpc: [vpcs, 'vpc'],
  vpce: [vpcEndpoints, 'vpc-endpoint'],
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html */
export const createTags: Handler<Given<sdk.CreateTagsCommandInput>, object> = ({ Resources, Tags }, call) => {
  const added = Tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
  for (const id of Resources) retag(call, id, (tags) => [...without(tags, added), ...added]);
  return {};
};

/** AWS: a tag that is given with a value goes only if it has that value; without tags, all go but reserved ones. */
export const deleteTags: Handler<Given<sdk.DeleteTagsCommandInput>, object> = ({ Resources, Tags }, call) => {
  const isGone = (tag: Tag) =>
    Tags?.some(({ Key, Value }) => Key === tag.Key && (Value === undefined || Value === tag.Value)) ??
    !isReserved(tag);
  for (const id of Resources) retag(call, id, (tags) => tags.filter((tag) => !isGone(tag)));
  return {};
};

export const describeTags: Handler<
  Given<sdk.DescribeTagsCommandInput>,
  Answered<sdk.DescribeTagsCommandOutput>
> = (input, call) => {
  const all = Object.values(shelves).flatMap(([shelf, ResourceType]) =>
    (shelf.list(call) as Tagged[]).flatMap((thing) =>
      thing.Tags.map((tag) => ({ ...tag, ResourceId: shelf.idOf(thing), ResourceType })),
    ),
  );
  const wanted = filtered(all, input.Filters, {
    key: ({ Key }) => Key,
    'resource-id': ({ ResourceId }) => ResourceId,
    'resource-type': ({ ResourceType }) => ResourceType,
    value: ({ Value }) => Value,
  });
  const page = pageOf(wanted, ({ ResourceId, Key }) => `${ResourceId}|${Key}`, {
    token: input.NextToken,
    limit: input.MaxResults ?? 1000,
    invalid: invalidNextToken,
  });
  return { Tags: [...page.items], NextToken: page.next };
};

function retag(call: Call, id: string, change: (tags: readonly Tag[]) => readonly Tag[]): void {
  const [shelf] = shelves[id.slice(0, id.indexOf('-'))] ?? invalidId(id);
  const thing = shelf.get(call, id) as Tagged;
  shelf.put(call, { ...thing, Tags: change(thing.Tags) });
}

const without = (tags: readonly Tag[], others: readonly Tag[]): Tag[] =>
  tags.filter(({ Key }) => !others.some((other) => other.Key === Key));
