import type { InspectionData } from '@aws-sdk/client-sfn';
import { isDistributed, type State } from '../language/definition.ts';
import { batched, itemsIn, type Item } from '../language/items.ts';
import { StateError, type Json } from '../language/json.ts';
import { filled } from '../language/templates.ts';
import type { Thread } from './execution-state.ts';
import { batchingOf } from './distributing.ts';
import { chosen, resultPut } from './going.ts';
import { aroundOf, itemsGiven, selected, selectorOf } from './items.ts';
import { argued, isJsonata, numberIn } from './querying.ts';
import { scopeOf, type Run } from './run.ts';

/** What is known of a state that is tested, besides what it says. */
export interface Inspected {
  readonly run: Run;
  readonly thread: Thread;
  readonly state: State;
  /** Undefined where it has none, or has failed. */
  readonly result?: Json | undefined;
  /** What its reader is said to have found. */
  readonly readerData?: string | undefined;
}

type Shown = { -readonly [Name in keyof InspectionData]?: InspectionData[Name] };

/** How data went through a state, as far as it came. AWS: TestState, as seen in the wild: which of it there is. */
export function inspected(about: Inspected): InspectionData {
  const shown: Shown = { input: JSON.stringify(about.thread.input) };
  const show = (name: keyof Shown, value: Json) => Object.assign(shown, { [name]: JSON.stringify(value) });
  try {
    if (isJsonata(about.state)) inspectJsonata(about, show);
    else inspectPaths(about, show);
    if (about.state.Type === 'Map') Object.assign(shown, mapNumbers(about));
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
  }
  return shown;
}

type Show = (name: keyof Shown, value: Json) => void;

function inspectJsonata({ run, thread, state, result }: Inspected, show: Show): void {
  if (state.Type === 'Task' || state.Type === 'Parallel')
    show('afterArguments', argued(run, thread, state, ''));
  if (result !== undefined) show('result', result);
}

function inspectPaths(about: Inspected, show: Show): void {
  const { run, thread, state, result } = about;
  const isGiven = state.Type === 'Pass' && state.Result !== undefined;
  const input = chosen(run, thread, state);
  if (!isGiven) show('afterInputPath', input);
  const { Type, Parameters, ResultSelector, ResultPath } = state;
  if (Type === 'Map') inspectItems(about, show);
  const takes = Type === 'Task' || Type === 'Parallel' || (Type === 'Pass' && !isGiven);
  const scope = scopeOf(run, thread, input, '');
  const given = Parameters === undefined ? input : filled(Parameters, scope);
  if (takes) show('afterParameters', given);
  const found = Type === 'Pass' ? (state.Result ?? given) : result;
  if (found === undefined) return;
  if (Type !== 'Pass' || isGiven) show('result', found);
  const chosenResult =
    ResultSelector === undefined ? found : filled(ResultSelector, scopeOf(run, thread, found));
  show('afterResultSelector', chosenResult);
  show('afterResultPath', resultPut(thread.input, ResultPath, chosenResult));
}

function inspectItems({ run, thread, state, readerData }: Inspected, show: Show): void {
  const { ItemReader: reader, ItemBatcher: batcher } = state;
  const found: readonly Item[] =
    reader && readerData !== undefined
      ? itemsIn(readerData, reader.ReaderConfig ?? {})
      : reader
        ? []
        : itemsGiven(run, thread, state);
  const values = found.map(({ value }) => value);
  if (!reader) show('afterItemsPath', values);
  if (reader?.ReaderConfig?.ItemsPointer !== undefined) show('afterItemsPointer', values);
  const around = aroundOf(run, thread, state);
  const inputs = found.map((item, index) => selected({ ...item, index }, selectorOf(state), around));
  if (selectorOf(state) !== undefined) show('afterItemSelector', inputs);
  if (batcher)
    show(
      'afterItemBatcher',
      batched(inputs, batchingOf(run, thread, batcher)).map(({ input }) => input),
    );
}

function mapNumbers({ run, thread, state }: Inspected): Shown {
  const count = numberIn(run, thread, state, 'ToleratedFailureCount');
  const percentage = numberIn(run, thread, state, 'ToleratedFailurePercentage');
  return {
    maxConcurrency: numberIn(run, thread, state, 'MaxConcurrency') ?? 0,
    ...(isDistributed(state) && count !== undefined && { toleratedFailureCount: count }),
    ...(isDistributed(state) && percentage !== undefined && { toleratedFailurePercentage: percentage }),
  };
}
