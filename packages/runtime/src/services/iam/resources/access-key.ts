import { call, made, tolerate, type ResourceType } from '../../../dispatch/resource.ts';
import { gone } from './holding.ts';

interface AccessKeyProperties {
  readonly UserName: string;
  readonly Status?: 'Active' | 'Inactive';
  readonly Serial?: number;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html */
export const accessKey: ResourceType<AccessKeyProperties> = {
  typeName: 'AWS::IAM::AccessKey',

  *create({ properties: { UserName, Status } }) {
    const { AccessKey } = yield* call('iam', 'CreateAccessKey', { UserName });
    const { AccessKeyId, SecretAccessKey } = AccessKey;
    yield* made(AccessKeyId);
    if (Status === 'Inactive') yield* call('iam', 'UpdateAccessKey', { UserName, AccessKeyId, Status });
    return { physicalId: AccessKeyId, attributes: { Id: AccessKeyId, SecretAccessKey } };
  },

  *update({ properties: { UserName, Status = 'Active' } }, had) {
    yield* call('iam', 'UpdateAccessKey', { UserName, AccessKeyId: had.physicalId, Status });
    return { physicalId: had.physicalId, attributes: had.attributes };
  },

  *delete({ physicalId: AccessKeyId, properties: { UserName } }) {
    yield* tolerate(gone, call('iam', 'DeleteAccessKey', { UserName, AccessKeyId }));
  },

  *read({ physicalId, properties: { UserName } }) {
    const found = yield* tolerate(gone, call('iam', 'ListAccessKeys', { UserName }));
    const keys = (found?.AccessKeyMetadata ?? []) as { AccessKeyId: string; Status: 'Active' | 'Inactive' }[];
    const key = keys.find(({ AccessKeyId }) => AccessKeyId === physicalId);
    return key && { UserName, Status: key.Status };
  },
};
