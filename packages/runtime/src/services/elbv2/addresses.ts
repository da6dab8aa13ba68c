import { loopbackAddress, loopbackBlock } from '../../base/loopback-block.ts';
import type { Call } from '../../dispatch/service.ts';

/** The nth address that a load balancer gets: 127.77.0.1 and up for the usual port. */
export const addressOf = (n: number, block: number): string => loopbackAddress(77, block, n);

export const nextAddress = ({ tx, endpoint }: Call): string =>
  addressOf(tx.next('elasticloadbalancing.addresses'), loopbackBlock(endpoint));
