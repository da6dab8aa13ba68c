/** A resource type as CloudFormation's registry has it, without its prose. */
export interface RegistryType {
  /** `AWS::SNS::Topic`. */
  readonly name: string;
  readonly properties: RegistryProperties;
  /** Objects that properties are made of, by name; a name is the type's own. */
  readonly definitions: Readonly<Record<string, RegistryProperties>>;
  /** What `Fn::GetAtt` may ask for. */
  readonly attributes: Readonly<Record<string, RegistryValue>>;
  /** The properties or attributes that tell one from another. */
  readonly primaryIdentifier: readonly string[];
  /** What `Ref` answers, where it is not the primary identifier. */
  readonly refIdentifier?: readonly string[];
  /** Where its tags are: a list of Key and Value, a map, or a list of them with PropagateAtLaunch. */
  readonly tags?: { readonly property: string; readonly variant: 'standard' | 'map' | 'asg' };
  /** `arn:${Partition}:sns:${Region}:${Account}:${TopicName}`. */
  readonly arnTemplate?: string;
  /** Paths deeper in properties of a common type whose change replaces the resource. */
  readonly replacing?: readonly (readonly string[])[];
}

export type RegistryProperties = Readonly<Record<string, RegistryProperty>>;

export interface RegistryProperty {
  readonly type: RegistryValue;
  readonly required?: true;
  /** What a change of it does to the resource; nothing, where it is not said. */
  readonly replaces?: 'always' | 'conditionally';
}

export type RegistryValue =
  | RegistryScalar
  | { readonly list: RegistryValue }
  | { readonly map: RegistryValue }
  | { readonly object: string }
  | { readonly oneOf: readonly RegistryValue[] };

export type RegistryScalar = 'string' | 'integer' | 'number' | 'boolean' | 'json' | 'date-time' | 'tag';
