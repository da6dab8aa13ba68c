import { flowId, type Call } from '../../dispatch/service.ts';
import { notFound } from './errors.ts';
import { instanceFlowKind, type InstanceState } from './flow/instance.ts';
import { shelf, type Tagged } from './shelf.ts';

/** A card with addresses of its subnet, which servers are given. Nothing is sent to them. */
export interface NetworkInterface extends Tagged {
  readonly NetworkInterfaceId: string;
  readonly SubnetId: string;
  readonly VpcId: string;
  readonly AvailabilityZone: string;
  readonly Description: string;
  readonly MacAddress: string;
  /** The first is the primary one. */
  readonly addresses: readonly string[];
  readonly groupIds: readonly string[];
  readonly SourceDestCheck: boolean;
  readonly ClientToken?: string | undefined;
  readonly attachment?: CardAttachment | undefined;
}

export interface CardAttachment {
  readonly id: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly since: number;
  readonly deleteOnTermination: boolean;
}

const rows = shelf<NetworkInterface>('networkInterface', (card) => card.NetworkInterfaceId);

/** AWS: with a server that is terminated go those of its cards that are to; the others are nobody's then. */
function seen(call: Call, card: NetworkInterface): NetworkInterface[] {
  const { attachment } = card;
  if (!attachment) return [card];
  const flow = flowId(instanceFlowKind, call, attachment.instanceId);
  const name = call.flows.state<InstanceState>(flow)?.name;
  if (name !== undefined && name !== 'terminated') return [card];
  return attachment.deleteOnTermination ? [] : [{ ...card, attachment: undefined }];
}

const find = (call: Call, id: string): NetworkInterface | undefined => {
  const card = rows.find(call, id);
  return card && seen(call, card)[0];
};

export const networkInterfaces = {
  ...rows,
  find,
  get: (call: Call, id: string): NetworkInterface => find(call, id) ?? notFound('networkInterface', id),
  list: (call: Call): NetworkInterface[] => rows.list(call).flatMap((card) => seen(call, card)),
};

/** A server's cards besides its own loopback address, by their place. */
export const cardsOf = (call: Call, instanceId: string): NetworkInterface[] =>
  networkInterfaces
    .list(call)
    .filter(({ attachment }) => attachment?.instanceId === instanceId)
    .sort((one, other) => one.attachment!.deviceIndex - other.attachment!.deviceIndex);
