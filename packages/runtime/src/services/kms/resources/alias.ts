import { answered, call, made, tolerate, type ResourceType, listed } from '../../../dispatch/resource.ts';

interface Properties {
  readonly AliasName: string;
  readonly TargetKeyId: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html */
export const alias: ResourceType<Properties> = {
  typeName: 'AWS::KMS::Alias',

  *create({ properties: { AliasName, TargetKeyId } }) {
    yield* call('kms', 'CreateAlias', { AliasName, TargetKeyId });
    yield* made(AliasName);
    return { physicalId: AliasName };
  },

  *update({ properties: { TargetKeyId } }, had) {
    yield* call('kms', 'UpdateAlias', { AliasName: had.physicalId, TargetKeyId });
    return { physicalId: had.physicalId };
  },

  *delete({ physicalId }) {
    yield* tolerate(['NotFoundException'], call('kms', 'DeleteAlias', { AliasName: physicalId }));
  },

  list: listed('kms', 'ListAliases', {
    items: 'Aliases',
    token: ['Marker', 'NextMarker'],
    identifier: ({ AliasName }) => AliasName,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),

  *read({ physicalId, properties }) {
    const asked = call('kms', 'DescribeKey', { KeyId: physicalId });
    const found = yield* tolerate(['NotFoundException'], asked);
    if (!found) return undefined;
    const { Arn, KeyId } = found.KeyMetadata;
    // A template names the key by its id or its ARN.
    return { AliasName: physicalId, TargetKeyId: properties.TargetKeyId === Arn ? Arn : KeyId };
  },
};
