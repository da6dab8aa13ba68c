import { own } from '../../base/own.ts';
import type { RegistryProperties, RegistryType, RegistryValue } from '../../base/registry-type.ts';
import { isObject, listed, type Declared, type Finding, type Path } from '../declared.ts';
import { nearestName } from '../near-names.ts';
import type { Rule } from '../rule.ts';

export const propertyExists: Rule = {
  id: 'property-exists',
  sentence: 'A resource has the properties that a template gives it, spelled so.',
  url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html',
  *check({ all, types }) {
    for (const declared of all) {
      const type = declared.from === 'template' ? own(types, declared.type) : undefined;
      if (!type || free.has(type.name)) continue;
      for (const stranger of strangersIn(declared.properties, {
        type,
        properties: type.properties,
        path: [],
      }))
        yield findingOf(stranger, declared);
    }
  },
};

/** Their properties are whatever a template says. */
const free: ReadonlySet<string> = new Set(['AWS::CloudFormation::CustomResource', 'AWS::CDK::Metadata']);

/** A name that is not there, and those that are. */
interface Stranger {
  readonly path: Path;
  readonly name: string;
  readonly there: readonly string[];
}

interface Place {
  readonly type: RegistryType;
  readonly properties: RegistryProperties;
  readonly path: Path;
}

function strangersIn(value: unknown, { type, properties, path }: Place): Stranger[] {
  const there = Object.keys(properties);
  // What has no properties of its own is anything.
  if (!isObject(value) || (there.length === 0 && path.length > 0)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name.startsWith('Fn::')) return [];
    const property = own(properties, name);
    const at = [...path, name];
    return property ? strangersOf(member, property.type, { type, path: at }) : [{ path: at, name, there }];
  });
}

function strangersOf(value: unknown, wanted: RegistryValue, at: Omit<Place, 'properties'>): Stranger[] {
  if (wanted === 'tag') return strangersIn(value, { ...at, properties: tagProperties });
  if (typeof wanted === 'string') return [];
  const { type, path } = at;
  if ('list' in wanted)
    return Array.isArray(value)
      ? value.flatMap((item, index) => strangersOf(item, wanted.list, { type, path: [...path, index] }))
      : [];
  if ('map' in wanted)
    return Object.entries(isObject(value) ? value : {}).flatMap(([name, member]) =>
      strangersOf(member, wanted.map, { type, path: [...path, name] }),
    );
  if ('oneOf' in wanted) {
    // A text is none of the choices there are for an object.
    const choices = wanted.oneOf.filter((choice) => !isObject(value) || !isText(choice));
    const each = choices.map((choice) => strangersOf(value, choice, at));
    return each.toSorted((one, other) => one.length - other.length)[0] ?? [];
  }
  return strangersIn(value, { ...at, properties: own(type.definitions, wanted.object) ?? {} });
}

const isText = (choice: RegistryValue): boolean =>
  typeof choice === 'string' && choice !== 'json' && choice !== 'tag';

const tagProperties: RegistryProperties = {
  Key: { type: 'string' },
  Value: { type: 'string' },
  PropagateAtLaunch: { type: 'boolean' },
};

function findingOf({ path, name, there }: Stranger, declared: Declared): Finding {
  const meant = nearestName(there, name);
  const within = path.length > 1 ? ` in ${path.slice(0, -1).join('/')}` : '';
  return {
    level: 'error',
    place: declared.place(path),
    about: `${declared.type.split('::').at(-1)!.toLowerCase()} ${declared.id}`,
    message:
      `${declared.type} has no ${name}${within}: CloudFormation says “extraneous key [${name}] is not permitted”, ` +
      'and takes the stack back.',
    fix: meant === undefined ? `There is ${listed(there.toSorted())}.` : `Did you mean ${meant}?`,
  };
}
