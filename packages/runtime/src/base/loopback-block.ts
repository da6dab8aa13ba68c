/** Port of a house that nobody told another. */
const usualPort = 4566;

/** Eight rounds of as many blocks as two of the 256 third bytes of an address make. */
export const loopbackBlocks = 8 * 128;

/** Addresses of a block, without the first and the last. */
const room = 2 ** 9 - 2;

/**
 * Houses on one machine keep out of each other's way: each gives its load balancers and tasks loopback addresses of
 * one block, and which block that is follows from the port that it is reached at. The usual port has block 0.
 */
export function loopbackBlock(endpoint: string): number {
  const port = Number(/:(\d+)\/?$/.exec(endpoint)?.[1] ?? 80);
  return (((port - usualPort) % loopbackBlocks) + loopbackBlocks) % loopbackBlocks;
}

/**
 * The nth address of a block, starting again after 510. `second` is the second byte in the first round of blocks; each
 * round after it has the second byte two below.
 */
export function loopbackAddress(second: number, block: number, n: number): string {
  const host = ((n - 1) % room) + 1;
  return `127.${second - 2 * (block >> 7)}.${2 * (block & 127) + (host >> 8)}.${host & 255}`;
}
