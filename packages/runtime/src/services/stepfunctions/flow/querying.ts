import type { Leaving, State } from '../language/definition.ts';
import { filledIn, typedIn, type Known } from '../language/jsonata.ts';
import { isObject, StateError, type Json, type JsonObject } from '../language/json.ts';
import { requiredAt } from '../language/paths.ts';
import type { Thread } from './execution-state.ts';
import { scopeOf, type Run } from './run.ts';

/** AWS: quotas, "Maximum variable size: 256 KiB". */
const variableBytesMax = 262_144;

export const isJsonata = ({ QueryLanguage }: State): boolean => QueryLanguage === 'JSONata';

/** What there is, besides its input, when a state is looked at. */
export interface Told {
  readonly result?: Json;
  readonly errorOutput?: Json;
  readonly token?: string;
}

/** What JSONata expressions of a thread's state may refer to. AWS: developer guide, "Reserved variable: $states". */
export function knownTo(run: Run, thread: Thread, { token, ...told }: Told = {}): Known {
  const { context, seed } = scopeOf(run, thread, thread.input, token);
  return {
    states: { input: thread.input, context, ...told },
    variables: thread.variables ?? {},
    seed,
    now: run.now,
  };
}

/** What a task or branches are given. AWS: unverified that without Arguments it is the state's input. */
export const argued = (run: Run, thread: Thread, { Arguments }: State, token?: string): Json =>
  Arguments === undefined
    ? thread.input
    : filledIn(Arguments, 'Arguments', knownTo(run, thread, token === undefined ? {} : { token }));

/** A number that a state says, or says how to find. */
export const numberOf = (
  run: Run,
  thread: Thread,
  field: string,
  value: number | string | undefined,
): number | undefined =>
  value === undefined ? undefined : typedIn('number', value, field, knownTo(run, thread));

/** The same of a number that a path may lead to: `MaxConcurrency`, `MaxConcurrencyPath`. None is below zero. */
export function numberIn<Field extends string>(
  run: Run,
  thread: Thread,
  from: Readonly<Partial<Record<Field | `${Field}Path`, number | string>>>,
  field: Field,
): number | undefined {
  const path = from[`${field}Path`];
  const value =
    path === undefined
      ? numberOf(run, thread, field, from[field])
      : requiredAt(String(path), scopeOf(run, thread, thread.input));
  if (value === undefined || (typeof value === 'number' && value >= 0)) return value;
  // AWS: unverified words.
  const why = typeof value === 'number' ? 'is negative' : 'is no number';
  const where = path === undefined ? `of the field '${field}'` : `at '${path}' of the field '${field}Path'`;
  throw new StateError('States.Runtime', `The value ${where} ${why}`);
}

/** What a state leaves behind. Its Output does not see what it assigns. */
export function left(
  run: Run,
  thread: Thread,
  leaving: Leaving,
  told: Told,
): { readonly output: Json; readonly thread: Thread; readonly assigned: JsonObject } {
  const known = knownTo(run, thread, told);
  const otherwise = told.errorOutput ?? ('result' in told ? told.result! : thread.input);
  const output = leaving.Output === undefined ? otherwise : filledIn(leaving.Output, 'Output', known);
  const assigned = leaving.Assign === undefined ? {} : filledIn(leaving.Assign, 'Assign', known);
  return isObject(assigned) ? { output, ...assignedTo(thread, assigned) } : { output, thread, assigned: {} };
}

/** A thread with more variables, or others. */
export function assignedTo(
  thread: Thread,
  assigned: JsonObject,
): { readonly thread: Thread; readonly assigned: JsonObject } {
  for (const [name, value] of Object.entries(assigned)) checkSize(thread, name, value);
  if (Object.keys(assigned).length === 0) return { thread, assigned };
  return { thread: { ...thread, variables: { ...thread.variables, ...assigned } }, assigned };
}

// AWS: unverified words.
function checkSize({ state }: Thread, name: string, value: Json): void {
  if (Buffer.byteLength(JSON.stringify(value)) <= variableBytesMax) return;
  const what = `assigned the variable '${name}' a value`;
  throw new StateError(
    'States.DataLimitExceeded',
    `The state '${state}' ${what} with a size exceeding the maximum number of bytes service limit.`,
  );
}
