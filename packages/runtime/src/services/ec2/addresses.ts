import { loopbackAddress, loopbackBlock } from '../../base/loopback-block.ts';
import type { Call } from '../../dispatch/service.ts';

/** The nth address that an instance gets: 127.78.0.1 and up for the usual port. */
export const addressOf = (n: number, block: number): string => loopbackAddress(78, block, n);

export const nextAddress = ({ tx, endpoint }: Call): string =>
  addressOf(tx.next('ec2.addresses'), loopbackBlock(endpoint));
