import type * as sdk from '@aws-sdk/client-route-53';
import type { Answered, Given } from '../../../base/given.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalid, noSuchDelegationSet, noSuchHostedZone } from '../errors.ts';
import { keptName, requireDomainName } from '../names.ts';
import { bareId, byName, compare, isPrivate, shown, zonesOf, type Zone } from '../zones.ts';

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHostedZone.html */
export const getHostedZone: Handler<
  Given<sdk.GetHostedZoneCommandInput>,
  Answered<sdk.GetHostedZoneCommandOutput>
> = ({ Id }, call) => {
  const id = bareId(Id);
  const zone = zonesOf(call).find((each) => each.id === id) ?? noSuchHostedZone(id);
  return {
    HostedZone: shown(zone),
    ...(isPrivate(zone)
      ? { VPCs: [...zone.vpcs] }
      : { DelegationSet: { NameServers: [...zone.nameServers] } }),
  };
};

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZones.html */
export const listHostedZones: Handler<
  Given<sdk.ListHostedZonesCommandInput>,
  Answered<sdk.ListHostedZonesCommandOutput>
> = ({ Marker, MaxItems, DelegationSetId, HostedZoneType }, call) => {
  const limit = limitOf(MaxItems);
  if (DelegationSetId !== undefined) noSuchDelegationSet(DelegationSetId);
  const wanted = zonesOf(call).filter((zone) => HostedZoneType === undefined || isPrivate(zone));
  const from = Marker === undefined ? '' : bareId(Marker);
  const { items, next } = pageFrom(wanted, ({ id }) => compare(id, from) >= 0, limit);
  return {
    HostedZones: items.map(shown),
    Marker,
    IsTruncated: next !== undefined,
    ...(next && { NextMarker: next.id }),
    MaxItems: limit,
  };
};

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html */
export const listHostedZonesByName: Handler<
  Given<sdk.ListHostedZonesByNameCommandInput>,
  Answered<sdk.ListHostedZonesByNameCommandOutput>
> = ({ DNSName, HostedZoneId, MaxItems }, call) => {
  const limit = limitOf(MaxItems);
  if (DNSName !== undefined) requireDomainName(DNSName);
  // AWS: API reference: ids are of the next page, which is named by both. The words are unverified.
  else if (HostedZoneId !== undefined) invalid('A hosted zone ID needs a DNS name.');
  const from = { name: keptName(DNSName ?? ''), id: bareId(HostedZoneId ?? '') };
  const { items, next } = pageFrom(
    zonesOf(call).toSorted(byName),
    (zone) => DNSName === undefined || byName(zone, from) >= 0,
    limit,
  );
  return {
    HostedZones: items.map(shown),
    ...(DNSName !== undefined && { DNSName }),
    ...(HostedZoneId !== undefined && { HostedZoneId }),
    IsTruncated: next !== undefined,
    ...(next && { NextDNSName: next.name, NextHostedZoneId: next.id }),
    MaxItems: limit,
  };
};

const pageMax = 100;

// AWS: API reference: up to 100 in an answer. That more is taken as 100, and the words, are unverified.
function limitOf(maxItems = pageMax): number {
  if (maxItems < 1) invalid(`Invalid value '${maxItems}' for maxitems.`);
  return Math.min(maxItems, pageMax);
}

/** Pages name what comes next, not what was last. */
function pageFrom(zones: readonly Zone[], isThere: (zone: Zone) => boolean, limit: number) {
  const rest = zones.filter(isThere);
  return { items: rest.slice(0, limit), next: rest[limit] };
}
