import type * as sdk from '@aws-sdk/client-ec2';
import type { Answered, Given } from '../../../base/given.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { filtered, type Looks } from '../describing.ts';
import { notFound, type Kind } from '../errors.ts';
import { regions, zonesOf, type Zone } from '../../../base/zones.ts';

const zoneLooks: Looks<Zone> = {
  'zone-name': ({ name }) => name,
  'zone-id': ({ id }) => id,
  'zone-type': () => 'availability-zone',
  state: () => 'available',
  'opt-in-status': () => 'opt-in-not-required',
};

export const describeAvailabilityZones: Handler<
  Given<sdk.DescribeAvailabilityZonesCommandInput>,
  Answered<sdk.DescribeAvailabilityZonesCommandOutput>
> = (input, call) => {
  const looks: Looks<Zone> = { ...zoneLooks, 'region-name': () => call.region };
  const wanted = filtered(zonesOf(call.region), input.Filters, looks)
    .filter(({ name }) => !input.ZoneNames || input.ZoneNames.includes(name))
    .filter(({ id }) => !input.ZoneIds || input.ZoneIds.includes(id));
  return {
    AvailabilityZones: wanted.map(({ name, id }) => ({
      ZoneName: name,
      ZoneId: id,
      RegionName: call.region,
      GroupName: `${call.region}-zg-1`,
      NetworkBorderGroup: call.region,
      OptInStatus: 'opt-in-not-required',
      State: 'available',
      ZoneType: 'availability-zone',
      Messages: [],
    })),
  };
};

export const describeRegions: Handler<
  Given<sdk.DescribeRegionsCommandInput>,
  Answered<sdk.DescribeRegionsCommandOutput>
> = (input) => ({
  Regions: regions
    .filter((name) => !input.RegionNames || input.RegionNames.includes(name))
    .map((RegionName) => ({
      RegionName,
      Endpoint: `ec2.${RegionName}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    })),
});

interface Image {
  readonly ImageId: string;
  readonly Name: string;
  readonly Architecture: 'arm64' | 'x86_64';
}

const imageLooks: Looks<Image> = {
  architecture: ({ Architecture }) => Architecture,
  'image-id': ({ ImageId }) => ImageId,
  'image-type': () => 'machine',
  'is-public': () => true,
  name: ({ Name }) => Name,
  'owner-alias': () => 'amazon',
  'owner-id': () => amazon,
  'root-device-type': () => 'ebs',
  state: () => 'available',
  'virtualization-type': () => 'hvm',
};

/** AWS: the account that owns Amazon's Linux images. */
const amazon = '137112412989';

/** The images of Amazon Linux that Parameter Store knows the ids of. None of them can be started here. */
export const describeImages: Handler<
  Given<sdk.DescribeImagesCommandInput>,
  Answered<sdk.DescribeImagesCommandOutput>
> = (input, call) => {
  const all = imagesOf(call);
  const wanted = (input.ImageIds ?? []).map(
    (id) => all.find(({ ImageId }) => ImageId === id) ?? notFound('image', id),
  );
  const isAmazons = !input.Owners || input.Owners.includes('amazon') || input.Owners.includes(amazon);
  const images = filtered(input.ImageIds ? wanted : isAmazons ? all : [], input.Filters, imageLooks);
  return {
    Images: images.map((image) => ({ ...recorded, ...image, ImageLocation: `amazon/${image.Name}` })),
  };
};

const recorded = {
  CreationDate: '2026-01-01T00:00:00.000Z',
  ImageOwnerAlias: 'amazon',
  ImageType: 'machine',
  OwnerId: amazon,
  PlatformDetails: 'Linux/UNIX',
  Public: true,
  RootDeviceName: '/dev/xvda',
  RootDeviceType: 'ebs',
  State: 'available',
  VirtualizationType: 'hvm',
  Hypervisor: 'xen',
  EnaSupport: true,
} as const;

function imagesOf(call: Call): Image[] {
  const Path = '/aws/service/ami-amazon-linux-latest';
  const images: Image[] = [];
  for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
    const input = { Path, ...(NextToken !== undefined && { NextToken }) };
    const page = call.forward<{ Parameters: { Name: string; Value: string }[]; NextToken?: string }>(
      'ssm',
      'GetParametersByPath',
      input,
    );
    for (const { Name, Value } of page.Parameters) images.push(imageOf(Name.slice(Path.length + 1), Value));
    NextToken = page.NextToken;
  }
  return images;
}

/** AWS: an image's name has the date of its making after the name that Parameter Store has. */
function imageOf(name: string, ImageId: string): Image {
  const Architecture = name.includes('arm64') ? 'arm64' : 'x86_64';
  const [, before = name, after = ''] =
    /^(amzn2?-ami-(?:minimal-)?(?:kernel-[\d.]+-|kernel-default-)?hvm)-(.*)$/.exec(name) ?? [];
  const Name =
    after === '' ? name.replace(/(-kernel-|$)/, '-2023.0.20260101.0$1') : `${before}-2.0.20260101.0-${after}`;
  return { ImageId, Name, Architecture };
}

/** What nobody has here. An id is of nothing. */
const none =
  (kind: Kind, idsMember: string, answer: object): Handler<any, object> =>
  (input) => {
    const [id] = (input[idsMember] ?? []) as string[];
    return id === undefined ? answer : notFound(kind, id);
  };

export const absentOperations = {
  DescribeVpnGateways: none('vpnGateway', 'VpnGatewayIds', { VpnGateways: [] }),
};
