import { contentHash, objectIn, present, type Building, type ServerlessResource } from './building.ts';

/** A layer is another version, under another id, whenever what it says changes. */
export function addLayerVersion(
  { id, properties, attributes }: ServerlessResource,
  building: Building,
): void {
  const { ContentUri, LayerName, RetentionPolicy, ...rest } = properties;
  const { Bucket, Key, Version } = objectIn(id, 'ContentUri', ContentUri ?? '');
  const { Description, CompatibleRuntimes, CompatibleArchitectures, LicenseInfo } = rest;
  const layer = present({
    Content: present({ S3Bucket: Bucket, S3Key: Key, S3ObjectVersion: Version }),
    LayerName: LayerName ?? id,
    Description,
    CompatibleRuntimes,
    CompatibleArchitectures,
    LicenseInfo,
  });
  const layerId = `${id}${contentHash({ Type: 'AWS::Serverless::LayerVersion', Properties: properties })}`;
  const DeletionPolicy = RetentionPolicy ?? 'Retain';
  building.add(layerId, 'AWS::Lambda::LayerVersion', layer, { DeletionPolicy, ...attributes });
  building.references.set(id, layerId);
}
