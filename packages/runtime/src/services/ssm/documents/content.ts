import { parse, YAMLParseError } from 'yaml';
import { isTooDeep } from './depth.ts';
import { spelled } from './spelling.ts';
import { documentTooLarge, invalidContent, invalidSchemaVersion } from './errors.ts';

export type Format = 'JSON' | 'YAML';

/** A Command document, whichever schema it is of. */
export interface CommandDocument {
  readonly schemaVersion: string;
  readonly description?: string | undefined;
  readonly parameters: Readonly<Record<string, ParameterDeclared>>;
  readonly steps: readonly StepDeclared[];
}

export interface ParameterDeclared {
  readonly type: ParameterType;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly allowedValues?: readonly string[] | undefined;
  readonly allowedPattern?: string | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly minChars?: number | undefined;
  readonly maxChars?: number | undefined;
}

const parameterTypes = ['String', 'StringList', 'Integer', 'Boolean', 'MapList', 'StringMap'] as const;
export type ParameterType = (typeof parameterTypes)[number];

/** One thing that a node is to do: a step of schema 2.2, a plugin of schema 1.2. */
export interface StepDeclared {
  /** The step's name; of schema 1.2 the plugin's. */
  readonly name: string;
  readonly action: string;
  /** What its output's folder is called. */
  readonly folder: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly precondition?: Readonly<Record<string, readonly string[]>> | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** AWS: "maximum 64 KB". */
const bytesMax = 64 * 1024;

export function readContent(content: string, format: Format): Fields {
  if (Buffer.byteLength(content) > bytesMax) documentTooLarge();
  const read = format === 'JSON' ? readJson(content) : readYaml(content);
  if (isTooDeep(read)) invalidContent('The content of a document is nested too deeply.');
  return isFields(read) ? read : invalidContent('The content of a document is an object.');
}

function readJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return invalidContent('JSON not well-formed.');
  }
}

function readYaml(content: string): unknown {
  try {
    return parse(content);
  } catch (error) {
    // An alias of nothing, or of too much.
    if (error instanceof ReferenceError) return invalidContent('YAML not well-formed.');
    if (!(error instanceof YAMLParseError)) throw error;
    const { line = 1, col = 1 } = error.linePos?.[0] ?? {};
    return invalidContent(`YAML not well-formed. at Line: ${line}, Column: ${col}`);
  }
}

/** Reads a Command document. AWS: user guide, "Data elements and parameters"; its sentences are unverified. */
export function commandDocument(fields: Fields): CommandDocument {
  const schemaVersion = textIn(fields, 'schemaVersion') ?? invalidContent('A document has a schemaVersion.');
  const parameters = Object.entries(fieldsIn(fields, 'parameters') ?? {}).map(
    ([name, declared]) => [name, parameterOf(name, declared)] as const,
  );
  return {
    schemaVersion,
    description: textIn(fields, 'description'),
    parameters: Object.fromEntries(parameters),
    steps: stepsIn(fields, schemaVersion),
  };
}

function stepsIn(fields: Fields, schemaVersion: string): StepDeclared[] {
  switch (schemaVersion) {
    case '1.2':
      return pluginsOf(
        fieldsIn(fields, 'runtimeConfig') ?? invalidContent('A document has a runtimeConfig.'),
      );
    case '2.0':
    case '2.2': {
      const { mainSteps } = fields;
      if (!Array.isArray(mainSteps) || mainSteps.length === 0)
        return invalidContent('A document has at least one step in its mainSteps.');
      const steps = mainSteps.map(stepOf);
      const twice = steps.find(({ name }, index) => steps.findIndex((each) => each.name === name) < index);
      return twice ? invalidContent(`There is more than one step with the name ${twice.name}.`) : steps;
    }
    default:
      return invalidSchemaVersion(schemaVersion, 'Command');
  }
}

/** A plugin of schema 1.2 does one thing after the other: each of its properties has an id. */
function pluginsOf(config: Fields): StepDeclared[] {
  return Object.entries(config).flatMap(([action, plugin]) => {
    const properties = isFields(plugin) ? plugin['properties'] : undefined;
    const all = (Array.isArray(properties) ? properties : [properties]).filter(isFields);
    if (all.length === 0) return invalidContent(`The plugin ${action} has no properties.`);
    return all.map((inputs, index) => {
      const id = textIn(inputs, 'id') ?? `${index}.${action}`;
      return { name: action, action, folder: id.replaceAll(':', ''), inputs };
    });
  });
}

function stepOf(step: unknown): StepDeclared {
  if (!isFields(step)) return invalidContent('A step is an object.');
  const name = textIn(step, 'name') ?? invalidContent('A step has a name.');
  const action = textIn(step, 'action') ?? invalidContent(`The step ${name} has no action.`);
  if (!/^[a-zA-Z0-9_.-]+$/.test(name)) invalidContent(`The name of a step is not valid: ${name}.`);
  const inputs = fieldsIn(step, 'inputs') ?? fieldsIn(step, 'settings') ?? {};
  return { name, action, folder: name, inputs, precondition: preconditionIn(step, name) };
}

function preconditionIn(step: Fields, name: string): StepDeclared['precondition'] {
  const given = fieldsIn(step, 'precondition');
  if (!given) return undefined;
  const known = Object.entries(given).map(([operator, operands]) => {
    if (operator !== 'StringEquals' || !Array.isArray(operands) || operands.length !== 2)
      return invalidContent(`The precondition of the step ${name} is not valid.`);
    return [operator, operands.map(spelled)] as const;
  });
  return Object.fromEntries(known);
}

function parameterOf(name: string, declared: unknown): ParameterDeclared {
  if (!isFields(declared)) return invalidContent(`The parameter ${name} is an object.`);
  const type = parameterTypes.find((each) => each === declared['type']);
  if (!type)
    return invalidContent(`The type of the parameter ${name} is not valid: ${spelled(declared['type'])}.`);
  const allowedPattern = textIn(declared, 'allowedPattern');
  if (allowedPattern !== undefined && !isExpression(allowedPattern))
    invalidContent(`The allowedPattern of the parameter ${name} is not valid: ${allowedPattern}.`);
  const { allowedValues } = declared;
  return {
    type,
    description: textIn(declared, 'description'),
    default: declared['default'],
    allowedValues: Array.isArray(allowedValues) ? allowedValues.map(spelled) : undefined,
    allowedPattern,
    minItems: numberIn(declared, 'minItems'),
    maxItems: numberIn(declared, 'maxItems'),
    minChars: numberIn(declared, 'minChars'),
    maxChars: numberIn(declared, 'maxChars'),
  };
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? invalidContent(`${name} is a text.`) : String(value as string | number);
}

function fieldsIn(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  return isFields(value) ? value : invalidContent(`${name} is an object.`);
}

function numberIn(fields: Fields, name: string): number | undefined {
  const text = textIn(fields, name);
  return text === undefined ? undefined : Number(text);
}
