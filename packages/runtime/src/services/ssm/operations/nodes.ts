import type * as sdk from '@aws-sdk/client-ssm';
import type { Instance, Reservation } from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { nodesNotValid } from '../documents/errors.ts';
import { invalidFilterKey, invalidNextToken } from '../errors.ts';
import type { FoundNode, Target } from '../flow/command-state.ts';

/** The servers of an account: each of them has an agent, whatever profile it was launched with. */
export function nodesOf(call: Call): Instance[] {
  const { Reservations = [] } = call.forward<{ readonly Reservations?: readonly Reservation[] }>(
    'ec2',
    'DescribeInstances',
    {},
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances).filter(
    ({ State }) => State?.Name !== 'terminated' && State?.Name !== 'shutting-down',
  );
}

const stateOf = ({ State }: Instance): string => State?.Name ?? '';

const isOnline = (node: Instance): boolean => stateOf(node) === 'running';
/** It has an agent, or will have one in a moment. */
const canBeSentTo = (node: Instance): boolean => isOnline(node) || stateOf(node) === 'pending';

const nodeOf = ({ InstanceId = '', PrivateDnsName = '' }: Instance): FoundNode => ({
  instanceId: InstanceId,
  instanceName: PrivateDnsName,
});

/** AWS: SendCommand, InvalidInstanceId: of a node that stands still, too. */
export function namedNodes(call: Call, ids: readonly string[]): FoundNode[] {
  const all = nodesOf(call).filter(canBeSentTo);
  const unknown = ids.filter((id) => !all.some(({ InstanceId }) => InstanceId === id));
  if (unknown.length > 0) nodesNotValid(unknown, call.account);
  return ids.map((id) => nodeOf(all.find(({ InstanceId }) => InstanceId === id)!));
}

/** The house's own, asked by a command: the nodes that targets mean, each once. */
export const findNodes: Handler<
  { readonly targets: readonly Target[] },
  { readonly nodes: readonly FoundNode[] }
> = ({ targets }, call) => ({
  nodes: nodesOf(call)
    .filter(canBeSentTo)
    .filter((node) => targets.every((target) => isMeant(node, target)))
    .map(nodeOf),
});

/** AWS: API reference, Target: one must be met by one of its values, and all of them. */
function isMeant({ InstanceId = '', Tags = [] }: Instance, { Key, Values }: Target): boolean {
  if (Key === 'InstanceIds') return Values.includes(InstanceId) || Values.includes('*');
  const isTag = Key.startsWith('tag:');
  const tag = isTag ? Tags.find((each) => each.Key === Key.slice('tag:'.length)) : undefined;
  if (isTag) return tag !== undefined && (Values.length === 0 || Values.includes(tag.Value ?? ''));
  return Key === 'tag-key' && Tags.some((each) => Values.includes(each.Key ?? ''));
}

export const targetKeys = /^(InstanceIds$|tag:.|tag-key$)/;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html */
export const describeInstanceInformation: Handler<
  Given<sdk.DescribeInstanceInformationCommandInput>,
  Answered<sdk.DescribeInstanceInformationCommandOutput>
> = ({ Filters = [], InstanceInformationFilterList = [], MaxResults = 50, NextToken }, call) => {
  const older = InstanceInformationFilterList.map(({ key, valueSet }) => ({
    Key: key as string,
    Values: valueSet,
  }));
  const filters = [...Filters, ...older].map(nodeFilter);
  const wanted = nodesOf(call).filter((node) => filters.every((lets) => lets(node)));
  const { items, next } = pageOf(wanted, ({ InstanceId = '' }) => InstanceId, {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });
  return { InstanceInformationList: items.map((node) => informationOf(node, call.now)), NextToken: next };
};

/** What a node is besides is this machine's to say. */
const informationOf = (node: Instance, now: number): sdk.InstanceInformation => ({
  InstanceId: node.InstanceId,
  PingStatus: isOnline(node) ? 'Online' : 'ConnectionLost',
  LastPingDateTime: isOnline(node) ? new Date(now) : undefined,
  PlatformType: 'Linux',
  ResourceType: 'EC2Instance',
  IPAddress: node.PrivateIpAddress,
  ComputerName: node.PrivateDnsName,
  SourceId: node.InstanceId,
  SourceType: 'AWS::EC2::Instance',
});

interface Filter {
  readonly Key: string;
  readonly Values: readonly string[];
}

function nodeFilter({ Key, Values }: Filter): (node: Instance) => boolean {
  switch (Key) {
    case 'InstanceIds':
      return ({ InstanceId = '' }) => Values.includes(InstanceId);
    case 'PingStatus':
      return (node) => Values.includes(isOnline(node) ? 'Online' : 'ConnectionLost');
    case 'PlatformTypes':
      return () => Values.includes('Linux');
    case 'ResourceType':
      return () => Values.includes('EC2Instance');
    default:
      if (!Key.startsWith('tag:') && Key !== 'tag-key')
        invalidFilterKey(`The following filter key is not valid: ${Key}.`);
      return (node) => isMeant(node, { Key, Values });
  }
}

export const getConnectionStatus: Handler<
  Given<sdk.GetConnectionStatusCommandInput>,
  Answered<sdk.GetConnectionStatusCommandOutput>
> = ({ Target }, call) => {
  const isConnected = nodesOf(call).some((node) => node.InstanceId === Target && isOnline(node));
  return { Target, Status: isConnected ? 'connected' : 'notconnected' };
};
