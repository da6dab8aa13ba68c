import { QueryFault, spanOf } from './fault.ts';
import { functions } from './functions/index.ts';
import type { Expression } from './tree.ts';

/** How many arguments each aggregation takes. */
const aggregates: Readonly<Record<string, readonly [min: number, max: number]>> = {
  avg: [1, 1],
  count: [0, 1],
  count_distinct: [1, 1],
  earliest: [1, 1],
  latest: [1, 1],
  max: [1, 1],
  median: [1, 1],
  min: [1, 1],
  pct: [2, 2],
  percentile: [2, 2],
  sortsfirst: [1, 1],
  sortslast: [1, 1],
  stddev: [1, 1],
  sum: [1, 1],
};
export const aggregateNames: ReadonlySet<string> = new Set(Object.keys(aggregates));

/** Refuses functions that are none, have too few or too many arguments, or aggregate where none may. */
export function checkScalar(of: Expression): void {
  check(of, false);
}

/** The same of a column of `stats`: it aggregates, or is about what `stats` makes and says before it. */
// AWS: user guide, sample queries: `stats max(a) as most, min(a) as least, most - least as span`.
export function checkCounted(of: Expression, made: ReadonlySet<string>): void {
  if (check(of, true) || fieldsOf(of).every((name) => made.has(name))) return;
  throw new QueryFault('stats needs an aggregation', spanOf(of));
}

function fieldsOf(of: Expression): string[] {
  switch (of.kind) {
    case 'field':
      return [of.name];
    case 'literal':
    case 'period':
    case 'everything':
      return [];
    case 'not':
    case 'minus':
    case 'like':
      return fieldsOf(of.of);
    case 'in':
      return [of.of, ...of.list].flatMap(fieldsOf);
    case 'binary':
      return [of.left, of.right].flatMap(fieldsOf);
    case 'call':
      return of.arguments.flatMap(fieldsOf);
  }
}

/** Whether anything in it is aggregated. */
function check(of: Expression, mayAggregate: boolean): boolean {
  switch (of.kind) {
    case 'field':
    case 'literal':
    case 'period':
      return false;
    case 'everything':
      throw new QueryFault('unexpected symbol found *', spanOf(of));
    case 'not':
    case 'minus':
    case 'like':
      return check(of.of, mayAggregate);
    case 'in':
      return [of.of, ...of.list].map((each) => check(each, mayAggregate)).some(Boolean);
    case 'binary':
      return [of.left, of.right].map((each) => check(each, mayAggregate)).some(Boolean);
    case 'call':
      return checkCall(of, mayAggregate);
  }
}

function checkCall(call: Expression & { readonly kind: 'call' }, mayAggregate: boolean): boolean {
  const name = call.name.toLowerCase();
  const aggregate = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  const limits = aggregate ?? functions.get(name)?.arguments;
  if (!limits) throw new QueryFault(`unknown function ${call.name}`, spanOf(call));
  if (aggregate && !mayAggregate)
    throw new QueryFault(`the function ${call.name} may be used in stats alone`, spanOf(call));
  const [min, max] = limits;
  const { length } = call.arguments;
  if (length < min || length > max)
    throw new QueryFault(
      `the function ${call.name} takes ${told(min, max)}, and has ${length}`,
      spanOf(call),
    );
  const counted = aggregate && call.arguments.every(({ kind }) => kind === 'everything') && name === 'count';
  if (!counted) for (const each of call.arguments) check(each, mayAggregate && !aggregate);
  return aggregate !== undefined || call.arguments.some((each) => each.kind === 'call' && isAggregated(each));
}

const isAggregated = (call: Expression & { readonly kind: 'call' }): boolean =>
  aggregateNames.has(call.name.toLowerCase());

const told = (min: number, max: number): string => {
  if (min === max) return `${min} argument${min === 1 ? '' : 's'}`;
  return max === Infinity ? `at least ${min} arguments` : `${min} to ${max} arguments`;
};
