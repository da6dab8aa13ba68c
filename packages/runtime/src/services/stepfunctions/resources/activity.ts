import {
  answered,
  call,
  nameFor,
  tagsOf,
  tolerate,
  type ResourceType,
  listed,
} from '../../../dispatch/resource.ts';
import { large, retag, small } from '../../../dispatch/retag.ts';

interface Activity {
  readonly Name?: string;
  readonly EncryptionConfiguration?: object;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

// AWS: CloudFormation template reference, AWS::StepFunctions::Activity.
export const activity: ResourceType<Activity> = {
  typeName: 'AWS::StepFunctions::Activity',
  *create(wanted) {
    const name = wanted.properties.Name ?? nameFor(wanted, 80);
    const tags = small(tagsOf(wanted, wanted.properties.Tags));
    const { activityArn } = yield* call('states', 'CreateActivity', {
      name,
      ...(tags.length > 0 && { tags }),
    });
    return madeOf(activityArn);
  },
  *update(wanted, { physicalId: resourceArn }) {
    const { tags } = yield* call('states', 'ListTagsForResource', { resourceArn });
    yield* retag(large(tags), tagsOf(wanted, wanted.properties.Tags), {
      add: (added) => call('states', 'TagResource', { resourceArn, tags: small(added) }),
      remove: (tagKeys) => call('states', 'UntagResource', { resourceArn, tagKeys }),
    });
    return madeOf(resourceArn);
  },
  *delete({ physicalId: activityArn }) {
    yield* call('states', 'DeleteActivity', { activityArn });
  },
  list: listed('states', 'ListActivities', {
    items: 'activities',
    token: 'nextToken',
    identifier: ({ activityArn }) => activityArn,
  }),
  adopt: ({ physicalId }) => answered(madeOf(physicalId)),
  *read({ physicalId: activityArn }) {
    const asked = call('states', 'DescribeActivity', { activityArn });
    const is = yield* tolerate(['ActivityDoesNotExist'], asked);
    if (!is) return undefined;
    const { tags } = yield* call('states', 'ListTagsForResource', { resourceArn: activityArn });
    return { Name: is.name, Tags: large(tags) };
  },
};

const madeOf = (arn: string) => ({
  physicalId: arn,
  attributes: { Arn: arn, Name: arn.slice(arn.lastIndexOf(':') + 1) },
});
