/**
 * A template as the rest of CloudFormation reads it: plain data, long-form functions only, every section there.
 * `parseTemplate` reads a document from text, `templateOf` makes a template of it.
 */
export interface Template {
  readonly AWSTemplateFormatVersion?: string;
  readonly Description?: string;
  readonly Metadata?: Value;
  /** Names of macros, in the order of the document; a processed template has none. */
  readonly Transform: readonly TransformDeclaration[];
  readonly Parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly Rules: Readonly<Record<string, RuleDeclaration>>;
  readonly Mappings: Readonly<Record<string, Mapping>>;
  readonly Conditions: Readonly<Record<string, Value>>;
  readonly Resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly Outputs: Readonly<Record<string, OutputDeclaration>>;
  readonly Hooks: Readonly<Record<string, Value>>;
}

/** What JSON can say. In a template, an object with one member named `Ref` or `Fn::…` is a function. */
export type Value = string | number | boolean | null | readonly Value[] | Values;
export interface Values {
  readonly [name: string]: Value;
}

export type Mapping = Readonly<Record<string, Readonly<Record<string, Value>>>>;

export interface ParameterDeclaration {
  readonly Type: string;
  readonly Default?: string;
  readonly Description?: string;
  readonly NoEcho?: boolean;
  readonly AllowedValues?: readonly string[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinLength?: number;
  readonly MaxLength?: number;
  readonly MinValue?: number;
  readonly MaxValue?: number;
}

export interface RuleDeclaration {
  readonly RuleCondition?: Value;
  readonly Assertions: readonly RuleAssertion[];
}
export interface RuleAssertion {
  readonly Assert: Value;
  readonly AssertDescription?: string;
}

export interface ResourceDeclaration {
  readonly Type: string;
  readonly Properties: Values;
  readonly Condition?: string;
  readonly DependsOn: readonly string[];
  readonly Metadata?: Value;
  /** A function only before `AWS::LanguageExtensions` has been applied. */
  readonly DeletionPolicy?: Value;
  readonly UpdateReplacePolicy?: Value;
  readonly CreationPolicy?: Value;
  readonly UpdatePolicy?: Value;
  /** Of custom resources and modules. */
  readonly Version?: string;
}

export interface OutputDeclaration {
  readonly Value: Value;
  readonly Description?: Value;
  readonly Condition?: string;
  readonly Export?: { readonly Name: Value };
}

export interface TransformDeclaration {
  readonly Name: string;
  readonly Parameters?: Values;
}

/** What stands where a value is known only once the stack has been changed. It goes through functions as text. */
// AWS: user guide, "Change sets", property values: "{{changeSet:KNOWN_AFTER_APPLY}}".
export const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** Whether a value is not known yet, or in part. */
export function isUnknown(value: Value | undefined): boolean {
  if (typeof value === 'string') return value.includes(knownAfterApply);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isUnknown);
}

export function isValues(value: Value | undefined): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The function that an object is: its name and argument. Undefined where it is only an object. */
export function functionOf(value: Value): { readonly name: string; readonly argument: Value } | undefined {
  if (!isValues(value)) return undefined;
  const names = Object.keys(value);
  const name = names[0];
  if (names.length !== 1 || name === undefined) return undefined;
  // AWS takes `fn::GetAtt` for a function, too: one that it does not know.
  if (name !== 'Ref' && !/^fn::/i.test(name)) return undefined;
  return { name, argument: value[name]! };
}
