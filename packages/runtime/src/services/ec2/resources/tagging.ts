import {
  call,
  isTold,
  tagsOf,
  type Had,
  type ResourceTag,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
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
  const had = Tags.flatMap(({ Key, Value }) => (isServices(Key) ? [] : [{ Key, Value }]));
  yield* retag(had, tagsOf(wanted, own), {
    add: (added) => call('ec2', 'CreateTags', { Resources: [id], Tags: added }),
    remove: (keys) => call('ec2', 'DeleteTags', { Resources: [id], Tags: keys.map((Key) => ({ Key })) }),
  });
}

/** Those members that are given. */
export const said = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** Tags, where they are to be told: those that AWS's own services have given it are theirs. */
export const tagsRead = (had: Had, tags: readonly ResourceTag[]): object =>
  isTold(had, 'Tags') ? { Tags: tags.filter(({ Key }) => !isServices(Key)) } : {};

const isServices = (key: string): boolean => key.startsWith('aws:');

/** As templates say what is so or not. */
export const isTrue = (given: unknown): boolean => given === true || given === 'true';
