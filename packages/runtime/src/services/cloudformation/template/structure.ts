import { formatError, invalid, templateError } from './errors.ts';
import { parameterDeclarations } from './parameter-declarations.ts';
import { ruleDeclarations } from './rule-declarations.ts';
import {
  functionOf,
  isList,
  isValues,
  type Mapping,
  type OutputDeclaration,
  type ResourceDeclaration,
  type Template,
  type TransformDeclaration,
  type Value,
  type Values,
} from './template.ts';

/** AWS: user guide, "Understand CloudFormation quotas". */
const limits = { Parameters: 200, Mappings: 200, Resources: 500, Outputs: 200 } as const;

const sections = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
]);

/** Makes a template of a document to which its transforms have been applied, or refuses it. */
export function templateOf(document: Values): Template {
  refuseNulls(document, []);
  const strange = Object.keys(document).filter((name) => !sections.has(name));
  if (strange.length > 0) invalid(`Invalid template property or properties [${strange.join(', ')}]`);
  const { AWSTemplateFormatVersion: version, Description, Metadata } = document;
  if (version !== undefined && version !== '2010-09-09')
    formatError(`${String(version)} is not a supported value for AWSTemplateFormatVersion.`);
  if (Description !== undefined && typeof Description !== 'string')
    formatError('Every Description member must be a string.');
  // AWS: user guide, "Template description": 0 to 1024 bytes.
  if (typeof Description === 'string' && Buffer.byteLength(Description) > 1024)
    formatError("'Description' length is greater than 1024.");
  for (const [section, max] of Object.entries(limits)) checkCount(document[section], section, max);
  return {
    ...(version !== undefined && { AWSTemplateFormatVersion: version }),
    ...(typeof Description === 'string' && { Description }),
    ...(Metadata !== undefined && { Metadata }),
    Transform: transformsOf(document['Transform']),
    Parameters: parameterDeclarations(section(document, 'Parameters')),
    Rules: ruleDeclarations(section(document, 'Rules')),
    Mappings: mappingsOf(section(document, 'Mappings')),
    Conditions: section(document, 'Conditions'),
    Resources: resourcesOf(document),
    Outputs: outputsOf(section(document, 'Outputs')),
    Hooks: section(document, 'Hooks'),
  };
}

/** AWS tells the path as it reads a resource: what is in `Properties` is told as in `Type`. */
function refuseNulls(value: Value, path: readonly string[]): void {
  if (value === null) {
    const told = path.map((name, depth) =>
      depth === 2 && name === 'Properties' && path[0] === 'Resources' ? 'Type' : name,
    );
    invalid(`[/${told.join('/')}] 'null' values are not allowed in templates`);
  }
  if (typeof value !== 'object') return;
  for (const [name, member] of Object.entries(value)) refuseNulls(member as Value, [...path, name]);
}

function section(document: Values, name: string): Values {
  const members = document[name] ?? {};
  return isValues(members) ? members : formatError(`Every ${name} member must be an object.`);
}

function checkCount(members: Value | undefined, name: string, max: number): void {
  const count = isValues(members) ? Object.keys(members).length : 0;
  if (count > max)
    formatError(`Number of ${name.toLowerCase()}, ${count}, is greater than maximum allowed, ${max}`);
}

/** The transforms that a document declares, in order. */
export function transformsOf(declared: Value | undefined): readonly TransformDeclaration[] {
  if (declared === undefined) return [];
  const each = isList(declared) ? declared : [declared];
  return each.map((transform) => {
    if (typeof transform === 'string') return { Name: transform };
    if (!isValues(transform) || typeof transform['Name'] !== 'string')
      return formatError('Every Transform member must be a string or an object with a Name.');
    const { Name, Parameters } = transform;
    return { Name: Name as string, ...(isValues(Parameters) && { Parameters }) };
  });
}

function mappingsOf(members: Values): Readonly<Record<string, Mapping>> {
  for (const [name, mapping] of Object.entries(members)) {
    alphanumeric(name, 'Mappings');
    if (!isValues(mapping)) return formatError(`Every Mappings member ${name} must be a map`);
    for (const [key, attributes] of Object.entries(mapping)) {
      if (!isValues(attributes)) return formatError(`Every Mappings member ${key} must be a map`);
      for (const [attribute, value] of Object.entries(attributes)) {
        alphanumeric(attribute, 'Mappings');
        if (isValues(value)) formatError('Every Mappings attribute must be a String or a List.');
      }
    }
  }
  return members as Readonly<Record<string, Mapping>>;
}

const resourceMembers = new Set([
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Description',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
  'Version',
]);

function resourcesOf(document: Values): Readonly<Record<string, ResourceDeclaration>> {
  const members = section(document, 'Resources');
  if (Object.keys(members).length === 0) formatError('At least one Resources member must be defined.');
  return Object.fromEntries(
    Object.entries(members).map(([name, resource]) => [name, resourceOf(name, resource)]),
  );
}

