import { formatError, invalid, templateError } from './errors.ts';
import { textIn } from './evaluate.ts';
import { parameterTypeOf } from './parameter-types.ts';
import { isList, isValues, type ParameterDeclaration, type Value, type Values } from './template.ts';

const members = new Set([
  'AllowedPattern',
  'AllowedValues',
  'ConstraintDescription',
  'Default',
  'Description',
  'MaxLength',
  'MaxValue',
  'MinLength',
  'MinValue',
  'NoEcho',
  'Type',
]);

/** The `Parameters` of a document. */
export function parameterDeclarations(section: Values): Readonly<Record<string, ParameterDeclaration>> {
  return Object.fromEntries(
    Object.entries(section).map(([name, parameter]) => [name, declarationOf(name, parameter)]),
  );
}

function declarationOf(name: string, parameter: Value): ParameterDeclaration {
  if (!isValues(parameter)) return formatError('Any Parameters member must be an object.');
  if (!/^[A-Za-z0-9]+$/.test(name)) formatError(`Parameter name ${name} is non alphanumeric.`);
  const strange = Object.keys(parameter).find((member) => !members.has(member));
  if (strange !== undefined) invalid(`Invalid template parameter property '${strange}'`);
  const Type = parameter['Type'];
  if (Type === undefined) return formatError('Every Parameters object must contain a Type member.');
  if (typeof Type !== 'string' || !parameterTypeOf(Type))
    return formatError(`Unrecognized parameter type: ${String(Type)}`);
  const declaration: ParameterDeclaration = {
    Type,
    ...texts(parameter),
    ...numbers(parameter),
    ...allowedValues(parameter['AllowedValues']),
    ...(textIn(parameter['NoEcho']) === 'true' && { NoEcho: true }),
  };
  checkConstraints(name, declaration);
  return declaration;
}

function texts(parameter: Values): Partial<Record<string, string>> {
  const names = ['AllowedPattern', 'ConstraintDescription', 'Default', 'Description'];
  const given = names.filter((name) => parameter[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => [
      name,
      textIn(parameter[name]) ?? formatError(`Every ${name} member must be a string.`),
    ]),
  );
}

function numbers(parameter: Values): Partial<Record<string, number>> {
  const names = ['MaxLength', 'MaxValue', 'MinLength', 'MinValue'];
  const given = names.filter((name) => parameter[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => {
      const number = Number(textIn(parameter[name]) ?? Number.NaN);
      return [name, Number.isNaN(number) ? formatError(`Every ${name} member must be a number.`) : number];
    }),
  );
}

function allowedValues(value: Value | undefined): Pick<ParameterDeclaration, 'AllowedValues'> {
  if (value === undefined) return {};
  if (!isList(value)) return formatError('Every AllowedValues member must be a list.');
  return {
    AllowedValues: value.map(
      (each) => textIn(each) ?? formatError('Every AllowedValues value must be a string.'),
    ),
  };
}

/** Which constraints may stand with which type. */
function checkConstraints(name: string, declaration: ParameterDeclaration): void {
  const { numeric, list } = parameterTypeOf(declaration.Type)!;
  const refuse = (member: string, type: string) =>
    templateError(`Parameter '${name}' ${member} must be on a parameter of type ${type}`);
  if (numeric || (list && declaration.Type === 'CommaDelimitedList'))
    for (const member of ['MinLength', 'MaxLength'] as const)
      if (declaration[member] !== undefined) refuse(member, 'String');
  if (!numeric)
    for (const member of ['MinValue', 'MaxValue'] as const)
      if (declaration[member] !== undefined) refuse(member, 'Number');
  const { MinLength, MaxLength, MinValue, MaxValue } = declaration;
  if (MinLength !== undefined && MaxLength !== undefined && MinLength > MaxLength)
    templateError(`Parameter '${name}' MinLength must be less than MaxLength.`);
  if (MinValue !== undefined && MaxValue !== undefined && MinValue > MaxValue)
    templateError(`Parameter '${name}' MinValue must be less than MaxValue.`);
}
