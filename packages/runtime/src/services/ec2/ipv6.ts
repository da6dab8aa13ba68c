import { ipv6Bits, ipv6Text } from '../../base/ipv6.ts';
import type { Call } from '../../dispatch/service.ts';
import type { Looks } from './describing.ts';
import type { Ipv6Association } from './records.ts';

/** An IPv6 block: its first address, and how many bits of it are the network's. */
export interface Ipv6Block {
  readonly start: bigint;
  readonly bits: number;
}

/** Undefined where the text is no block, or names an address within one. */
export function ipv6BlockOf(text: string): Ipv6Block | undefined {
  const [, address = '', bits] = /^([\da-fA-F:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const start = ipv6Bits(address);
  if (start === undefined || Number(bits) > 128) return undefined;
  return start % sizeOf(Number(bits)) === 0n ? { start, bits: Number(bits) } : undefined;
}

const sizeOf = (bits: number): bigint => 1n << BigInt(128 - bits);

export function isWithin(inner: Ipv6Block, outer: Ipv6Block): boolean {
  return inner.start >= outer.start && inner.start + sizeOf(inner.bits) <= outer.start + sizeOf(outer.bits);
}

export const overlap = (one: Ipv6Block, other: Ipv6Block): boolean =>
  isWithin(one, other) || isWithin(other, one);

/** A /56 of 2001:db8::/32, which is nobody's: the prefix of documentation. */
export function providedBlock(call: Call): string {
  const [high = 0, middle = 0, low = 0] = call.ids.bytes(3);
  const network = (BigInt(high) << 16n) | (BigInt(middle) << 8n) | BigInt(low);
  return `${ipv6Text((0x2001_0db8n << 96n) | (network << 72n))}/56`;
}

interface Associated {
  readonly Ipv6CidrBlockAssociationSet?: readonly Ipv6Association[];
}

/** What filters look at, of networks and of their subnets. */
export const ipv6Looks: Looks<Associated> = {
  'ipv6-cidr-block-association.association-id': ({ Ipv6CidrBlockAssociationSet = [] }) =>
    Ipv6CidrBlockAssociationSet.map(({ AssociationId }) => AssociationId),
  'ipv6-cidr-block-association.state': ({ Ipv6CidrBlockAssociationSet = [] }) =>
    Ipv6CidrBlockAssociationSet.map(() => 'associated'),
  'ipv6-cidr-block-association.ipv6-cidr-block': ({ Ipv6CidrBlockAssociationSet = [] }) =>
    Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
};
