import { spelling } from '../../../base/spelling.ts';
import { call, tagsOf, type ResourceTag, type Wanted, type Work } from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

/** Tags and tag filters have capitals in the API too. */
export const { api, template } = spelling({
  names: { ECSServices: 'ecsServices' },
  verbatim: ['Ec2TagFilters', 'OnPremisesInstanceTagFilters', 'Ec2TagGroup', 'OnPremisesTagGroup', 'Tags'],
});

export function* retagged(
  wanted: Wanted,
  resource: string,
  own: readonly ResourceTag[] | undefined,
): Work<void> {
  const ResourceArn = `arn:aws:codedeploy:${wanted.region}:${wanted.account}:${resource}`;
  const { Tags } = yield* call('codedeploy', 'ListTagsForResource', { ResourceArn });
  yield* retag(Tags, tagsOf(wanted, own), {
    add: (added) => call('codedeploy', 'TagResource', { ResourceArn, Tags: added }),
    remove: (TagKeys) => call('codedeploy', 'UntagResource', { ResourceArn, TagKeys }),
  });
}
