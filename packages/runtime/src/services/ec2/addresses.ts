import { loopbackBlock } from '../../base/loopback-block.ts';
import type { Call } from '../../dispatch/service.ts';

/** Two of the 256 third bytes, without the first and last address. */
const room = 2 ** 9 - 2;

/** The nth address that an instance gets: 127.78.0.1 and up for the usual port, starting again after 510. */
export function addressOf(n: number, block: number): string {
  const host = ((n - 1) % room) + 1;
  return `127.78.${2 * block + (host >> 8)}.${host & 255}`;
}

export const nextAddress = ({ tx, endpoint }: Call): string =>
  addressOf(tx.next('ec2.addresses'), loopbackBlock(endpoint));
