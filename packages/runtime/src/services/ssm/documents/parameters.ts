import type { CommandDocument, ParameterDeclared } from './content.ts';
import { isTooDeep } from './depth.ts';
import { invalidParameters } from './errors.ts';
import { isMet } from '../allowed-pattern.ts';
import { spelled } from './spelling.ts';

/** What a document's parameters are, by name: texts, lists, numbers, objects. */
export type Values = Readonly<Record<string, unknown>>;
export type Given = Readonly<Record<string, readonly string[]>>;

/** AWS: as SendCommand answers of a value that a document does not allow. */
const notAllowed = (): never =>
  invalidParameters('Parameters provided in document are invalid or not supported.');

/**
 * The values of a document's parameters, of what was given and of their defaults.
 *
 * @param lookUp what a parameter of Parameter Store holds, for `{{ssm:name}}`
 */
export function valuesOf(
  { parameters }: CommandDocument,
  { name, given, lookUp }: { name: string; given: Given; lookUp: (parameter: string) => string },
): Values {
  // AWS: as SendCommand answers of a parameter that the document does not have.
  if (Object.keys(given).some((each) => !Object.hasOwn(parameters, each)))
    invalidParameters(`document ${name} does not support parameters.`);
  const values = Object.entries(parameters).map(([each, declared]) => {
    const said = Object.hasOwn(given, each) ? given[each]! : undefined;
    const value = said ? givenValue(declared, said) : declared.default;
    if (value === undefined) return notAllowed();
    const known = lookedUp(value, lookUp);
    check(declared, known);
    return [each, known] as const;
  });
  return Object.fromEntries(values);
}

function givenValue({ type }: ParameterDeclared, said: readonly string[]): unknown {
  if (type === 'StringList') return said;
  if (said.length !== 1) return notAllowed();
  const [text = ''] = said;
  switch (type) {
    case 'String':
      return text;
    case 'Boolean':
      return text === 'true' || text === 'false' ? text === 'true' : notAllowed();
    case 'Integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : notAllowed();
    default:
      return jsonIn(text);
  }
}

function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? notAllowed() : value;
  } catch (error) {
    if (error instanceof SyntaxError) return notAllowed();
    throw error;
  }
}

const reference = /\{\{\s*ssm:([^{}\s]+)\s*\}\}/g;

function lookedUp(value: unknown, lookUp: (parameter: string) => string): unknown {
  if (typeof value === 'string') return value.replace(reference, (_, parameter: string) => lookUp(parameter));
  return Array.isArray(value) ? value.map((each) => lookedUp(each, lookUp)) : value;
}

function check(declared: ParameterDeclared, value: unknown): void {
  const { allowedValues, allowedPattern, minItems = 0, maxItems = Infinity } = declared;
  const { minChars = 0, maxChars = Infinity } = declared;
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (declared.type === 'StringList' && (all.length < minItems || all.length > maxItems)) notAllowed();
  for (const each of all) {
    const text = spelled(each);
    if (allowedValues && !allowedValues.includes(text)) notAllowed();
    if (text.length < minChars || text.length > maxChars) notAllowed();
    if (allowedPattern !== undefined && !isMet(`^(?:${allowedPattern})$`, text)) notAllowed();
  }
}

const placeholder = /\{\{\s*([a-zA-Z0-9_]+)\s*\}\}/g;
const wholly = /^\s*\{\{\s*([a-zA-Z0-9_]+)\s*\}\}\s*$/;

/** Puts values where their names are; a list in a list becomes part of it. */
export function filled(template: unknown, values: Values): unknown {
  if (typeof template === 'string') return filledText(template, values);
  if (Array.isArray(template))
    return template.flatMap((each: unknown) => {
      const value = filled(each, values);
      return typeof each === 'string' && Array.isArray(value) ? value : [value];
    });
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, each]) => [key, filled(each, values)]));
}

function filledText(template: string, values: Values): unknown {
  const [, only] = wholly.exec(template) ?? [];
  if (only !== undefined && Object.hasOwn(values, only)) return values[only];
  return template.replace(placeholder, (text, name: string) =>
    Object.hasOwn(values, name) ? spelled(values[name]) : text,
  );
}
