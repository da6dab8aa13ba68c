/** Who draws: a number of one's own, made from one's name. */
export interface Drawer {
  readonly seed: number;
}

/** 32 bits of a text: FNV-1a, stirred so that texts that differ by little differ by much. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return stirred(hash);
}

/**
 * Each draws for a connection, and the highest has it: the same one for the same connection, as long as it is there.
 * When one comes or leaves, nobody else's connections go elsewhere.
 */
export function drawn<T extends Drawer>(all: readonly T[], connection: number): T | undefined {
  let first: T | undefined;
  let most = -1;
  for (const each of all) {
    const lot = stirred(connection ^ each.seed);
    if (lot > most) [first, most] = [each, lot];
  }
  return first;
}

/** The last step of MurmurHash3. */
function stirred(bits: number): number {
  let hash = bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
