import {
  answered,
  call,
  nameFor,
  tagsOf,
  tolerate,
  type ResourceTag,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';
import { retagged } from './spelling.ts';

interface Properties {
  readonly ApplicationName?: string;
  readonly ComputePlatform?: string;
  readonly Tags?: readonly ResourceTag[];
}

export const application: ResourceType<Properties> = {
  typeName: 'AWS::CodeDeploy::Application',
  *create(wanted) {
    const { ComputePlatform: computePlatform, Tags } = wanted.properties;
    const applicationName = wanted.properties.ApplicationName ?? nameFor(wanted, 100);
    const tags = tagsOf(wanted, Tags);
    yield* call('codedeploy', 'CreateApplication', {
      applicationName,
      ...(computePlatform !== undefined && { computePlatform }),
      ...(tags.length > 0 && { tags }),
    });
    return { physicalId: applicationName };
  },
  *update(wanted, { physicalId }) {
    yield* retagged(wanted, `application:${physicalId}`, wanted.properties.Tags);
    return { physicalId };
  },
  *delete({ physicalId: applicationName }) {
    yield* call('codedeploy', 'DeleteApplication', { applicationName });
  },
  list: listed('codedeploy', 'ListApplications', {
    items: 'applications',
    token: 'nextToken',
    identifier: (name: string) => name,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId, account, region }) {
    const asked = call('codedeploy', 'GetApplication', { applicationName: physicalId });
    const found = yield* tolerate(['ApplicationDoesNotExistException'], asked);
    if (!found) return undefined;
    const ResourceArn = `arn:aws:codedeploy:${region}:${account}:application:${physicalId}`;
    const { Tags } = yield* call('codedeploy', 'ListTagsForResource', { ResourceArn });
    return { ApplicationName: physicalId, ComputePlatform: found.application.computePlatform, Tags };
  },
};
