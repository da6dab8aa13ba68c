import { own } from '../../../base/own.ts';
import { templateError } from './errors.ts';
import { importDepends, unsupportedFunction } from './evaluate.ts';
import { evaluatedParts } from './graph.ts';
import { substitutionOf } from './substitution.ts';
import { functionOf, isList, isValues, type Template, type Value } from './template.ts';

/** Whether the functions of a template are given what they take, as far as that can be seen without evaluating them. */
export function checkFunctions(template: Template): void {
  for (const resource of Object.values(template.Resources)) checkWithin(evaluatedParts(resource), template);
  for (const { Value: value, Export } of Object.values(template.Outputs))
    checkWithin([value, Export?.Name ?? ''], template);
  for (const condition of Object.values(template.Conditions)) checkCondition(condition, template);
}

function checkWithin(value: Value, template: Template): void {
  const called = functionOf(value);
  if (called) {
    if (booleans.has(called.name)) templateError(`${called.name} cannot be partially collapsed`);
    const check = own(checks, called.name) ?? unsupportedFunction(called.name);
    check(called.argument, template);
    checkWithin(called.argument, template);
  } else if (isList(value)) for (const item of value) checkWithin(item, template);
  else if (isValues(value)) for (const member of Object.values(value)) checkWithin(member, template);
}

const booleans: ReadonlySet<string> = new Set(['Fn::Equals', 'Fn::And', 'Fn::Or', 'Fn::Not']);

/** Operands of comparisons are values like any other. */
function checkCondition(condition: Value, template: Template): void {
  const called = functionOf(condition);
  if (!called || !isList(called.argument)) return;
  if (called.name === 'Fn::Equals') for (const operand of called.argument) checkWithin(operand, template);
  else if (booleans.has(called.name))
    for (const operand of called.argument) checkCondition(operand, template);
}

type Check = (argument: Value, template: Template) => void;

/** Something that may turn out to be text. */
const isTextual = (value: Value | undefined): boolean => typeof value === 'string' || isCall(value);
const isCall = (value: Value | undefined): boolean => value !== undefined && functionOf(value) !== undefined;
const hasItems = (value: Value, min: number, max = min): boolean =>
  isList(value) && value.length >= min && value.length <= max;

const checks: Readonly<Record<string, Check>> = {
  Ref: (name) => {
    if (typeof name !== 'string') templateError('every Ref object must have a single String value.');
  },
  'Fn::Base64': (text) => {
    if (typeof text === 'object' && !isCall(text))
      templateError('every Fn::Base64 object must have a String-typed value.');
  },
  'Fn::Cidr': (argument) => {
    if (!isCall(argument) && !hasItems(argument, 2, 3))
      templateError('every Fn::Cidr object requires two or three parameters: ipBlock, count and cidrBits');
  },
  'Fn::FindInMap': (argument) => {
    if (!hasItems(argument, 3, 4))
      templateError(
        'every Fn::FindInMap object requires three parameters, ' +
          'the map name, map key and the attribute for return value',
      );
  },
  'Fn::GetAtt': (argument) => {
    const [name, attribute] = isList(argument) ? argument : [];
    if (
      !hasItems(argument, 2) ||
      typeof name !== 'string' ||
      name === '' ||
      !isTextual(attribute) ||
      attribute === ''
    )
      templateError(
        'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
      );
  },
  'Fn::GetAZs': (region) => {
    if (!isTextual(region)) templateError('every Fn::GetAZs object must have a String-typed value.');
  },
  'Fn::GetStackOutput': (argument) => {
    if (!isValues(argument) || !isTextual(argument['StackName']) || !isTextual(argument['OutputName']))
      templateError('every Fn::GetStackOutput object requires StackName and OutputName');
  },
  'Fn::If': (argument) => {
    if (!isList(argument) || typeof argument[0] !== 'string')
      templateError('Fn::If requires a list argument with the first element being a condition');
    if (!hasItems(argument, 3)) templateError('Fn::If requires a list argument with three elements');
  },
  'Fn::ImportValue': (name, template) => {
    if (!isTextual(name)) templateError('every Fn::ImportValue object must have a String-typed value.');
    if (dependsOnOthers(name, template)) templateError(importDepends);
  },
  'Fn::Join': (argument) => {
    const [delimiter, list] = isList(argument) ? argument : [];
    const listed = isCall(list) || (list !== undefined && isList(list));
    if (!hasItems(argument, 2) || typeof delimiter !== 'string' || !listed)
      templateError(
        'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings ' +
          'to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
      );
  },
  'Fn::Length': () => undefined,
  'Fn::Select': (argument) => {
    const [index] = isList(argument) ? argument : [];
    const indexed = isCall(index) || /^\d+$/.test(String(index));
    if (!isCall(argument) && (!hasItems(argument, 2) || !indexed))
      templateError('Fn::Select requires a list argument with two elements: an integer index and a list');
  },
  'Fn::Split': (argument) => {
    const [delimiter, source] = isList(argument) ? argument : [];
    if (!hasItems(argument, 2) || typeof delimiter !== 'string' || !isTextual(source))
      templateError(
        'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split ' +
          'or a function that returns a string to be split.',
      );
  },
  'Fn::Sub': (argument) => void substitutionOf(argument),
  'Fn::ToJsonString': () => undefined,
};

/** Whether the name of an import is made of what is not known before the stack is. */
function dependsOnOthers(value: Value, template: Template): boolean {
  const called = functionOf(value);
  if (called?.name === 'Ref') return own(template.Resources, String(called.argument)) !== undefined;
  if (called && /^Fn::(GetAtt|ImportValue|GetAZs)$/.test(called.name)) return true;
  const inner = isList(value) ? value : isValues(value) ? Object.values(value) : [];
  return inner.some((each) => dependsOnOthers(each, template));
}
