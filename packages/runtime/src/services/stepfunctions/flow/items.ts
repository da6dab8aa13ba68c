import type { State } from '../language/definition.ts';
import { itemInput, itemsOf, type Item } from '../language/items.ts';
import { filledIn } from '../language/jsonata.ts';
import { isObject, StateError, type Json, type JsonObject } from '../language/json.ts';
import { requiredAt } from '../language/paths.ts';
import { filled } from '../language/templates.ts';
import type { MapItem, Thread } from './execution-state.ts';
import { chosen } from './going.ts';
import { isJsonata, knownTo } from './querying.ts';
import { mapContext, scopeOf, type Run } from './run.ts';

/** The items that a Map state finds in what it is given. */
export function itemsGiven(run: Run, thread: Thread, state: State): readonly Item[] {
  const input = isJsonata(state) ? thread.input : chosen(run, thread, state);
  const given = isJsonata(state)
    ? filledIn(state.Items ?? input, 'Items', knownTo(run, thread))
    : requiredAt(state.ItemsPath ?? '$', scopeOf(run, thread, input));
  const items = itemsOf(given);
  if (items) return items;
  throw new StateError('States.Runtime', `The state '${thread.state}' needs an array of items`);
}

/** What an item's selector may refer to, besides the item. */
export interface Around {
  readonly language: State['QueryLanguage'];
  readonly input: Json;
  readonly context: Json;
  readonly variables: JsonObject;
  readonly seed: string;
  readonly now: number;
}

export function aroundOf(run: Run, thread: Thread, state: State): Around {
  const input = isJsonata(state) ? thread.input : chosen(run, thread, state);
  const { context, variables, seed } = scopeOf(run, thread, input);
  return { language: state.QueryLanguage, input, context, variables, seed, now: run.now };
}

/** What is run for an item: itself, or what the state selects. */
export function selected(item: MapItem, template: Json | undefined, around: Around): Json {
  if (template === undefined) return itemInput(item);
  const { language, input, variables, now } = around;
  const context = { ...(isObject(around.context) ? around.context : {}), Map: mapContext(item) };
  const seed = `${around.seed}|${item.index}`;
  return language === 'JSONata'
    ? filledIn(template, 'ItemSelector', { states: { input, context }, variables, seed, now })
    : filled(template, { input, context, variables, seed });
}

/** AWS: Parameters are what ItemSelector was called before. */
export const selectorOf = ({ ItemSelector, Parameters }: State): Json | undefined =>
  ItemSelector ?? Parameters;
