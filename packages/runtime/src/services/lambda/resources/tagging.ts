import { call, tagsOf, type ResourceTag, type Wanted, type Work } from '../../../dispatch/resource.ts';

type Tags = Readonly<Record<string, string>>;

/** A resource's tags and its stack's, as Lambda takes them. */
export const tagMap = (wanted: Wanted<{ readonly Tags?: readonly ResourceTag[] }>): Tags =>
  Object.fromEntries(tagsOf(wanted, wanted.properties.Tags).map(({ Key, Value }) => [Key, Value]));

/** As templates have them. */
export const tagList = (tags: Tags): ResourceTag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export function* tagsOn(Resource: string): Work<Tags> {
  const { Tags } = yield* call<{ Tags: Tags }>('lambda', 'ListTags', { Resource });
  return Tags;
}

export function* retag(Resource: string, tags: Tags): Work<void> {
  const gone = Object.keys(yield* tagsOn(Resource)).filter((key) => !(key in tags));
  if (gone.length > 0) yield* call('lambda', 'UntagResource', { Resource, TagKeys: gone });
  if (Object.keys(tags).length > 0) yield* call('lambda', 'TagResource', { Resource, Tags: tags });
}
