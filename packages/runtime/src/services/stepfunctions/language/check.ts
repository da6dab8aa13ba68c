import { isReadable } from './intrinsics.ts';
import { operatorOf } from './choice.ts';
import { expressItemMistakes, expressMistakes } from './check-express.ts';
import { machineFieldMistakes, stateFieldMistakes } from './check-fields.ts';
import { jsonataMistakes, jsonPathFieldMistakes, nameMistakes } from './check-jsonata.ts';
import { mapMistakes } from './check-map.ts';
import {
  definitionObject,
  inLanguage,
  mistake,
  wrong,
  type Machine,
  type Mistake,
  type QueryLanguage,
  type State,
} from './definition.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parsePath } from './path-steps.ts';
import { isReferencePath } from './paths.ts';
import { resourceMistake } from './resources.ts';

/** A definition that can be run, or what is wrong with it. AWS: unverified words of most mistakes. */
export function checked(
  text: string,
  type: 'STANDARD' | 'EXPRESS' = 'STANDARD',
): { readonly machine: Machine } | { readonly mistakes: readonly Mistake[] } {
  const definition = definitionObject(text);
  if (!definition)
    return { mistakes: [mistake('INVALID_JSON_DESCRIPTION', 'The definition is not a JSON object', '/')] };
  const language = definition['QueryLanguage'] ?? 'JSONPath';
  const mistakes = [
    ...languageMistakes(language, 'QueryLanguage'),
    ...machineMistakes(definition, '', language),
  ];
  if (mistakes.length > 0) return { mistakes };
  const machine = inLanguage(definition as unknown as Machine, language as QueryLanguage);
  const forbidden = [...(type === 'EXPRESS' ? expressMistakes(machine) : expressItemMistakes(machine))];
  return forbidden.length > 0 ? { mistakes: forbidden } : { machine };
}

function* languageMistakes(language: Json, at: string): Generator<Mistake> {
  if (language !== 'JSONata' && language !== 'JSONPath')
    yield wrong('The value of "QueryLanguage" should be one of JSONPath, JSONata', at);
}

/** `language` is that of the whole state machine, which its states are of unless they say otherwise. */
function* machineMistakes(machine: Json | undefined, at: string, language: Json): Generator<Mistake> {
  if (!isObject(machine)) return yield wrong('The value should be an object', at || '/');
  yield* machineFieldMistakes(machine, at);
  const { StartAt, States } = machine;
  if (!isObject(States) || Object.keys(States).length === 0)
    return yield wrong('The field "States" is required', `${at}/`);
  if (typeof StartAt !== 'string') yield wrong('The field "StartAt" is required', `${at}/`);
  else if (!Object.hasOwn(States, StartAt))
    yield mistake('MISSING_TRANSITION_TARGET', `Missing 'StartAt' target: ${StartAt}`, `${at}/StartAt`);
  for (const [name, state] of Object.entries(States))
    yield* stateMistakes(state, { siblings: States, language }, `${at}/States/${name}`);
}

const types = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'];
const terminal = ['Succeed', 'Fail'];

/** What a state is among. */
interface Around {
  readonly siblings: JsonObject;
  readonly language: Json;
}

function* stateMistakes(state: Json, around: Around, at: string): Generator<Mistake> {
  if (!isObject(state)) return yield wrong('The value should be an object', at);
  const { Type } = state;
  if (typeof Type !== 'string' || !types.includes(Type))
    return yield wrong(`The value of "Type" should be one of ${types.join(', ')}`, `${at}/Type`);
  const language = state['QueryLanguage'] ?? around.language;
  yield* languageMistakes(language, `${at}/QueryLanguage`);
  // AWS: developer guide: JSONata may be chosen for single states, JSONPath not for those of a JSONata machine.
  if (language !== around.language && around.language === 'JSONata')
    yield wrong(
      '"QueryLanguage" can not be "JSONPath" if set to "JSONata" for whole state machine',
      `${at}/QueryLanguage`,
    );
  yield* stateFieldMistakes(state, language, at);
  yield* transitionMistakes(state, around.siblings, at);
  yield* language === 'JSONata' ? jsonataMistakes(state, at) : pathMistakes(state, at);
  yield* own[Type as State['Type']](state, { ...around, language }, at);
}

