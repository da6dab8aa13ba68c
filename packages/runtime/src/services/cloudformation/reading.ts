import { own } from '../../base/own.ts';
import { templateError, templateInvalid, validationError } from './errors.ts';

export type Value = string | number | boolean | null | readonly Value[] | Values;
export interface Values {
  readonly [name: string]: Value;
}

export interface Template {
  readonly Description?: string;
  readonly Parameters: Readonly<Record<string, { readonly Default?: string; readonly NoEcho?: boolean }>>;
  readonly Resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly Outputs: Readonly<Record<string, OutputDeclaration>>;
}

export interface ResourceDeclaration {
  readonly Type: string;
  readonly Properties: Values;
  readonly DependsOn: readonly string[];
  readonly DeletionPolicy?: Value;
  readonly UpdateReplacePolicy?: Value;
  readonly CreationPolicy?: Value;
  readonly UpdatePolicy?: Value;
  readonly Metadata?: Value;
}

export interface OutputDeclaration {
  readonly Value: Value;
  readonly Description?: Value;
  readonly Export?: { readonly Name: Value };
}

export function readTemplate(body: string): Template {
  const document = parseBody(body);
  if (!isValues(document['Resources'])) templateInvalid('At least one Resources member must be defined.');
  return {
    ...(typeof document['Description'] === 'string' && { Description: document['Description'] }),
    Parameters: (document['Parameters'] ?? {}) as unknown as Template['Parameters'],
    Outputs: (document['Outputs'] ?? {}) as unknown as Template['Outputs'],
    Resources: Object.fromEntries(
      Object.entries(document['Resources'] as Values).map(([id, value]) => [id, declarationOf(id, value)]),
    ),
  };
}

function parseBody(body: string): Values {
  try {
    const document: unknown = JSON.parse(body);
    if (isValues(document as Value)) return document as Values;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return templateInvalid('unsupported structure.');
}

function declarationOf(id: string, value: Value): ResourceDeclaration {
  if (!isValues(value) || typeof value['Type'] !== 'string')
    templateInvalid(`[/Resources/${id}] Every Resources object must contain a Type member.`);
  return {
    ...value,
    Type: value['Type'],
    Properties: (value['Properties'] ?? {}) as Values,
    DependsOn: [value['DependsOn'] ?? []].flat() as readonly string[],
  };
}

export const isValues = (value: Value | undefined): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Logical ids a resource needs, in the order they are named. */
export function dependenciesOf(template: Template, id: string): string[] {
  const found = new Set<string>(template.Resources[id]!.DependsOn);
  walk(template.Resources[id]!.Properties, (name) => {
    if (own(template.Resources, name)) found.add(name);
    else if (!own(template.Parameters, name) && !name.startsWith('AWS::'))
      templateInvalid(`Unresolved resource dependencies [${name}] in the Resources block of the template`);
  });
  for (const name of found)
    if (!own(template.Resources, name))
      templateInvalid(`Unresolved resource dependencies [${name}] in the Resources block of the template`);
  return [...found];
}

function walk(value: Value, refers: (name: string) => void): void {
  if (Array.isArray(value)) return value.forEach((each: Value) => walk(each, refers));
  if (!isValues(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'Ref' && typeof member === 'string') refers(member);
    else if (name === 'Fn::GetAtt') refers(pathOf(member)[0]);
    else if (name === 'Fn::Sub') {
      const [text, variables] = Array.isArray(member) ? member : [member, {}];
      for (const [, variable = ''] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g))
        if (!own(variables as Values, variable)) refers(variable.split('.')[0]!);
      walk(variables as Value, refers);
    } else walk(member, refers);
  }
}

function pathOf(value: Value): readonly [string, string] {
  const text = Array.isArray(value) ? value.join('.') : String(value);
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

/** What stands behind the names in a template. */
export interface View {
  ref(name: string): Value | undefined;
  attribute(logicalId: string, name: string): Value | undefined;
}

const noValue = Symbol('AWS::NoValue');

/** A value with every function resolved. */
export function evaluate(value: Value, view: View): Value {
  const found = evaluateOne(value, view);
  return found === noValue ? '' : found;
}

function evaluateOne(value: Value, view: View): Value | typeof noValue {
  if (Array.isArray(value))
    return value.map((each: Value) => evaluateOne(each, view)).filter((each) => each !== noValue) as Value[];
  if (!isValues(value)) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry && others.length === 0 && (entry[0] === 'Ref' || entry[0].startsWith('Fn::')))
    return call(entry[0], entry[1], view);
  const members = Object.entries(value).map(([name, member]) => [name, evaluateOne(member, view)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== noValue)) as Values;
}

function call(name: string, argument: Value, view: View): Value | typeof noValue {
  switch (name) {
    case 'Ref':
      if (argument === 'AWS::NoValue') return noValue;
      return view.ref(String(argument)) ?? templateInvalid(`Unresolved dependency [${String(argument)}]`);
    case 'Fn::GetAtt':
      return attributeOf(pathOf(argument), view);
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, Value];
      return (evaluate(parts, view) as readonly Value[]).join(separator);
    }
    case 'Fn::Sub': {
      const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Values];
      return substitute(text, variables, view);
    }
    default:
      return templateError(`${name} is not served by Penstock (yet)`);
  }
}

function substitute(text: string, variables: Values, view: View): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (all, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const variable = own(variables, name);
    if (variable !== undefined) return String(evaluate(variable, view));
    if (name.includes('.')) return String(attributeOf(pathOf(name), view));
    return String(view.ref(name) ?? all);
  });
}

function attributeOf([id, name]: readonly [string, string], view: View): Value {
  return (
    view.attribute(id, name) ??
    validationError(`Template error: resource ${id} does not support attribute type ${name} in Fn::GetAtt`)
  );
}
