import { wrong, type Mistake, type State } from './definition.ts';
import { expressionIn } from './jsonata.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** What is wrong with a field's value; undefined where nothing is. */
type Kind = (value: Json, language: Json) => string | undefined;

const isExpression = (value: Json, language: Json): boolean =>
  language === 'JSONata' && expressionIn(value) !== undefined;

// AWS: unverified words, here and below.
const anything: Kind = () => undefined;
const text: Kind = (value) => (typeof value === 'string' ? undefined : 'The value should be a string');
const path: Kind = (value) => (value === null ? undefined : text(value, 'JSONPath'));
const object: Kind = (value) => (isObject(value) ? undefined : 'The value should be an object');
const list: Kind = (value) => (Array.isArray(value) ? undefined : 'The value should be an array');
const number =
  (least: number, isWhole = true): Kind =>
  (value, language) => {
    if (isExpression(value, language)) return undefined;
    if (typeof value === 'number' && value >= least && (!isWhole || Number.isInteger(value)))
      return undefined;
    return `The value should be ${isWhole ? 'an integer' : 'a number'} of at least ${least}`;
  };
const said =
  (...values: readonly Json[]): Kind =>
  (value) =>
    values.includes(value) ? undefined : `The value should be one of ${values.join(', ')}`;

type Fields = Readonly<Record<string, Kind>>;

const common: Fields = { Type: text, Comment: anything, QueryLanguage: text };
const passing: Fields = { ...common, InputPath: path, OutputPath: path, Output: anything, Assign: object };
const going: Fields = { ...passing, Next: text, End: said(true, false) };
const resulting: Fields = { ...going, ResultPath: path, ResultSelector: anything, Retry: list, Catch: list };

/** AWS: Amazon States Language, "State types": the fields of each. */
const fields: Readonly<Record<State['Type'], Fields>> = {
  Task: {
    ...resulting,
    Resource: text,
    Parameters: anything,
    Arguments: anything,
    Credentials: object,
    TimeoutSeconds: number(1),
    TimeoutSecondsPath: text,
    HeartbeatSeconds: number(1),
    HeartbeatSecondsPath: text,
  },
  Pass: { ...going, Result: anything, ResultPath: path, Parameters: anything },
  Choice: { ...passing, Choices: list, Default: text },
  Wait: { ...going, Seconds: number(0), SecondsPath: text, Timestamp: text, TimestampPath: text },
  Succeed: passing,
  Fail: { ...passing, Error: text, ErrorPath: text, Cause: text, CausePath: text },
  Parallel: { ...resulting, Branches: list, Parameters: anything, Arguments: anything },
  Map: {
    ...resulting,
    ItemProcessor: object,
    Iterator: object,
    Items: anything,
    ItemsPath: text,
    ItemSelector: anything,
    Parameters: anything,
    MaxConcurrency: number(0),
    MaxConcurrencyPath: text,
    ItemReader: object,
    ItemBatcher: object,
    ResultWriter: object,
    Label: text,
    ToleratedFailureCount: number(0),
    ToleratedFailureCountPath: text,
    ToleratedFailurePercentage: number(0, false),
    ToleratedFailurePercentagePath: text,
  },
};

const machineFields: Fields = {
  Comment: anything,
  StartAt: text,
  States: object,
  TimeoutSeconds: number(1),
  Version: text,
  QueryLanguage: text,
  ProcessorConfig: object,
};

const retrierFields: Fields = {
  Comment: anything,
  ErrorEquals: list,
  IntervalSeconds: number(1),
  MaxAttempts: number(0),
  BackoffRate: number(1, false),
  MaxDelaySeconds: number(1),
  JitterStrategy: said('FULL', 'NONE'),
};

const catcherFields: Fields = {
  Comment: anything,
  ErrorEquals: list,
  Next: text,
  ResultPath: path,
  Output: anything,
  Assign: object,
};

/** What is wrong with the fields of a machine, but for its states. */
export const machineFieldMistakes = (machine: JsonObject, at: string): Generator<Mistake> =>
  mistakesOf(machine, machineFields, { at, language: 'JSONPath' });

/** The same of a state, and of what it does with errors. */
export function* stateFieldMistakes(state: JsonObject, language: Json, at: string): Generator<Mistake> {
  yield* mistakesOf(state, fields[state['Type'] as State['Type']], { at, language });
  yield* handlerMistakes(state['Retry'], retrierFields, { at: `${at}/Retry`, language });
  yield* handlerMistakes(state['Catch'], catcherFields, { at: `${at}/Catch`, language });
}

interface Place {
  readonly at: string;
  readonly language: Json;
}

function* mistakesOf(object: JsonObject, known: Fields, { at, language }: Place): Generator<Mistake> {
  for (const [name, value] of Object.entries(object)) {
    // AWS: as seen in the wild.
    const why = Object.hasOwn(known, name) ? known[name]!(value, language) : 'Field is not supported';
    if (why !== undefined) yield wrong(why, `${at}/${name}`);
  }
}

function* handlerMistakes(
  handlers: Json | undefined,
  known: Fields,
  { at, language }: Place,
): Generator<Mistake> {
  if (!Array.isArray(handlers)) return;
  for (const [index, handler] of (handlers as readonly Json[]).entries()) {
    const place = `${at}[${index}]`;
    if (!isObject(handler)) {
      yield wrong('The value should be an object', place);
      continue;
    }
    yield* mistakesOf(handler, known, { at: place, language });
    yield* nameMistakes(handler['ErrorEquals'], index === handlers.length - 1, place);
  }
}

/** AWS: Amazon States Language, "Errors": States.ALL stands alone, and last. */
function* nameMistakes(names: Json | undefined, isLast: boolean, at: string): Generator<Mistake> {
  if (names === undefined) return yield wrong('The field "ErrorEquals" is required', at);
  if (!Array.isArray(names)) return;
  const all: readonly Json[] = names;
  if (all.length === 0 || all.some((name) => typeof name !== 'string'))
    yield wrong('The value should be an array of names of errors', `${at}/ErrorEquals`);
  if (all.includes('States.ALL') && (all.length > 1 || !isLast))
    yield wrong('States.ALL must appear alone, and in the last element of the array', `${at}/ErrorEquals`);
}
