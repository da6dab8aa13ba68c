import { wrong, type Mistake } from './definition.ts';
import { expressionIn, expressionMistake } from './jsonata.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** AWS: developer guide, "Transforming data with JSONata": fields that a state of one language alone has. */
const jsonPathOnly =
  /^(?:InputPath|OutputPath|ResultPath|ResultSelector|Parameters|Result|ItemsPath|.*Path)$/;
const jsonataOnly = new Set(['Arguments', 'Output', 'Items']);

/** What is wrong with the fields of a state whose language is JSONPath. AWS: unverified words, here and below. */
export function* jsonPathFieldMistakes(state: JsonObject, at: string): Generator<Mistake> {
  for (const key of Object.keys(state))
    if (jsonataOnly.has(key))
      yield wrong(`The field '${key}' is supported by the query language JSONata only`, `${at}/${key}`);
}

/** The same of JSONata, and what is wrong with its expressions. */
export function* jsonataMistakes(state: JsonObject, at: string): Generator<Mistake> {
  for (const [key, value] of Object.entries(state)) {
    const place = `${at}/${key}`;
    if (jsonPathOnly.test(key))
      yield wrong(`The field '${key}' is not supported by the query language JSONata`, place);
    else if (key === 'Assign') yield* assignMistakes(value, place);
    else if (key === 'Choices' || key === 'Catch') yield* ruleMistakes(value, place, key);
    else if (!whole.has(key)) yield* expressionMistakes(value, place);
  }
}

/** What is a machine of its own, is checked as one; a comment may say anything. */
const whole = new Set(['Branches', 'ItemProcessor', 'Iterator', 'Comment', 'Retry']);

function* ruleMistakes(rules: Json, at: string, kind: 'Choices' | 'Catch'): Generator<Mistake> {
  for (const [index, rule] of (Array.isArray(rules) ? (rules as readonly Json[]) : []).entries()) {
    const place = `${at}[${index}]`;
    if (!isObject(rule)) {
      yield wrong('The value should be an object', place);
      continue;
    }
    const { Condition } = rule;
    if (kind === 'Choices' && typeof Condition !== 'boolean' && expressionIn(Condition) === undefined)
      yield wrong('The field "Condition" is required, and must be a JSONata expression', place);
    if (rule['ResultPath'] !== undefined || rule['Variable'] !== undefined)
      yield wrong('Fields of JSONPath are not supported by the query language JSONata', place);
    yield* jsonataMistakes(rule, place);
  }
}

function* assignMistakes(assign: Json, at: string): Generator<Mistake> {
  if (!isObject(assign)) return yield wrong('The value should be an object', at);
  for (const [name, value] of Object.entries(assign)) {
    yield* nameMistakes(name, at);
    yield* expressionMistakes(value, `${at}/${name}`);
  }
}

/** What is wrong with the name of a variable. */
export function* nameMistakes(name: string, at: string): Generator<Mistake> {
  // AWS: developer guide, "Variable names": Unicode identifiers of at most 80 characters; `states` is reserved.
  if (!/^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u.test(name) || name === 'states')
    yield wrong(`'${name}' is not a valid name of a variable`, at);
}

function* expressionMistakes(value: Json, at: string): Generator<Mistake> {
  if (Array.isArray(value)) {
    for (const [index, each] of (value as readonly Json[]).entries())
      yield* expressionMistakes(each, `${at}[${index}]`);
    return;
  }
  if (isObject(value)) {
    for (const [key, each] of Object.entries(value)) yield* expressionMistakes(each, `${at}/${key}`);
    return;
  }
  const source = expressionIn(value);
  const why = source === undefined ? undefined : expressionMistake(source);
  if (why !== undefined) yield wrong(`The JSONata expression '${source}' is not valid. ${why}`, at);
}
