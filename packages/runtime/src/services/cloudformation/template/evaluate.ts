import { own } from '../../../base/own.ts';
import { cidrBlocks } from './cidr.ts';
import { formatError, invalid, templateError } from './errors.ts';
import { attributeIn, type AskedStackOutput, type Known } from './known.ts';
import { substitutionOf, variableAsFunction } from './substitution.ts';
import {
  functionOf,
  isList,
  isUnknown,
  isValues,
  knownAfterApply,
  type Value,
  type Values,
} from './template.ts';

/**
 * A value with its functions resolved; undefined where it is `AWS::NoValue`, which lists and objects leave out. What is
 * not known yet is `knownAfterApply`, as is what a function makes of it. Dynamic references stay: see `references.ts`.
 */
export function evaluate(value: Value, known: Known): Value | undefined {
  const called = functionOf(value);
  if (called) {
    const apply = own(functions, called.name);
    return apply ? apply(called.argument, known) : unsupportedFunction(called.name);
  }
  if (isList(value)) return evaluateList(value, known);
  return isValues(value) ? evaluateMembers(value, known) : value;
}

/** The same for the properties of a resource, or another object that is none of the functions. */
export function evaluateMembers(members: Values, known: Known): Values {
  const evaluated = Object.entries(members).map(([name, member]) => [name, evaluate(member, known)] as const);
  return Object.fromEntries(evaluated.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

function evaluateList(items: readonly Value[], known: Known): readonly Value[] {
  return items.map((item) => evaluate(item, known)).filter((item) => item !== undefined);
}

// AWS: seen in deployments that misspell one.
export function unsupportedFunction(name: string): never {
  const supported = supportedFunctions.join(', ');
  return invalid(
    `Template Error: Encountered unsupported function: ${name} Supported functions are: [${supported}]`,
  );
}

const supportedFunctions = (
  'Fn::Base64 Fn::GetAtt Fn::GetAZs Fn::ImportValue Fn::Join Fn::Split Fn::FindInMap Fn::Select Ref Fn::Equals ' +
  'Fn::If Fn::Not Condition Fn::And Fn::Or Fn::Contains Fn::EachMemberEquals Fn::EachMemberIn ' +
  'Fn::ValueOf Fn::ValueOfAll Fn::RefAll Fn::Sub Fn::Cidr'
).split(' ');

type Apply = (argument: Value, known: Known) => Value | undefined;

const functions: Readonly<Record<string, Apply>> = {
  Ref: ref,
  'Fn::Base64': base64,
  'Fn::Cidr': cidr,
  'Fn::FindInMap': findInMap,
  'Fn::GetAtt': getAtt,
  'Fn::GetAZs': getAZs,
  'Fn::GetStackOutput': getStackOutput,
  'Fn::If': ifElse,
  'Fn::ImportValue': importValue,
  'Fn::Join': join,
  'Fn::Length': length,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Sub': sub,
  'Fn::ToJsonString': toJsonString,
};

function ref(name: Value, known: Known): Value | undefined {
  if (typeof name !== 'string') return templateError('every Ref object must have a single String value.');
  if (name === 'AWS::NoValue') return undefined;
  const parameter = own<Value>({ ...known.pseudo }, name) ?? own<Value>(known.parameters, name);
  return parameter ?? known.resource(name)?.ref ?? knownAfterApply;
}

function getAtt(argument: Value, known: Known): Value {
  const [name, attribute] = isList(argument) ? argument : [];
  const asked = attribute === undefined ? undefined : evaluate(attribute, known);
  if (typeof name !== 'string' || typeof asked !== 'string' || name === '' || asked === '')
    return templateError(
      'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  const resource = known.resource(name);
  if (!resource || isUnknown(asked)) return knownAfterApply;
  return (
    attributeIn(resource.attributes, asked) ??
    attributeIn(resource.properties ?? {}, asked) ??
    templateError(`resource ${name} does not support attribute type ${asked} in Fn::GetAtt`)
  );
}

function sub(argument: Value, known: Known): Value {
  const { pieces, own: names } = substitutionOf(argument);
  const texts = pieces.map((piece) => {
    if ('text' in piece) return piece.text;
    const value = evaluate(own(names, piece.variable) ?? variableAsFunction(piece.variable), known);
    // AWS: unverified wording.
    return textIn(value) ?? templateError(`Fn::Sub: ${piece.variable} is no string`);
  });
  return texts.join('');
}

function join(argument: Value, known: Known): Value {
  const refuse = (): never =>
    templateError(
      'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings ' +
        'to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    );
  if (!isList(argument) || argument.length !== 2) return refuse();
  const [delimiter, list] = argument.map((each) => evaluate(each, known));
  if (list === knownAfterApply) return knownAfterApply;
  if (typeof delimiter !== 'string' || list === undefined || !isList(list)) return refuse();
  return list.map((item) => textIn(item) ?? refuse()).join(delimiter);
}

function split(argument: Value, known: Known): Value {
  const refuse = (): never =>
    templateError(
      'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split ' +
        'or a function that returns a string to be split.',
    );
  if (!isList(argument) || argument.length !== 2) return refuse();
  const [delimiter, source] = argument.map((each) => evaluate(each, known));
  const text = textIn(source);
  if (typeof delimiter !== 'string' || delimiter === '' || text === undefined) return refuse();
  return isUnknown(text) ? knownAfterApply : text.split(delimiter);
}

function select(argument: Value, known: Known): Value {
  const refuse = (): never =>
    templateError('Fn::Select requires a list argument with two elements: an integer index and a list');
  if (!isList(argument) || argument.length !== 2) return refuse();
  const [indexGiven, list] = argument.map((each) => evaluate(each, known));
  if (indexGiven === knownAfterApply || list === knownAfterApply) return knownAfterApply;
  const index = textIn(indexGiven);
  if (index === undefined || !/^\d+$/.test(index) || list === undefined || !isList(list)) return refuse();
  return list[Number(index)] ?? templateError(`Fn::Select cannot select nonexistent value at index ${index}`);
}

function ifElse(argument: Value, known: Known): Value | undefined {
  if (!isList(argument) || typeof argument[0] !== 'string')
    return templateError('Fn::If requires a list argument with the first element being a condition');
  if (argument.length !== 3) return templateError('Fn::If requires a list argument with three elements');
  const [name, yes, no] = argument as readonly [string, Value, Value];
  const holds = own(known.conditions, name);
  if (holds === undefined) return templateError(`unresolved condition dependency ${name} in Fn::If`);
  return evaluate(holds ? yes : no, known);
}

function findInMap(argument: Value, known: Known): Value | undefined {
  if (!isList(argument) || argument.length < 3 || argument.length > 4)
    return templateError(
      'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
    );
  const [mapName, outer, inner] = argument.slice(0, 3).map((each) => textIn(evaluate(each, known)));
  const [map, key, attribute] = [mapName ?? '', outer ?? '', inner ?? ''];
  if ([map, key, attribute].some(isUnknown)) return knownAfterApply;
  const found = own(own(own(known.mappings, map), key), attribute);
  if (found !== undefined) return found;
  const fallback = argument[3];
  if (isValues(fallback) && fallback['DefaultValue'] !== undefined)
    return evaluate(fallback['DefaultValue'], known);
  if (!own(known.mappings, map))
    return templateError(`Mapping named '${map}' is not present in the 'Mappings' section of template.`);
  return templateError(`Unable to get mapping for ${map}::${key}::${attribute}`);
}

function base64(argument: Value, known: Known): Value {
  const text = textIn(evaluate(argument, known));
  if (text === undefined) return templateError('every Fn::Base64 object must have a String-typed value.');
  return isUnknown(text) ? knownAfterApply : Buffer.from(text).toString('base64');
}

function cidr(argument: Value, known: Known): Value {
  const values = isList(argument) ? argument.map((each) => textIn(evaluate(each, known))) : [];
  const [block, count, cidrBits] = values;
  if (block === undefined || count === undefined || values.length > 3)
    // AWS: unverified wording.
    return templateError(
      'every Fn::Cidr object requires two or three parameters: ipBlock, count and cidrBits',
    );
  if ([block, count, cidrBits ?? ''].some(isUnknown)) return knownAfterApply;
  return cidrBlocks(block, Number(count), Number(cidrBits ?? 8));
}

function getAZs(argument: Value, known: Known): Value {
  const region = evaluate(argument, known);
  if (typeof region !== 'string')
    return templateError('every Fn::GetAZs object must have a String-typed value.');
  return known.zones(region === '' ? known.pseudo['AWS::Region'] : region);
}

function importValue(argument: Value, known: Known): Value {
  const name = textIn(evaluate(argument, known));
  // AWS: unverified wording.
  if (name === undefined)
    return templateError('every Fn::ImportValue object must have a String-typed value.');
  if (isUnknown(name)) return templateError(importDepends);
  return known.exported(name) ?? invalid(`No export named ${name} found.`);
}

export const importDepends =
  'the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs';

function getStackOutput(argument: Value, known: Known): Value {
  const asked = isValues(argument) ? evaluateMembers(argument, known) : {};
  const { StackName, OutputName } = asked;
  // AWS: TemplateReference, "Fn::GetStackOutput": StackName and OutputName are required. Unverified wording.
  if (typeof StackName !== 'string' || typeof OutputName !== 'string')
    return templateError('every Fn::GetStackOutput object requires StackName and OutputName');
  if (isUnknown(asked)) return knownAfterApply;
  const found = known.stackOutput({ ...asked, StackName, OutputName } as AskedStackOutput);
  return found ?? invalid(`Output ${OutputName} of stack ${StackName} does not exist`);
}

function length(argument: Value, known: Known): Value {
  const list = evaluate(argument, known);
  if (list === knownAfterApply) return knownAfterApply;
  if (list === undefined || !isList(list))
    // AWS: unverified wording.
    return templateError('Fn::Length: the argument must be a list or a function that returns one');
  return list.length;
}

function toJsonString(argument: Value, known: Known): Value {
  const value = evaluate(argument, known);
  if (typeof value !== 'object' || value === null)
    // AWS: unverified wording.
    return templateError('Fn::ToJsonString: the argument must be an object or a list');
  return JSON.stringify(value);
}

/** A scalar as text; undefined where it is none. */
export function textIn(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A reference to nothing, AWS's words for it in a section. */
export function unresolvedDependencies(names: readonly string[], section: 'Resources' | 'Outputs'): never {
  return formatError(
    `Unresolved resource dependencies [${names.join(', ')}] in the ${section} block of the template`,
  );
}
