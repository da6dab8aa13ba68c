import { QueryFault, spanOf } from './fault.ts';
import { functions, type Surroundings } from './functions/index.ts';
import { periodOf } from './functions/periods.ts';
import type { Row } from './row.ts';
import type { Expression, Operator } from './tree.ts';
import { compared, isEqual, isTrue, known, numberOf, textOf, type Value } from './value.ts';

export type Evaluate = (row: Row) => Value;

/** Makes a function of an expression. What is aggregated in it is told by `aggregated`, which has the last word. */
export function evaluatorOf(
  of: Expression,
  surroundings: Surroundings,
  aggregated: (call: Expression & { readonly kind: 'call' }) => Evaluate | undefined = () => undefined,
): Evaluate {
  const compile = (each: Expression): Evaluate => evaluatorOf(each, surroundings, aggregated);
  switch (of.kind) {
    case 'field':
      return (row) => row.get(of.name);
    case 'literal':
      return () => of.value;
    case 'period': {
      const period = periodOf(of.value, of.unit);
      if (!period) throw new QueryFault(`invalid period ${of.value}${of.unit}`, spanOf(of));
      return () => period;
    }
    case 'everything':
      throw new QueryFault('unexpected symbol found *', spanOf(of));
    case 'not': {
      const inner = compile(of.of);
      return (row) => !isTrue(inner(row));
    }
    case 'minus': {
      const inner = compile(of.of);
      return (row) => known(-numberOf(inner(row)));
    }
    case 'binary':
      return joined(of.operator, compile(of.left), compile(of.right));
    case 'in':
      return among(compile(of.of), of.list.map(compile));
    case 'like':
      return alike(compile(of.of), of.wanted);
    case 'call':
      return aggregated(of) ?? called(of, compile, surroundings);
  }
}

function called(
  call: Expression & { readonly kind: 'call' },
  compile: (of: Expression) => Evaluate,
  surroundings: Surroundings,
): Evaluate {
  const [argument] = call.arguments;
  if (call.name.toLowerCase() === 'unmask' && argument?.kind === 'field')
    return (row) => row.get(argument.name, true);
  const { apply } = functions.get(call.name.toLowerCase())!;
  const values = call.arguments.map(compile);
  if (call.name.toLowerCase() === 'bin') values.unshift((row) => row.get('@timestamp'));
  const [first, second] = values;
  if (!first) return () => apply([], surroundings);
  if (!second) return (row) => apply([first(row)], surroundings);
  return (row) =>
    apply(
      values.map((value) => value(row)),
      surroundings,
    );
}

/** What is not there is equal to nothing, and differs from nothing. AWS: unverified of `!=`. */
function joined(operator: Operator, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case 'and':
      return (row) => isTrue(left(row)) && isTrue(right(row));
    case 'or':
      return (row) => isTrue(left(row)) || isTrue(right(row));
    case '=':
    case '!=':
      return (row) => {
        const [a, b] = [left(row), right(row)];
        return a !== undefined && b !== undefined && isEqual(a, b) === (operator === '=');
      };
    case '<':
      return (row) => compared(left(row), right(row)) < 0;
    case '<=':
      return (row) => compared(left(row), right(row)) <= 0;
    case '>':
      return (row) => compared(left(row), right(row)) > 0;
    case '>=':
      return (row) => compared(left(row), right(row)) >= 0;
    default: {
      const reckon = arithmetic[operator];
      return (row) => known(reckon(numberOf(left(row)), numberOf(right(row))));
    }
  }
}

const arithmetic = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
  '^': (a: number, b: number) => a ** b,
};

function among(of: Evaluate, list: readonly Evaluate[]): Evaluate {
  return (row) => {
    const value = of(row);
    return value !== undefined && list.some((each) => isEqual(value, each(row)));
  };
}

function alike(of: Evaluate, wanted: (Expression & { readonly kind: 'like' })['wanted']): Evaluate {
  const found =
    'text' in wanted
      ? (text: string) => text.includes(wanted.text)
      : (text: string) => wanted.expression.test(text);
  return (row) => {
    const value = of(row);
    return value !== undefined && found(textOf(value));
  };
}
