import type { Service } from '../../dispatch/service.ts';
import { getHostedZone, listHostedZones, listHostedZonesByName } from './operations/zones.ts';

/** Hosted zones that stacks have recorded are found; none is made, and no name is answered. */
export const route53: Service = {
  name: 'route53',
  sdk: () => import('@aws-sdk/client-route-53'),
  model: 'route53',
  operations: {
    GetHostedZone: getHostedZone,
    ListHostedZones: listHostedZones,
    ListHostedZonesByName: listHostedZonesByName,
  },
  recorded: { 'AWS::Route53::*': 'nobody is answered DNS here' },
  unserved: {
    CreateHostedZone: 'nobody is answered DNS here: zones are what stacks have recorded',
    ListResourceRecordSets: 'records in stacks are recorded, and answer nobody',
  },
};
