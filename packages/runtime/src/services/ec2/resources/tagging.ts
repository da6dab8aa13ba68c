import { call, tagsOf, type ResourceTag, type Wanted, type Work } from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

/** The tags of what is made, as `Create…` takes them. */
export function tagsFor(wanted: Wanted, ResourceType: string): object {
  const Tags = tagsOf(wanted, wanted.properties['Tags'] as readonly ResourceTag[] | undefined);
  return Tags.length > 0 ? { TagSpecifications: [{ ResourceType, Tags }] } : {};
}

/** Makes the tags of what is there those that are wanted: by the property `Tags`, or `own`. */
export function* retagged(
  wanted: Wanted,
  id: string,
  own: readonly ResourceTag[] | undefined = wanted.properties['Tags'],
): Work<void> {
  const Filters = [{ Name: 'resource-id', Values: [id] }];
  const { Tags } = yield* call<{ Tags: ResourceTag[] }>('ec2', 'DescribeTags', { Filters });
  const had = Tags.map(({ Key, Value }) => ({ Key, Value }));
  yield* retag(had, tagsOf(wanted, own), {
    add: (added) => call('ec2', 'CreateTags', { Resources: [id], Tags: added }),
    remove: (keys) => call('ec2', 'DeleteTags', { Resources: [id], Tags: keys.map((Key) => ({ Key })) }),
  });
}

/** Those members that are given. */
export const said = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** As a template says tags, where it does. */
export const tagsRead = (properties: { readonly Tags?: unknown }, tags: readonly ResourceTag[]): object =>
  properties.Tags ? { Tags: tags } : {};

/** As templates say what is so or not. */
export const isTrue = (given: unknown): boolean => given === true || given === 'true';
