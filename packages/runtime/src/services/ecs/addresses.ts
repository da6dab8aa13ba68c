import { loopbackBlock } from '../../base/loopback-block.ts';
import type { Tx } from '../../store/store.ts';

/** A block is an eighth of a /16, without its first and last address. */
const room = 2 ** 13 - 2;

/** The nth address that a task gets: 127.80.0.1 and up for the usual port, starting again when all have been given. */
export function addressOf(n: number, block: number): string {
  const host = ((n - 1) % room) + 1;
  return `127.${80 + (block & 127)}.${32 * (block >> 7) + (host >> 8)}.${host & 255}`;
}

export const nextAddress = (tx: Tx, endpoint: string): string =>
  addressOf(tx.next('ecs.addresses'), loopbackBlock(endpoint));
