import { ipv6Bits, ipv6Text } from '../../../base/ipv6.ts';
import { templateError } from './errors.ts';

/** `Fn::Cidr`: the first `count` blocks with `cidrBits` host bits each. */
// AWS: TemplateReference, "Fn::Cidr": "The number of CIDRs to generate. Valid range is between 1 and 256."
export function cidrBlocks(block: string, count: number, cidrBits: number): readonly string[] {
  const [address = '', prefixText = ''] = block.split('/');
  const width = address.includes(':') ? 128 : 32;
  const prefix = Number(prefixText);
  const bits = width === 32 ? ipv4Bits(address) : ipv6Bits(address);
  if (bits === undefined || !/^\d+$/.test(prefixText) || prefix > width)
    return templateError(`Fn::Cidr ipBlock ${block} is not a valid CIDR block`);
  if (!Number.isInteger(count) || count < 1 || count > 256)
    return templateError('Fn::Cidr count must be between 1 and 256');
  const newPrefix = width - cidrBits;
  const enough = Number.isInteger(cidrBits) && newPrefix >= prefix && cidrBits >= 0;
  if (!enough || BigInt(count) > 1n << BigInt(newPrefix - prefix))
    // AWS: unverified wording.
    return templateError(`Fn::Cidr cannot create ${count} blocks of ${cidrBits} bits in ${block}`);
  const host = BigInt(width - prefix);
  const base = (bits >> host) << host;
  const spell = width === 32 ? ipv4Text : ipv6Text;
  return Array.from(
    { length: count },
    (_, index) => `${spell(base + (BigInt(index) << BigInt(cidrBits)))}/${newPrefix}`,
  );
}

function ipv4Bits(address: string): bigint | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function ipv4Text(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.');
}
