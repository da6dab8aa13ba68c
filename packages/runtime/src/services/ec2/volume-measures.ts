import type * as sdk from '@aws-sdk/client-ec2';
import { measureMissing, measureNotServed, measureOutOfRange } from './storage-errors.ts';
import type { Measures } from './volumes.ts';

interface Range {
  readonly least: number;
  readonly most: number;
}

interface Limits {
  /** GiB. */
  readonly size: Range;
  readonly iops?: Range & { readonly usual?: number; readonly perGib: number };
  /** MiB/s. */
  readonly throughput?: Range & { readonly usual: number };
}

// AWS: API reference, CreateVolume, and EBS user guide, "Amazon EBS volume types".
const limits: Readonly<Record<sdk.VolumeType, Limits>> = {
  gp2: { size: { least: 1, most: 16_384 } },
  gp3: {
    size: { least: 1, most: 65_536 },
    iops: { least: 3000, most: 80_000, usual: 3000, perGib: 500 },
    throughput: { least: 125, most: 2000, usual: 125 },
  },
  io1: { size: { least: 4, most: 16_384 }, iops: { least: 100, most: 64_000, perGib: 50 } },
  io2: { size: { least: 4, most: 65_536 }, iops: { least: 100, most: 256_000, perGib: 1000 } },
  sc1: { size: { least: 125, most: 16_384 } },
  st1: { size: { least: 125, most: 16_384 } },
  standard: { size: { least: 1, most: 1024 } },
};

/** What a volume is said to be: within the limits of its type, which says the rest. */
export function measured({ VolumeType, Size, Iops, Throughput }: Measures): Measures {
  const { size, iops, throughput } = limits[VolumeType];
  const kind = `for volume type ${VolumeType}`;
  if (Size < size.least)
    measureOutOfRange(`Volume of ${Size}GiB is too small ${kind}; minimum is ${size.least}GiB.`);
  if (Size > size.most)
    measureOutOfRange(`Volume of ${Size}GiB is too large ${kind}; maximum is ${size.most}GiB.`);
  if (!iops && Iops !== undefined) measureNotServed('iops', VolumeType);
  if (!throughput && Throughput !== undefined) measureNotServed('throughput', VolumeType);
  return {
    VolumeType,
    Size,
    Iops: iops ? iopsOf(VolumeType, iops, { Size, Iops }) : iopsBySize(VolumeType, Size),
    Throughput: throughput && within('throughput', throughput, Throughput ?? throughput.usual),
  };
}

function iopsOf(
  type: string,
  limit: NonNullable<Limits['iops']>,
  { Size, Iops = limit.usual ?? measureMissing('iops', type) }: Pick<Measures, 'Size' | 'Iops'>,
): number {
  // AWS: what a type has without being asked is not held against the size.
  if (Iops !== limit.usual && Iops > Size * limit.perGib)
    measureOutOfRange(`Iops to volume size ratio of ${Iops / Size} is too high; maximum is ${limit.perGib}`);
  return within('iops', limit, Iops);
}

function within(name: string, { least, most }: Range, value: number): number {
  if (value < least) measureOutOfRange(`Volume ${name} of ${value} is too low; minimum is ${least}.`);
  if (value > most) measureOutOfRange(`Volume ${name} of ${value} is too high; maximum is ${most}.`);
  return value;
}

/** AWS: "3 IOPS per GiB", at least 100 and at most 16,000, of gp2; nothing is said of magnetic ones. */
const iopsBySize = (type: string, size: number): number | undefined =>
  type === 'gp2' ? Math.min(16_000, Math.max(100, 3 * size)) : undefined;
