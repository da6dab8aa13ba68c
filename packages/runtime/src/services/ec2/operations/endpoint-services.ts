import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import { alphabets, derivedWord } from '../../../base/ids.ts';
import { zonesOf } from '../../../base/zones.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { filtered, type Looks } from '../describing.ts';
import { endpointServiceNotFound } from '../errors.ts';

// AWS: PrivateLink guide, "AWS services that integrate with AWS PrivateLink": those of the services here.
const reached = [
  ...['acm', 'application-autoscaling', 'autoscaling', 'cloudformation', 'codebuild', 'codecommit'],
  ...[
    'codedeploy',
    'codepipeline',
    'dynamodb',
    'ec2',
    'ec2messages',
    'ecr.api',
    'ecr.dkr',
    'ecs',
    'ecs-agent',
  ],
  ...['ecs-telemetry', 'elasticloadbalancing', 'events', 'git-codecommit', 'kms', 'lambda', 'logs'],
  ...['monitoring', 's3', 'scheduler', 'secretsmanager', 'sns', 'sqs', 'ssm', 'ssmmessages', 'states', 'sts'],
  'sync-states',
];

/** A route leads to these, too. */
const routed = new Set(['dynamodb', 's3']);

/** Hosts that are not called as the service is. */
const hosts: Readonly<Record<string, string>> = {
  'ecr.api': 'api.ecr',
  'ecr.dkr': '*.dkr.ecr',
  s3: '*.s3',
};

interface EndpointService {
  readonly name: string;
  readonly type: 'Gateway' | 'Interface';
  readonly region: string;
}

const servicesOf = (region: string): EndpointService[] =>
  reached.flatMap((name) => [
    ...(routed.has(name) ? [{ name, type: 'Gateway' as const, region }] : []),
    { name, type: 'Interface', region },
  ]);

const nameOf = ({ name, region }: EndpointService): string => `com.amazonaws.${region}.${name}`;

const looks: Looks<EndpointService> = {
  owner: () => 'amazon',
  'service-name': nameOf,
  'service-region': ({ region }) => region,
  'service-type': ({ type }) => type,
  'supported-ip-address-types': () => 'ipv4',
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServices.html */
export const describeVpcEndpointServices: Handler<
  Given<sdk.DescribeVpcEndpointServicesCommandInput>,
  Answered<sdk.DescribeVpcEndpointServicesCommandOutput>
> = ({ ServiceNames = [], Filters }, call) => {
  const all = servicesOf(call.region);
  for (const name of ServiceNames)
    if (!all.some((service) => nameOf(service) === name)) endpointServiceNotFound(name);
  const wanted = filtered(all, Filters, looks).filter(
    (service) => ServiceNames.length === 0 || ServiceNames.includes(nameOf(service)),
  );
  return { ServiceNames: [...new Set(wanted.map(nameOf))], ServiceDetails: wanted.map(detailOf) };
};

function detailOf(service: EndpointService): sdk.ServiceDetail {
  const { name, type, region } = service;
  const host = `${hosts[name] ?? name}.${region}.amazonaws.com`;
  const isInterface = type === 'Interface';
  return {
    ServiceName: nameOf(service),
    ServiceId: `vpce-svc-${derivedWord(17, alphabets.hex, region, name, type)}`,
    ServiceType: [{ ServiceType: type }],
    ServiceRegion: region,
    AvailabilityZones: zonesOf(region).map((zone) => zone.name),
    Owner: 'amazon',
    BaseEndpointDnsNames: [
      isInterface ? `${name}.${region}.vpce.amazonaws.com` : `${name}.${region}.amazonaws.com`,
    ],
    ...(isInterface && {
      PrivateDnsName: host,
      PrivateDnsNames: [{ PrivateDnsName: host }],
      PrivateDnsNameVerificationState: 'verified',
    }),
    VpcEndpointPolicySupported: true,
    AcceptanceRequired: false,
    ManagesVpcEndpoints: false,
    Tags: [],
    SupportedIpAddressTypes: ['ipv4'],
  };
}
