import { call, tagsOf, type ResourceTag, type Wanted, type Work } from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

/** `{ Tags }` where there are any. */
export function tagged(wanted: Wanted): { readonly Tags?: readonly ResourceTag[] } {
  const tags = tagsOf(wanted, wanted.properties['Tags']);
  return tags.length > 0 ? { Tags: tags } : {};
}

export function* tagsNow(arn: string): Work<ResourceTag[]> {
  const { TagDescriptions } = yield* call('elasticloadbalancing', 'DescribeTags', { ResourceArns: [arn] });
  return TagDescriptions[0].Tags;
}

export function* retagged(wanted: Wanted, arn: string): Work<void> {
  const ResourceArns = [arn];
  yield* retag(yield* tagsNow(arn), tagsOf(wanted, wanted.properties['Tags']), {
    add: (Tags) => call('elasticloadbalancing', 'AddTags', { ResourceArns, Tags }),
    remove: (TagKeys) => call('elasticloadbalancing', 'RemoveTags', { ResourceArns, TagKeys }),
  });
}
