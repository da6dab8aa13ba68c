import type { Call } from '../../dispatch/service.ts';
import { blockOf, isWithin, sizeOf, textOf } from './cidr.ts';
import { addressTaken, notInSubnet, subnetFull } from './network-interface-errors.ts';
import { networkInterfaces } from './network-interfaces.ts';
import { natGateways, type Subnet } from './records.ts';

// AWS: "The first four IP addresses and the last IP address in each subnet CIDR block are not available".
const reservedFirst = 4;
const reserved = reservedFirst + 1;

/** What is taken of a subnet by what has addresses of it: cards and gateways. */
function taken(call: Call, { SubnetId }: Subnet): Set<string> {
  const isHere = (thing: { readonly SubnetId: string }) => thing.SubnetId === SubnetId;
  return new Set([
    ...networkInterfaces
      .list(call)
      .filter(isHere)
      .flatMap(({ addresses }) => addresses),
    ...natGateways
      .list(call)
      .filter(isHere)
      .map(({ PrivateIp }) => PrivateIp),
  ]);
}

export const availableIn = (call: Call, subnet: Subnet): number =>
  sizeOf(blockOf(subnet.CidrBlock)!.bits) - reserved - taken(call, subnet).size;

/** Addresses of a subnet that are nobody's, the lowest first. */
export function freeAddresses(
  call: Call,
  subnet: Subnet,
  { wanted, besides = [] }: { readonly wanted: number; readonly besides?: readonly string[] },
): readonly string[] {
  const used = new Set([...taken(call, subnet), ...besides]);
  const { start, bits } = blockOf(subnet.CidrBlock)!;
  const free: string[] = [];
  for (let at = reservedFirst; free.length < wanted; at += 1) {
    if (at >= sizeOf(bits) - 1) return subnetFull(subnet.SubnetId);
    const address = textOf(start + at);
    if (!used.has(address)) free.push(address);
  }
  return free;
}

/** Addresses that were asked for: of the subnet, nobody's, and not reserved. */
export function checkedAddresses(call: Call, subnet: Subnet, asked: readonly string[]): readonly string[] {
  const used = taken(call, subnet);
  const subnetBlock = blockOf(subnet.CidrBlock)!;
  for (const address of asked) {
    const block = blockOf(`${address}/32`);
    if (!block || !isWithin(block, subnetBlock)) return notInSubnet(address);
    const at = block.start - subnetBlock.start;
    if (at < reservedFirst || at === sizeOf(subnetBlock.bits) - 1 || used.has(address))
      return addressTaken(address);
  }
  return asked;
}
