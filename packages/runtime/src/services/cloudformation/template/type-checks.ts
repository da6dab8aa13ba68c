import { own } from '../../../base/own.ts';
import type { RegistryType } from '../../../base/registry-type.ts';
import { formatError, templateError } from './errors.ts';
import { evaluatedParts } from './graph.ts';
import { mentionsIn } from './mentions.ts';
import type { Template, Value } from './template.ts';
import { neverRead } from './write-only.ts';

/** The types of a template's resources that the registry is to be asked about. */
export function typeNames(template: Template): readonly string[] {
  const names = Object.values(template.Resources).map(({ Type }) => Type);
  return [...new Set(names)].filter((name) => !isCustom(name));
}

const isCustom = (name: string): boolean => name.startsWith('Custom::');

/** Refuses types that the registry does not have, and attributes that types do not have. */
export function checkTypes(template: Template, types: Readonly<Record<string, RegistryType>>): void {
  // What `AWS::Serverless` stands for is known to its transform alone.
  const strange = typeNames(template).filter(
    (name) => !own(types, name) || name.startsWith('AWS::Serverless::'),
  );
  if (strange.length > 0) formatError(`Unrecognized resource types: [${strange.join(', ')}]`);
  const outputs = Object.values(template.Outputs).map(({ Value: value }): Value => value);
  for (const { name, attribute } of mentionsIn([
    ...Object.values(template.Resources).map(evaluatedParts),
    ...outputs,
  ])) {
    const type = own(types, own(template.Resources, name)?.Type ?? '');
    if (type && typeof attribute === 'string' && attribute !== '' && !hasAttribute(type, attribute))
      templateError(`resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`);
  }
}

/** Types whose attributes are what their resources say. */
const free: ReadonlySet<string> = new Set([
  'AWS::CloudFormation::CustomResource',
  'AWS::CloudFormation::Macro',
  'AWS::CloudFormation::Stack',
]);

/** A property that can be read. */
// AWS: seen of the DisplayName of AWS::SNS::Topic.
function isReadable(type: RegistryType, attribute: string): boolean {
  const path = attribute.split('.');
  return own(type.properties, path[0]!) !== undefined && !neverRead(type.name, path);
}

function hasAttribute(type: RegistryType, attribute: string): boolean {
  if (free.has(type.name) || isReadable(type, attribute)) return true;
  return Object.keys(type.attributes).some((name) => name === attribute || attribute.startsWith(`${name}.`));
}
