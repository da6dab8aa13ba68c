import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { notFound, notServedHere } from '../errors.ts';
import { instanceFlowKind, type InstanceState } from '../flow/instance.ts';
import {
  cardAttached,
  indexTaken,
  otherZone,
  primaryNotDetachable,
  attachmentUnknown,
} from '../network-interface-errors.ts';
import { cardsOf, networkInterfaces } from '../network-interfaces.ts';
import { instances, type Instance } from '../records.ts';
import { idFor } from '../shelf.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachNetworkInterface.html */
const attachNetworkInterface: Handler<
  Given<sdk.AttachNetworkInterfaceCommandInput>,
  Answered<sdk.AttachNetworkInterfaceCommandOutput>
> = ({ NetworkInterfaceId, InstanceId, DeviceIndex, NetworkCardIndex = 0 }, call) => {
  if (NetworkCardIndex !== 0) notServedHere('NetworkCardIndex');
  const flow = flowId(instanceFlowKind, call, InstanceId);
  const name = call.flows.state<InstanceState>(flow)?.name;
  if (name === undefined || name === 'terminated') notFound('instance', InstanceId);
  // A server begins with a card of its own, at its loopback address.
  if (DeviceIndex === 0) indexTaken(InstanceId, 0);
  const place = { id: NetworkInterfaceId, index: DeviceIndex, goesToo: false };
  return { AttachmentId: attachCard(call, instances.get(call, InstanceId), place), NetworkCardIndex };
};

interface CardPlace {
  readonly id: string;
  readonly index: number;
  /** It goes with the server. */
  readonly goesToo: boolean;
}

/** Gives a card to a server. Answers the attachment's id. */
export function attachCard(
  call: Call,
  { InstanceId, AvailabilityZone }: Instance,
  { id, index, goesToo }: CardPlace,
): string {
  const card = networkInterfaces.get(call, id);
  if (card.attachment) cardAttached(id);
  if (card.AvailabilityZone !== AvailabilityZone) otherZone();
  if (cardsOf(call, InstanceId).some(({ attachment }) => attachment?.deviceIndex === index))
    indexTaken(InstanceId, index);
  const attachment = {
    id: idFor(call, 'eni-attach'),
    instanceId: InstanceId,
    deviceIndex: index,
    since: call.now,
    deleteOnTermination: goesToo,
  };
  networkInterfaces.put(call, { ...card, attachment });
  return attachment.id;
}

const detachNetworkInterface: Handler<Given<sdk.DetachNetworkInterfaceCommandInput>, object> = (
  { AttachmentId },
  call,
) => {
  const all = networkInterfaces.list(call);
  const card =
    all.find(({ attachment }) => attachment?.id === AttachmentId) ?? attachmentUnknown(AttachmentId);
  if (card.attachment!.deviceIndex === 0) primaryNotDetachable();
  networkInterfaces.put(call, { ...card, attachment: undefined });
  return {};
};

export const networkInterfaceAttachmentOperations = {
  AttachNetworkInterface: attachNetworkInterface,
  DetachNetworkInterface: detachNetworkInterface,
};
