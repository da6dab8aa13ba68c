import { aggregations, type Aggregation } from './aggregate.ts';
import { isFull, keyOfText, requireRoom, type Memory } from './memory.ts';
import { evaluatorOf, type Evaluate } from './evaluate.ts';
import type { Surroundings } from './functions/index.ts';
import { aggregateNames } from './names.ts';
import { ExtendedRow, sizeOf, type Row } from './row.ts';
import type { Command, Expression, Named } from './tree.ts';
import { isTrue, numberOf, sortOrder, textOf, type Value } from './value.ts';

/** One command at work: rows go in, and on to the next. */
export interface Stage {
  push(row: Row): void;
  /** There will be no more. */
  end(): void;
}

type Of<Kind extends Command['kind']> = Command & { readonly kind: Kind };

/** Several columns of a row, above it. */
export function extending(columns: readonly Named[], { now }: Surroundings, next: Stage): Stage {
  const made = columns.filter(({ name, of }) => of.kind !== 'field' || of.name !== name);
  if (made.length === 0) return next;
  const evaluators = made.map(({ name, of }) => [name, evaluatorOf(of, { now })] as const);
  return {
    push: (row) =>
      next.push(new ExtendedRow(new Map(evaluators.map(([name, value]) => [name, value(row)])), row)),
    end: () => next.end(),
  };
}

export function filtering({ condition }: Of<'filter'>, surroundings: Surroundings, next: Stage): Stage {
  const holds = evaluatorOf(condition, surroundings);
  return {
    push(row) {
      if (isTrue(holds(row))) next.push(row);
    },
    end: () => next.end(),
  };
}

/** An event that does not match is kept, without the fields. */
// AWS: unverified, as what `parse` does with what does not match.
export function parsing({ of, names, read }: Of<'parse'>, surroundings: Surroundings, next: Stage): Stage {
  const subject = evaluatorOf(of, surroundings);
  return {
    push(row) {
      const value = subject(row);
      const found = value === undefined ? undefined : read(textOf(value));
      if (!found) return next.push(row);
      next.push(new ExtendedRow(new Map(names.map((name, index) => [name, found[index]])), row));
    },
    end: () => next.end(),
  };
}

/** A row for each thing in a list. */
export function unnesting({ of, name }: Of<'unnest'>, surroundings: Surroundings, next: Stage): Stage {
  const list = evaluatorOf(of, surroundings);
  return {
    push(row) {
      const value = list(row);
      for (const each of Array.isArray(value) ? (value as readonly Value[]) : [value])
        next.push(new ExtendedRow(new Map([[name, each]]), row));
    },
    end: () => next.end(),
  };
}

/** The first row of each kind. Rows come in the order of the query. */
export function deduplicating(by: readonly Evaluate[], memory: Memory, next: Stage): Stage {
  const seen = new Set<string>();
  return {
    push(row) {
      const values = by.map((evaluate) => evaluate(row));
      // AWS: user guide, "dedup": rows with none of the fields are kept.
      if (values.every((value) => value === undefined)) return next.push(row);
      const { key, length } = keyOf(values);
      if (seen.has(key)) return;
      memory.take(length);
      seen.add(key);
      next.push(row);
    },
    end: () => next.end(),
  };
}

export function limiting(count: number, next: Stage): Stage {
  let left = count;
  return {
    push(row) {
      if (left-- > 0) next.push(row);
    },
    end: () => next.end(),
  };
}

interface Order {
  readonly value: Evaluate;
  readonly descending: boolean;
}

interface Sorted {
  readonly row: Row;
  readonly keys: readonly Value[];
  readonly number: number;
}

