// The exceptions of network interfaces, in the words AWS uses.
import { AwsError } from '../../base/aws-error.ts';

export function cardInUse(id: string): never {
  throw new AwsError('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
}

export function cardAttached(id: string): never {
  throw new AwsError('InvalidNetworkInterface.InUse', `Interface: [${id}] in use.`);
}

export function indexTaken(instance: string, index: number): never {
  const sentence = `Instance '${instance}' already has an interface attached at device index '${index}'.`;
  throw new AwsError('InvalidParameterValue', sentence);
}

export function otherZone(): never {
  throw new AwsError(
    'InvalidParameterValue',
    'You may not attach a network interface to an instance if they are not in the same availability zone',
  );
}

export function primaryNotDetachable(): never {
  throw new AwsError('OperationNotPermitted', 'The network interface at device index 0 cannot be detached.');
}

export function attachmentUnknown(attachment: string): never {
  throw new AwsError(
    'InvalidAttachmentID.NotFound',
    `The interface attachment '${attachment}' does not exist.`,
  );
}

export function notInSubnet(address: string): never {
  throw new AwsError(
    'InvalidParameterValue',
    `Address ${address} does not fall within the subnet's address range`,
  );
}

export function addressTaken(address: string): never {
  throw new AwsError('InvalidIPAddress.InUse', `Address ${address} is in use.`);
}

export function subnetFull(subnet: string): never {
  throw new AwsError(
    'InsufficientFreeAddressesInSubnet',
    `The specified subnet ${subnet} does not have enough free addresses to satisfy the request.`,
  );
}
