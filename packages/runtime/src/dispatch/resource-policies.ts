import {
  answered,
  made,
  nameFor,
  tolerate,
  type Properties,
  type ResourceType,
  type Work,
} from './resource.ts';

/** How the policy of a thing is kept and read, by what names it. */
export interface PolicyKeeping {
  /** Sets it; an empty text is what the thing is without. */
  keep(thing: string, policy: string): Work<void>;
  read(thing: string): Work<object | undefined>;
  /** The errors that say the thing is gone. */
  readonly gone: readonly string[];
}

const textOf = (policy: unknown): string => (typeof policy === 'string' ? policy : JSON.stringify(policy));

/** A type that gives one policy to several things, which its member `things` lists. */
export function policyOfSeveral(typeName: string, things: string, by: PolicyKeeping): ResourceType {
  const namedIn = (properties: Properties) => properties[things] as readonly string[];
  const letGo = function* (left: readonly string[]): Work<void> {
    for (const thing of left) yield* tolerate(by.gone, by.keep(thing, ''));
  };
  const give = function* (properties: Properties): Work<void> {
    for (const thing of namedIn(properties)) yield* by.keep(thing, textOf(properties['PolicyDocument']));
  };
  return {
    typeName,
    *create(wanted) {
      const id = nameFor(wanted);
      yield* made(id);
      yield* give(wanted.properties);
      return { physicalId: id, attributes: { Id: id } };
    },
    *update({ properties }, had) {
      yield* give(properties);
      yield* letGo(namedIn(had.properties).filter((thing) => !namedIn(properties).includes(thing)));
      return { physicalId: had.physicalId, attributes: { Id: had.physicalId } };
    },
    *delete({ properties }) {
      yield* letGo(namedIn(properties));
    },
    *read({ properties }) {
      const all = namedIn(properties);
      const PolicyDocument = yield* tolerate(by.gone, by.read(all[0]!));
      return PolicyDocument && { [things]: all, PolicyDocument };
    },
  };
}

/** A type that gives a policy to the one thing its member `thing` names. */
export function policyOfOne(
  typeName: string,
  thing: string,
  { list, ...by }: PolicyKeeping & Required<Pick<ResourceType, 'list'>>,
): ResourceType {
  const give = function* (properties: Properties) {
    const physicalId = properties[thing] as string;
    yield* by.keep(physicalId, textOf(properties['PolicyDocument']));
    return { physicalId };
  };
  return {
    typeName,
    create: ({ properties }) => give(properties),
    update: ({ properties }) => give(properties),
    *delete({ properties }) {
      yield* tolerate(by.gone, by.keep(properties[thing] as string, ''));
    },
    list,
    adopt: ({ physicalId }) => answered({ physicalId }),
    *read({ properties }) {
      const PolicyDocument = yield* tolerate(by.gone, by.read(properties[thing] as string));
      return PolicyDocument && { [thing]: properties[thing] as string, PolicyDocument };
    },
  };
}