function* transitionMistakes(state: JsonObject, siblings: JsonObject, at: string): Generator<Mistake> {
  const { Type, Next, End, Default, Catch } = state;
  if (!terminal.includes(Type as string) && Type !== 'Choice' && (Next === undefined) === (End !== true))
    yield wrong('The state should have either "Next" or "End": true', at);
  const catchers = Array.isArray(Catch) ? (Catch as readonly Json[]) : [];
  const targets = [
    Next,
    Default,
    ...catchers.map((catcher) => (isObject(catcher) ? catcher['Next'] : undefined)),
  ];
  for (const target of targets)
    if (target !== undefined && !(typeof target === 'string' && Object.hasOwn(siblings, target)))
      yield mistake('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${String(target)}`, at);
}

function* pathMistakes(state: JsonObject, at: string): Generator<Mistake> {
  yield* jsonPathFieldMistakes(state, at);
  for (const [key, value] of Object.entries(state)) {
    if (typeof value !== 'string' || !key.endsWith('Path')) continue;
    if (key === 'ResultPath' ? !isReferencePath(value) : !isExpression(value))
      yield wrong(`The value is not a valid path that Penstock serves: ${value}`, `${at}/${key}`);
  }
  for (const key of ['Parameters', 'Credentials', 'ResultSelector', 'ItemSelector'])
    if (state[key] !== undefined) yield* templateMistakes(state[key], `${at}/${key}`);
  yield* assignMistakes(state, at);
  for (const kind of ['Choices', 'Catch']) {
    const rules = Array.isArray(state[kind]) ? (state[kind] as readonly Json[]) : [];
    for (const [index, rule] of rules.entries())
      if (isObject(rule)) yield* assignMistakes(rule, `${at}/${kind}[${index}]`);
  }
}

/** Of a state, a choice or a catcher. */
function* assignMistakes({ Assign }: JsonObject, at: string): Generator<Mistake> {
  if (Assign === undefined) return;
  if (!isObject(Assign)) return yield wrong('The value should be an object', `${at}/Assign`);
  for (const name of Object.keys(Assign)) yield* nameMistakes(name.replace(/\.\$$/, ''), `${at}/Assign`);
  yield* templateMistakes(Assign, `${at}/Assign`);
}

const isExpression = (text: string): boolean => parsePath(text) !== undefined || isReadable(text);

function* templateMistakes(template: Json, at: string): Generator<Mistake> {
  if (Array.isArray(template)) {
    for (const [index, each] of (template as readonly Json[]).entries())
      yield* templateMistakes(each, `${at}/${index}`);
    return;
  }
  if (!isObject(template)) return;
  for (const [key, value] of Object.entries(template)) {
    if (!key.endsWith('.$')) yield* templateMistakes(value, `${at}/${key}`);
    else if (typeof value !== 'string' || !isExpression(value))
      yield wrong(
        `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
        `${at}/${key}`,
      );
  }
}

/** `language` is the state's own here. */
type Check = (state: JsonObject, around: Around, at: string) => Generator<Mistake>;
function* nothing(): Generator<Mistake> {}

const own: Readonly<Record<State['Type'], Check>> = {
  *Task({ Resource }, _around, at) {
    if (Resource === undefined) return yield wrong('The field "Resource" is required', at);
    const why = typeof Resource === 'string' ? resourceMistake(Resource) : undefined;
    if (why) yield wrong(why, `${at}/Resource`);
  },
  Pass: nothing,
  *Choice({ Choices }, { siblings, language }, at) {
    if (!Array.isArray(Choices) || Choices.length === 0)
      return yield wrong('A Choice state must have at least one choice', `${at}/Choices`);
    for (const [index, rule] of (Choices as readonly Json[]).entries()) {
      const place = `${at}/Choices[${index}]`;
      if (isObject(rule) && !(typeof rule['Next'] === 'string' && Object.hasOwn(siblings, rule['Next'])))
        yield mistake('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${String(rule['Next'])}`, place);
      if (language !== 'JSONata') yield* ruleMistakes(rule, place);
    }
  },
  *Wait(state, _around, at) {
    const given = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter(
      (key) => state[key] !== undefined,
    );
    if (given.length !== 1)
      yield wrong(
        'A Wait state must have exactly one of Seconds, SecondsPath, Timestamp and TimestampPath',
        at,
      );
  },
  Succeed: nothing,
  Fail: nothing,
  *Parallel({ Branches }, { language }, at) {
    if (!Array.isArray(Branches) || Branches.length === 0)
      return yield wrong('The field "Branches" is required', at);
    for (const [index, branch] of (Branches as readonly Json[]).entries())
      yield* machineMistakes(branch, `${at}/Branches[${index}]`, language);
  },
  *Map(state, { language }, at) {
    const key = state['ItemProcessor'] ? 'ItemProcessor' : 'Iterator';
    yield* mapMistakes(state, at);
    yield* machineMistakes(state[key], `${at}/${key}`, language);
  },
};

function* ruleMistakes(rule: Json, at: string): Generator<Mistake> {
  if (!isObject(rule)) return yield wrong('The value should be an object', at);
  const { And, Or, Not, Variable } = rule;
  const inner = And ?? Or;
  if (Array.isArray(inner)) {
    for (const each of inner as readonly Json[]) yield* ruleMistakes(each, at);
    return;
  }
  if (Not !== undefined) return yield* ruleMistakes(Not, at);
  if (typeof Variable !== 'string' || !parsePath(Variable))
    return yield wrong('The field "Variable" must be a valid JSONPath', at);
  const operators = Object.keys(rule).filter((key) => key === 'IsPresent' || operatorOf(key));
  if (operators.length !== 1) yield wrong('A choice rule must have exactly one comparison', at);
}