function resourceOf(name: string, resource: Value): ResourceDeclaration {
  if (!isValues(resource)) return formatError('Any Resources member must be an object.');
  if (!/^[A-Za-z0-9]+$/.test(name)) formatError(`Resource name ${name} is non alphanumeric.`);
  // AWS: user guide, quotas: "Resource name: 255 characters". Unverified wording.
  if (name.length > 255) formatError(`Resource name ${name} is longer than 255 characters.`);
  const { Type, Properties = {}, DependsOn = [], Condition, Version, ...rest } = resource;
  if (Type === undefined)
    return formatError(`[/Resources/${name}] Every Resources object must contain a Type member.`);
  if (typeof Type !== 'string') return formatError('Every Type member must be a string.');
  const strange = Object.keys(resource).find((member) => !resourceMembers.has(member));
  if (strange !== undefined) invalid(`Invalid template resource property '${strange}'`);
  if (!isValues(Properties)) return formatError(`[/Resources/${name}/Properties] must be an object.`);
  if (Condition !== undefined && typeof Condition !== 'string')
    return formatError('Every Condition member must be a string.');
  const depends = isList(DependsOn) ? DependsOn : [DependsOn];
  if (!depends.every((each) => typeof each === 'string'))
    return formatError('Every DependsOn value must be a string.');
  for (const policy of ['DeletionPolicy', 'UpdateReplacePolicy'] as const)
    checkPolicy(name, policy, { type: Type, value: resource[policy] });
  const { Metadata, DeletionPolicy, UpdateReplacePolicy, CreationPolicy, UpdatePolicy } = rest;
  return {
    Type,
    Properties,
    DependsOn: depends,
    ...(typeof Condition === 'string' && { Condition }),
    ...(typeof Version === 'string' && { Version }),
    ...(Metadata !== undefined && { Metadata }),
    ...(typeof DeletionPolicy === 'string' && { DeletionPolicy }),
    ...(typeof UpdateReplacePolicy === 'string' && { UpdateReplacePolicy }),
    ...(CreationPolicy !== undefined && { CreationPolicy }),
    ...(UpdatePolicy !== undefined && { UpdatePolicy }),
  };
}

const policies = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Delete', 'Retain', 'Snapshot'],
} as const;

/** AWS: user guide, "DeletionPolicy attribute", Snapshot: "Resources that support snapshots include". */
const snapshotTypes: ReadonlySet<string> = new Set([
  'AWS::DocDB::DBCluster',
  'AWS::EC2::Volume',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Neptune::DBCluster',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
]);

interface PolicyOfType {
  readonly type: string;
  readonly value: Value | undefined;
}

function checkPolicy(name: string, policy: keyof typeof policies, { type, value }: PolicyOfType): void {
  if (value === undefined) return;
  if (typeof value !== 'string') return formatError(`Every ${policy} member must be a string.`);
  const allowed: readonly string[] = policies[policy];
  if (!allowed.includes(value)) formatError(`Unrecognized ${policy} ${value} for resource ${name}`);
  // AWS: "Template error: resource type X does not support deletion policy Snapshot"; unverified of the other policy.
  if (value === 'Snapshot' && !snapshotTypes.has(type))
    templateError(`resource type ${type} does not support ${policyWords[policy]} Snapshot`);
}

const policyWords = {
  DeletionPolicy: 'deletion policy',
  UpdateReplacePolicy: 'update replace policy',
} as const;

const outputMembers = new Set(['Condition', 'Description', 'Export', 'Value']);

function outputsOf(members: Values): Readonly<Record<string, OutputDeclaration>> {
  return Object.fromEntries(Object.entries(members).map(([name, output]) => [name, outputOf(name, output)]));
}

function outputOf(name: string, output: Value): OutputDeclaration {
  alphanumeric(name, 'Outputs');
  if (!isValues(output)) return formatError(`Output ${name} is malformed`);
  const strange = Object.keys(output).filter((member) => !outputMembers.has(member));
  if (strange.length > 0) invalid(`Invalid output property or properties [${strange.join(', ')}]`);
  const { Value: value, Description, Condition, Export } = output;
  if (value === undefined) return formatError('Every Outputs member must contain a Value object');
  if (isList(value) || (isValues(value) && !functionOf(value)))
    return formatError('Every Value member must be a string.');
  const exported = isValues(Export) ? Export['Name'] : undefined;
  if (Export !== undefined && exported === undefined)
    return formatError(
      `Output ${name} is malformed. The Name field of every Export member must be specified.`,
    );
  return {
    Value: value,
    ...(Description !== undefined && { Description }),
    ...(typeof Condition === 'string' && { Condition }),
    ...(exported !== undefined && { Export: { Name: exported } }),
  };
}

// AWS: user guide, sections of a template: "The logical ID must be alphanumeric (A–Z, a–z, 0–9)".
function alphanumeric(name: string, section: string): void {
  if (/^[A-Za-z0-9]+$/.test(name)) return;
  const noun = section === 'Mappings' ? 'Mappings attribute name' : `${section.slice(0, -1)} name`;
  formatError(`${noun} '${name}' must contain only alphanumeric characters.`);
}