/** Keeps the first `max` rows in order, and twice as many while it goes. */
export function sorting(
  by: readonly Order[],
  { max, memory }: { readonly max: number; readonly memory: Memory },
  next: Stage,
): Stage {
  let kept: Sorted[] = [];
  let number = 0;
  let held = 0;
  const compare = (a: Sorted, b: Sorted): number => {
    for (const [index, { descending }] of by.entries()) {
      const order = sortOrder(a.keys[index], b.keys[index]);
      if (order !== 0) return descending ? -order : order;
    }
    return a.number - b.number;
  };
  const cut = () => {
    kept.sort(compare);
    if (kept.length > max) kept.length = max;
    held = kept.reduce((sum, { row, keys }) => sum + row.size + sizeOf(keys), 0);
    requireRoom(held);
  };
  return {
    push(row) {
      if (max === Infinity) memory.take();
      const keys = by.map(({ value }) => value(row));
      kept.push({ row, keys, number: number++ });
      held += row.size + sizeOf(keys);
      if (kept.length >= max * 2 + 1000 || isFull(held)) cut();
    },
    end() {
      cut();
      for (const { row } of kept) next.push(row);
      kept = [];
      next.end();
    },
  };
}

interface Group {
  readonly keys: readonly Value[];
  readonly aggregations: readonly Aggregation[];
}

/** What is counted of rows, for each group of them. */
export function counting(
  command: Of<'stats'>,
  surroundings: Surroundings,
  memory: Memory,
  next: Stage,
): Stage {
  const { columns, by } = command;
  const counted = countedOf(columns, surroundings);
  const keysOf = by.map(({ of }) => evaluatorOf(of, surroundings));
  const groups = new Map<string, Group>();
  const groupOf = (keys: readonly Value[]): Group => {
    const { key, length } = keyOf(keys);
    let group = groups.get(key);
    if (!group) {
      memory.take(length);
      groups.set(key, (group = { keys, aggregations: counted.made.map(({ make }) => make(memory)) }));
    }
    return group;
  };
  return {
    push(row) {
      const { aggregations: own } = groupOf(keysOf.map((key) => key(row)));
      for (let i = 0; i < own.length; i++) own[i]!.add(counted.made[i]!.value(row), row);
    },
    end() {
      for (const group of groups.values()) {
        const values = new Map(by.map(({ name }, index) => [name, group.keys[index]]));
        const made = new ExtendedRow(values, new ExtendedRow(resultsOf(group), undefined));
        for (const [index, { name }] of columns.entries()) values.set(name, counted.told[index]!(made));
        next.push(new ExtendedRow(values, undefined));
      }
      groups.clear();
      next.end();
    },
  };
}

const resultsOf = (group: Group): Map<string, Value> =>
  new Map(group.aggregations.map(({ value }, index) => [resultName(index), value]));

/** No column of a query's has it. */
const resultName = (index: number): string => `\0${index}`;

interface Made {
  readonly value: Evaluate;
  readonly make: (memory: Memory) => Aggregation;
}

/** The aggregations in some columns, and what is told of their results: `max(a) - min(a)` has two. */
function countedOf(columns: readonly Named[], surroundings: Surroundings) {
  const made: Made[] = [];
  const told = columns.map(({ of }) =>
    evaluatorOf(of, surroundings, (call) => {
      const name = call.name.toLowerCase();
      if (!aggregateNames.has(name)) return undefined;
      const index = resultName(made.length);
      made.push(madeOf(name, call.arguments, surroundings));
      return (row) => row.get(index);
    }),
  );
  return { made, told };
}

function madeOf(name: string, [first, second]: readonly Expression[], surroundings: Surroundings): Made {
  const every = !first || first.kind === 'everything';
  const percent = second
    ? numberOf(evaluatorOf(second, surroundings)(new ExtendedRow(new Map(), undefined)))
    : 0;
  return {
    value: every ? () => 1 : evaluatorOf(first, surroundings),
    make: (memory) => aggregations[name]!(memory, percent),
  };
}

/** What is the same for all rows of a group, and no other; and how much of it there is. */
function keyOf(values: readonly Value[]): { readonly key: string; readonly length: number } {
  const [first] = values;
  if (values.length === 1 && first === undefined) return { key: '', length: 0 };
  const text =
    values.length === 1 && first !== undefined
      ? textOf(first)
      : JSON.stringify(values.map((value) => (value === undefined ? null : textOf(value))));
  return { key: keyOfText(text), length: text.length };
}
