import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { notFound } from './errors.ts';
import { shelf, type Place, type Tagged } from './shelf.ts';

/** Two networks that are to reach each other. Each side keeps it, with tags of its own. */
export interface Peering extends Tagged {
  readonly VpcPeeringConnectionId: string;
  readonly requester: Side;
  readonly accepter: Side;
  readonly status: PeeringStatus;
  readonly message: string;
  /** When nobody can accept it any more. */
  readonly expiresAt: number;
  /** When it has come to its end. */
  readonly endedAt?: number | undefined;
}

export type PeeringStatus = 'pending-acceptance' | 'active' | 'rejected' | 'deleted' | 'failed' | 'expired';

export interface Side extends Scope {
  readonly VpcId: string;
  /** It resolves the other's names to private addresses. Kept: nothing is resolved. */
  readonly resolvesNames?: boolean | undefined;
}

const rows = shelf<Peering>('peering', ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId);

// AWS: VPC peering guide, "VPC peering connection lifecycle". What is over is told of for a while; here two hours.
const visibleMs = 2 * 60 * 60_000;

/** As it is now. */
function seen(call: Call, peering: Peering): Peering[] {
  const { status, expiresAt } = peering;
  const isLate = status === 'pending-acceptance' && call.now > expiresAt;
  const endedAt = isLate ? expiresAt : peering.endedAt;
  if (endedAt !== undefined && call.now - endedAt > visibleMs) return [];
  return [isLate ? { ...peering, status: 'expired', message: 'Expired' } : peering];
}

const find = (call: Call, id: string): Peering | undefined => {
  const peering = rows.find(call, id);
  return peering && seen(call, peering)[0];
};

export const peerings = {
  ...rows,
  find,
  get: (call: Call, id: string): Peering => find(call, id) ?? notFound('peering', id),
  list: (call: Call): Peering[] => rows.list(call).flatMap((peering) => seen(call, peering)),
};

const placeOf = (call: Call, { account, region }: Side): Place => ({ account, region, tx: call.tx });

/** Changes a connection for both of its sides. */
export function changePeering(call: Call, peering: Peering, change: Partial<Peering>): Peering {
  const { VpcPeeringConnectionId: id, requester, accepter } = peering;
  for (const side of [requester, accepter]) {
    const place = placeOf(call, side);
    const its = rows.find(place, id);
    if (its) rows.put(place, { ...its, ...change });
  }
  return { ...peering, ...change };
}

/** Keeps a new one, on both sides where both are here. The tags are the requester's. */
export function keepPeering(call: Call, peering: Peering, isFoundThere: boolean): void {
  rows.put(call, peering);
  const there = placeOf(call, peering.accepter);
  const isHere = there.account === call.account && there.region === call.region;
  if (isFoundThere && !isHere) rows.put(there, { ...peering, Tags: [] });
}

/** AWS: "You cannot delete a VPC for which you have a pending-acceptance request from a VPC in another account." */
export const isAskedFor = (call: Call, vpcId: string): boolean =>
  peerings
    .list(call)
    .some(
      ({ status, accepter, requester }) =>
        status === 'pending-acceptance' && accepter.VpcId === vpcId && requester.account !== call.account,
    );

/** Ends those of a network that is deleted. */
export function endPeeringsOf(call: Call, vpcId: string): void {
  for (const peering of peerings.list(call))
    if (peering.status === 'active' || peering.status === 'pending-acceptance')
      if ([peering.requester, peering.accepter].some(({ VpcId }) => VpcId === vpcId))
        changePeering(call, peering, deleted(call));
}

export const deleted = (call: Call): Partial<Peering> => ({
  status: 'deleted',
  message: `Deleted by ${call.account}`,
  endedAt: call.now,
});
