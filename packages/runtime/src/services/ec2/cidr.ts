/** An IPv4 block: its first address as a number, and how many bits of it are the network's. */
export interface Block {
  readonly start: number;
  readonly bits: number;
}

/** Undefined where the text is no block, or names an address within one. */
export function blockOf(text: string): Block | undefined {
  const [, a, b, c, d, bits] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text) ?? [];
  const bytes = [a, b, c, d].map(Number);
  if (bits === undefined || bytes.some((byte) => byte > 255) || Number(bits) > 32) return undefined;
  const start = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return start % sizeOf(Number(bits)) === 0 ? { start, bits: Number(bits) } : undefined;
}

export const sizeOf = (bits: number): number => 2 ** (32 - bits);

export function isWithin(inner: Block, outer: Block): boolean {
  return inner.start >= outer.start && inner.start + sizeOf(inner.bits) <= outer.start + sizeOf(outer.bits);
}

export const overlap = (one: Block, other: Block): boolean => isWithin(one, other) || isWithin(other, one);

export function textOf(start: number, bits?: number): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return bits === undefined ? bytes.join('.') : `${bytes.join('.')}/${bits}`;
}
