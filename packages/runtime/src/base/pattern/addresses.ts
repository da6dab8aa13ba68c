/** A network as its first bits. */
export interface Network {
  readonly bits: bigint;
  readonly length: number;
  /** Bits of an address: 32 or 128. */
  readonly width: number;
}

/** Reads `10.0.0.0/24` or `2001:db8::/32`; undefined of what is none. */
export function cidrOf(text: string): Network | undefined {
  const [address = '', mask = '', more] = text.split('/');
  const read = addressOf(address);
  const length = Number(mask);
  if (!read || more !== undefined || !/^\d{1,3}$/.test(mask) || length > read.width) return undefined;
  return { bits: read.bits >> BigInt(read.width - length), length, width: read.width };
}

export function isIn({ bits, length, width }: Network, address: string): boolean {
  const read = addressOf(address);
  return read?.width === width && read.bits >> BigInt(width - length) === bits;
}

function addressOf(text: string): { readonly bits: bigint; readonly width: number } | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const octets = text.split('.').map(Number);
    if (octets.some((octet) => octet > 255)) return undefined;
    return { bits: octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n), width: 32 };
  }
  if (!/^[0-9a-f:]{2,39}$/i.test(text)) return undefined;
  const [head = '', tail, more] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const missing = 8 - before.length - after.length;
  if (more !== undefined || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const all = [...before, ...Array<string>(missing).fill('0'), ...after];
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n), width: 128 };
}
