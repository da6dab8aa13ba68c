import { never } from '../../../base/never.ts';
import { callFunction } from './functions.ts';
import { ExpressionError, type Expression, type Operator } from './parse.ts';
import { combined, list, mapped, seriesIn, unsupported, type Setting, type Value } from './values.ts';

/** Words of FILL and SORT. Ids begin with a small letter. */
const words = new Set(['REPEAT', 'LINEAR', 'AVG', 'MIN', 'MAX', 'SUM', 'ASC', 'DESC']);

/** AWS: "a graph can display as many as 500 time series". A bound on the work, too. */
const seriesMax = 500;

export function evaluate(expression: Expression, setting: Setting): Value {
  switch (expression.type) {
    case 'number':
      return { kind: 'number', value: expression.value };
    case 'text':
      return { kind: 'text', value: expression.value };
    case 'name':
      return named(expression.name, expression.at, setting);
    case 'list':
      return bounded(list(expression.items.flatMap((item) => seriesIn(evaluate(item, setting)))), setting);
    case 'negation':
      return mapped(evaluate(expression.of, setting), (value) => -value, expression.at);
    case 'operation': {
      const { operator, left, right, at } = expression;
      const combine = operations[operator];
      return combined(evaluate(left, setting), evaluate(right, setting), { sign: operator, combine, at });
    }
    case 'call':
      if (expression.name === 'ANOMALY_DETECTION_BAND') return band(expression, setting);
      return callFunction(
        expression,
        expression.inputs.map((input) => evaluate(input, setting)),
        setting,
      );
    default:
      return never(expression);
  }
}

function bounded(value: Value, { times }: Setting): Value {
  const count = value.kind === 'list' ? value.items.length : 0;
  // AWS: unverified words.
  if (count > seriesMax || count * times.length > 5_000_000)
    throw new ExpressionError(`an array holds up to ${seriesMax} time series, not ${count}`, 0);
  return value;
}

/** AWS: "The first is the ID of the metric"; two standard deviations where none are said. */
function band({ inputs, at }: Expression & { readonly type: 'call' }, setting: Setting): Value {
  const [of, deviations] = inputs;
  const width = deviations ? evaluate(deviations, setting) : ({ kind: 'number', value: 2 } as const);
  if (of?.type !== 'name' || inputs.length > 2 || width.kind !== 'number' || !(width.value > 0)) {
    const given = inputs.map((input) => evaluate(input, setting));
    return unsupported('ANOMALY_DETECTION_BAND', given, at);
  }
  const value = named(of.name, of.at, setting);
  if (value.kind !== 'series') return unsupported('ANOMALY_DETECTION_BAND', [value, width], at);
  return list(setting.band(of.name, width.value));
}

function named(name: string, at: number, setting: Setting): Value {
  if (words.has(name)) return { kind: 'text', value: name };
  const value = setting.query(name);
  if (value === undefined) throw new ExpressionError(`no metric or expression has the id '${name}'`, at);
  return value;
}

const truth = (value: boolean): number => (value ? 1 : 0);

const operations: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>': (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  OR: (a, b) => truth(a !== 0 || b !== 0),
};
