/** Port of a house that nobody told another. */
const usualPort = 4566;

export const loopbackBlocks = 128;

/**
 * Houses on one machine keep out of each other's way: each gives its load balancers and tasks loopback addresses of
 * one block, and which block that is follows from the port that it is reached at. The usual port has block 0.
 */
export function loopbackBlock(endpoint: string): number {
  const port = Number(/:(\d+)\/?$/.exec(endpoint)?.[1] ?? 80);
  return (((port - usualPort) % loopbackBlocks) + loopbackBlocks) % loopbackBlocks;
}
