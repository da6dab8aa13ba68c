import type {
  DescribeImageScanFindingsRequest,
  DescribeImageScanFindingsResponse,
  StartImageScanRequest,
  StartImageScanResponse,
} from '@aws-sdk/client-ecr';
import type { Handler } from '../../../dispatch/service.ts';
import { limitExceeded, scanNotFound, unsupportedImageType } from '../errors.ts';
import { images, within } from '../records.ts';
import { scanStatus } from '../scan-status.ts';
import { named } from './image-listings.ts';
import { placeOf, repositoryOf } from './repositories.ts';

// AWS: user guide, "Scan images for OS vulnerabilities": "Each container image may be scanned once each 24 hours."
const dayMs = 86_400_000;

export const startImageScan: Handler<StartImageScanRequest, StartImageScanResponse> = (input, call) => {
  const { name } = repositoryOf(call, input);
  const [image] = named(call, name, [input.imageId!]);
  if (image!.parts) unsupportedImageType();
  if (image!.scannedAt !== undefined && call.now - image!.scannedAt < dayMs) limitExceeded();
  images.put(call.tx, call, within(name, image!.digest), { ...image!, scannedAt: call.now });
  return {
    registryId: call.account,
    repositoryName: name,
    imageId: { ...input.imageId, imageDigest: image!.digest },
    imageScanStatus: scanStatus,
  };
};

export const describeImageScanFindings: Handler<
  DescribeImageScanFindingsRequest,
  DescribeImageScanFindingsResponse
> = (input, call) => {
  const { name } = repositoryOf(call, input);
  const [image] = named(call, name, [input.imageId!]);
  if (image!.scannedAt === undefined) scanNotFound(placeOf(call, name), input.imageId!);
  return {
    registryId: call.account,
    repositoryName: name,
    imageId: { ...input.imageId, imageDigest: image!.digest },
    imageScanStatus: scanStatus,
  };
};
