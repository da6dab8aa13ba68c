import type { PropertyType, Resource, SpecDatabase, TypeDefinition } from '@aws-cdk/service-spec-types';
import type { RegistryProperties, RegistryType, RegistryValue } from '../../base/registry-type.ts';

/**
 * Types that templates have and the specification has not.
 */
const further: readonly RegistryType[] = [
  {
    name: 'AWS::CDK::Metadata',
    properties: { Analytics: { type: 'string' } },
    definitions: {},
    attributes: {},
    primaryIdentifier: [],
  },
];

/** Every type of the specification, in its compact form. */
export function* compactTypes(database: SpecDatabase): Generator<RegistryType> {
  for (const resource of database.all('resource')) yield new Compaction(database).typeOf(resource);
  yield* further;
}

/** Collects the definitions that one type is made of. Two of a name are told apart by number. */
class Compaction {
  readonly #database: SpecDatabase;
  readonly #names = new Map<TypeDefinition, string>();
  readonly #definitions: Record<string, RegistryProperties> = {};

  constructor(database: SpecDatabase) {
    this.#database = database;
  }

  typeOf(resource: Resource): RegistryType {
    const { cfnRefIdentifier, tagInformation, arnTemplate, additionalReplacementProperties } = resource;
    return {
      name: resource.cloudFormationType,
      properties: this.#propertiesOf(resource.properties),
      attributes: Object.fromEntries(
        Object.entries(resource.attributes).map(([name, { type }]) => [name, this.#valueOf(type)]),
      ),
      definitions: this.#definitions,
      primaryIdentifier: resource.primaryIdentifier ?? [],
      ...(cfnRefIdentifier && { refIdentifier: cfnRefIdentifier }),
      ...(tagInformation && {
        tags: { property: tagInformation.tagPropertyName, variant: tagInformation.variant },
      }),
      ...(arnTemplate !== undefined && { arnTemplate }),
      ...(additionalReplacementProperties && { replacing: additionalReplacementProperties }),
    };
  }

  #propertiesOf(properties: Resource['properties']): RegistryProperties {
    return Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [
        name,
        {
          type: this.#typeOf(property.type, property.previousTypes ?? []),
          ...(property.required && { required: true as const }),
          ...(property.causesReplacement === 'yes' && { replaces: 'always' as const }),
          ...(property.causesReplacement === 'maybe' && { replaces: 'conditionally' as const }),
        },
      ]),
    );
  }

  /** What was JSON once may still be given as an object of any shape. */
  #typeOf(type: PropertyType, previous: readonly PropertyType[]): RegistryValue {
    const value = this.#valueOf(type);
    return previous.some((each) => each.type === 'json') ? { oneOf: [value, 'json'] } : value;
  }

  #valueOf(type: PropertyType): RegistryValue {
    switch (type.type) {
      case 'array':
        return { list: this.#valueOf(type.element) };
      case 'map':
        return { map: this.#valueOf(type.element) };
      case 'ref':
        return { object: this.#nameOf(this.#database.get('typeDefinition', type.reference.$ref)) };
      case 'union':
        return { oneOf: type.types.map((each) => this.#valueOf(each)) };
      case 'null':
        return 'json';
      default:
        return type.type;
    }
  }

  #nameOf(definition: TypeDefinition): string {
    const known = this.#names.get(definition);
    if (known !== undefined) return known;
    let name = definition.name;
    for (let number = 2; Object.hasOwn(this.#definitions, name); number++)
      name = `${definition.name}${number}`;
    this.#names.set(definition, name);
    this.#definitions[name] = {};
    this.#definitions[name] = this.#propertiesOf(definition.properties);
    return name;
  }
}
