/** Whether an address lies within `10.0.0.0/8` or `2001:db8::/32`. What is none of its family lies nowhere. */
export function isWithin(address: string, range: string): boolean {
  const [network = '', bits] = range.split('/');
  const from = addressOf(network);
  const at = addressOf(address);
  if (!from || !at || from.width !== at.width) return false;
  const kept = BigInt(from.width - Math.min(bits === undefined ? from.width : Number(bits), from.width));
  return from.value >> kept === at.value >> kept;
}

interface Address {
  readonly width: number;
  readonly value: bigint;
}

function addressOf(text: string): Address | undefined {
  const bare = text.replace(/^::ffff:(?=\d+\.)/i, '');
  return bare.includes(':') ? sixOf(bare) : fourOf(bare);
}

function fourOf(text: string): Address | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part < 256))
    return undefined;
  return { width: 32, value: parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n) };
}

function sixOf(text: string): Address | undefined {
  const [head = '', tail] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { width: 128, value: all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n) };
}
