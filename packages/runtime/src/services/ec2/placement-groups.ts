import type * as sdk from '@aws-sdk/client-ec2';
import type { Call } from '../../dispatch/service.ts';
import { shelf, type Tagged } from './shelf.ts';

/** A name for servers that are to be near or far from each other. Kept and told: all are on this machine. */
export interface PlacementGroup extends Tagged {
  readonly GroupName: string;
  readonly GroupId: string;
  readonly Strategy: sdk.PlacementStrategy;
  readonly PartitionCount?: number | undefined;
  readonly SpreadLevel?: sdk.SpreadLevel | undefined;
}

export const placementGroups = shelf<PlacementGroup>('placementGroup', ({ GroupId }) => GroupId);

/** By its name, as servers name it. */
export const placementGroupNamed = (call: Call, name: string): PlacementGroup | undefined =>
  placementGroups.list(call).find(({ GroupName }) => GroupName === name);
