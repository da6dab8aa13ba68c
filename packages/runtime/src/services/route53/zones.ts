import type * as sdk from '@aws-sdk/client-route-53';
import { derivedUuid } from '../../base/ids.ts';
import type { Call } from '../../dispatch/service.ts';
import { keptName, orderOf } from './names.ts';

/** A hosted zone, as a stack has recorded it. */
export interface Zone {
  /** `Z0123…` */
  readonly id: string;
  /** With a dot at its end. */
  readonly name: string;
  readonly comment?: string;
  readonly vpcs: readonly sdk.VPC[];
  readonly nameServers: readonly string[];
}

interface Recorded {
  readonly physicalId: string;
  readonly properties: {
    readonly Name?: string;
    readonly HostedZoneConfig?: { readonly Comment?: string };
    readonly VPCs?: readonly { readonly VPCId: string; readonly VPCRegion: sdk.VPCRegion }[];
  };
  readonly attributes: { readonly NameServers?: readonly string[] };
}

/** The zones of the account, by their ids. */
export function zonesOf(call: Call): Zone[] {
  const asked = { typeName: 'AWS::Route53::HostedZone' };
  const { recorded } = call.forward<{ readonly recorded: readonly Recorded[] }>(
    'cloudformation',
    'ReadRecorded',
    asked,
  );
  return recorded.map(zoneOf).toSorted((a, b) => compare(a.id, b.id));
}

function zoneOf({ physicalId, properties, attributes }: Recorded): Zone {
  const { Name = '', HostedZoneConfig, VPCs = [] } = properties;
  return {
    id: physicalId,
    name: keptName(Name),
    ...(HostedZoneConfig?.Comment !== undefined && { comment: HostedZoneConfig.Comment }),
    vpcs: VPCs.map(({ VPCRegion, VPCId }) => ({ VPCRegion, VPCId })),
    nameServers: attributes.NameServers ?? [],
  };
}

/** Zones by name, and by id where they have the same. */
export const byName = (a: Pick<Zone, 'id' | 'name'>, b: Pick<Zone, 'id' | 'name'>): number =>
  compare(orderOf(a.name), orderOf(b.name)) || compare(a.id, b.id);

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const isPrivate = ({ vpcs }: Zone): boolean => vpcs.length > 0;

export const shown = (zone: Zone): sdk.HostedZone => ({
  Id: `/hostedzone/${zone.id}`,
  Name: zone.name,
  // AWS: unverified: what CloudFormation calls itself by.
  CallerReference: derivedUuid('route53', zone.id),
  Config: {
    ...(zone.comment !== undefined && { Comment: zone.comment }),
    PrivateZone: isPrivate(zone),
  },
});

/** An id is also taken as it is shown. */
export const bareId = (id: string): string => id.replace(/^\/?hostedzone\//, '');
