import { isObject, listOf } from '../declared.ts';

/** What a template says beside its resources, for reading their properties. */
export interface Surroundings {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** What is not there: `AWS::NoValue`. */
const nothing = Symbol('AWS::NoValue');

/**
 * Reads a value as far as the template alone says it. What only a deployment decides stays as `${Id}`,
 * `${Id.Attribute}`; what is not known at all as `${?}`.
 */
export function simplified(value: unknown, around: Surroundings): unknown {
  const result = resolve(value, around);
  return result === nothing ? undefined : result;
}

function resolve(value: unknown, around: Surroundings): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolve(item, around)).filter((item) => item !== nothing);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [name, input] = entries.length === 1 ? entries[0]! : [];
  if (name !== undefined && name in functions) return functions[name]!(input, around);
  if (name?.startsWith('Fn::')) return '${?}';
  const read = entries.map(([key, item]) => [key, resolve(item, around)] as const);
  return Object.fromEntries(read.filter(([, item]) => item !== nothing));
}

const functions: Readonly<Record<string, (input: unknown, around: Surroundings) => unknown>> = {
  Ref: (input, around) => reference(String(input), around),
  'Fn::GetAtt': (input) => {
    const [id, ...attribute] = Array.isArray(input) ? input.map(String) : String(input).split('.');
    return `\${${id}.${attribute.join('.')}}`;
  },
  'Fn::Sub': substitute,
  'Fn::Join': (input, around) => {
    const [separator, items] = listOf(input);
    const parts = resolve(items, around);
    return Array.isArray(parts) ? parts.map(String).join(String(separator)) : '${?}';
  },
  'Fn::Split': (input, around) => {
    const [separator, text] = listOf(resolve(input, around));
    return typeof text === 'string' && !text.includes('${') ? text.split(String(separator)) : '${?}';
  },
  'Fn::Select': (input, around) => {
    const [index, items] = listOf(input);
    const found = resolve(items, around);
    return (Array.isArray(found) ? found[Number(resolve(index, around))] : undefined) ?? '${?}';
  },
  'Fn::FindInMap': (input, around) => {
    const keys = listOf(resolve(input, around)).slice(0, 3).map(String);
    const found = keys.reduce<unknown>((map, key) => (isObject(map) ? map[key] : undefined), around.mappings);
    return found ?? '${?}';
  },
  'Fn::If': (input, around) => {
    const [name, whenTrue, whenFalse] = listOf(input);
    const met = condition(around.conditions[String(name)], around, 0);
    // Not decided by the template alone: what is said for either would be a guess.
    if (met === undefined) return '${?}';
    return resolve(met ? whenTrue : whenFalse, around);
  },
};

function reference(name: string, around: Surroundings): unknown {
  if (name === 'AWS::NoValue') return nothing;
  const parameter = around.parameters[name];
  if (!isObject(parameter) || parameter['Default'] === undefined) return `\${${name}}`;
  const { Default: byDefault, Type: type } = parameter;
  // A parameter of Systems Manager has the name of what holds its value.
  if (String(type).startsWith('AWS::SSM::')) return '${?}';
  return /^(CommaDelimitedList|List<)/.test(String(type))
    ? String(byDefault).split(',')
    : (byDefault as unknown);
}

function substitute(input: unknown, around: Surroundings): string {
  const [template, given] = Array.isArray(input) ? input : [input];
  const names = isObject(given) ? given : {};
  return String(template).replace(/\$\{([^!}][^}]*)\}/g, (whole, name: string) => {
    if (name in names) return String(resolve(names[name], around));
    return name.includes('.') ? whole : String(resolve({ Ref: name }, around));
  });
}

const depthMax = 20;

/** Whether a condition is met with the parameters' defaults; undefined where they do not say. */
function condition(said: unknown, around: Surroundings, depth: number): boolean | undefined {
  if (!isObject(said) || depth > depthMax) return undefined;
  const [name, input] = Object.entries(said)[0] ?? [];
  const of = (item: unknown) => condition(item, around, depth + 1);
  switch (name) {
    case 'Condition':
      return of(around.conditions[String(input)]);
    case 'Fn::Not':
      return negated(of(listOf(input)[0]));
    case 'Fn::And':
      return every(listOf(input).map(of), false);
    case 'Fn::Or':
      return negated(every(listOf(input).map(of).map(negated), false));
    case 'Fn::Equals': {
      const [left, right] = listOf(resolve(input, around)).map(String);
      return left?.includes('${') || right?.includes('${') ? undefined : left === right;
    }
    default:
      return undefined;
  }
}

const negated = (met: boolean | undefined) => (met === undefined ? undefined : !met);

function every(all: readonly (boolean | undefined)[], decisive: boolean): boolean | undefined {
  if (all.includes(decisive)) return decisive;
  return all.includes(undefined) ? undefined : !decisive;
}
