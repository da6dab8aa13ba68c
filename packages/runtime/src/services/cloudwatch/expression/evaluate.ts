import { never } from '../../../base/never.ts';
import { callFunction } from './functions.ts';
import { ExpressionError, type Expression, type Operator } from './parse.ts';
import { combined, mapped, seriesIn, type Setting, type Value } from './values.ts';

/** FILL's words, which look like ids. */
const words = new Set(['REPEAT', 'LINEAR']);

export function evaluate(expression: Expression, setting: Setting): Value {
  switch (expression.type) {
    case 'number':
      return { kind: 'number', value: expression.value };
    case 'text':
      return { kind: 'text', value: expression.value };
    case 'name':
      return named(expression.name, expression.at, setting);
    case 'list':
      return { kind: 'list', items: expression.items.flatMap((item) => seriesIn(evaluate(item, setting))) };
    case 'negation':
      return mapped(evaluate(expression.of, setting), (value) => -value, expression.at);
    case 'operation': {
      const { operator, left, right, at } = expression;
      return combined(evaluate(left, setting), evaluate(right, setting), operations[operator], at);
    }
    case 'call': {
      const inputs = expression.inputs.map((input) => evaluate(input, setting));
      return callFunction(expression, inputs, setting);
    }
    default:
      return never(expression);
  }
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
