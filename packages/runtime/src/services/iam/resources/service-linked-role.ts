import { answered, call, made, tolerate, type ResourceType } from '../../../dispatch/resource.ts';
import { gone } from './holding.ts';

interface ServiceLinkedRoleProperties {
  readonly AWSServiceName: string;
  readonly CustomSuffix?: string;
  readonly Description?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-servicelinkedrole.html */
export const serviceLinkedRole: ResourceType<ServiceLinkedRoleProperties> = {
  typeName: 'AWS::IAM::ServiceLinkedRole',

  *create({ properties }) {
    const { Role } = yield* call('iam', 'CreateServiceLinkedRole', properties);
    yield* made(Role.RoleName);
    return { physicalId: Role.RoleName, attributes: { RoleName: Role.RoleName } };
  },

  *update({ properties: { Description = '' } }, { physicalId: RoleName }) {
    yield* call('iam', 'UpdateRoleDescription', { RoleName, Description });
    return { physicalId: RoleName, attributes: { RoleName } };
  },

  *delete({ physicalId: RoleName }) {
    yield* tolerate(gone, call('iam', 'DeleteServiceLinkedRole', { RoleName }));
  },

  adopt: ({ physicalId: RoleName }) => answered({ physicalId: RoleName, attributes: { RoleName } }),

  *read({ physicalId: RoleName, properties }) {
    const found = yield* tolerate(gone, call('iam', 'GetRole', { RoleName }));
    return found && properties;
  },
};
