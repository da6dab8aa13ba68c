import { PatternFault } from '../../base/pattern/fault.ts';
import { readPattern, type Pattern } from '../../base/pattern/pattern.ts';
import type { MessageAttribute } from './envelopes.ts';
import { invalidParameter } from './errors.ts';
import type { Subscription } from './records.ts';
import type { Filtered } from './tallies.ts';

/** AWS: "A filter policy can have a maximum of five attribute names". */
const namesMax = 5;
/** AWS: "The total combination of values in a filter policy must not exceed 150." */
const combinationsMax = 150;

/** Refuses a filter policy that means nothing. */
export function requireFilterPolicy(text: string, scope: string | undefined): void {
  readOrRefuse(text);
  const policy = JSON.parse(text) as Record<string, unknown>;
  if (combinationsOf(policy, 1) > combinationsMax)
    invalidParameter('FilterPolicy: Filter policy is too complex');
  if (scope === 'MessageBody') return;
  for (const value of Object.values(policy))
    if (!Array.isArray(value))
      invalidParameter('Filter policy scope MessageAttributes does not support nested filter policy');
  const names = Object.keys(policy).filter((name) => name !== '$or');
  if (names.length > namesMax) invalidParameter('FilterPolicy: Filter policy can not have more than 5 keys');
}

/** AWS: how many values each name has, times how deep it lies, multiplied. Unverified of `$or`, which adds. */
function combinationsOf(policy: object, depth: number): number {
  let product = 1;
  for (const [name, values] of Object.entries(policy) as [string, object][])
    if (name === '$or' && Array.isArray(values) && values.every((each) => typeof each === 'object' && each))
      product *= values.reduce((sum: number, each: object) => sum + combinationsOf(each, depth), 0);
    else product *= Array.isArray(values) ? values.length * depth : combinationsOf(values, depth + 1);
  return product;
}

function readOrRefuse(text: string): Pattern {
  try {
    return readPattern(text);
  } catch (error) {
    if (error instanceof PatternFault) return invalidParameter(`FilterPolicy: ${error.message}`);
    throw error;
  }
}

interface Filterable {
  /** As this subscriber's protocol would get it. */
  readonly message: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

/** Why a subscriber does not want a message; undefined where it does. */
export function filteredBy({ attributes }: Subscription, message: Filterable): Filtered | undefined {
  const text = attributes['FilterPolicy'];
  if (!text || text === '{}') return undefined;
  const wants = readPattern(text);
  if (attributes['FilterPolicyScope'] !== 'MessageBody') {
    if (wants(asEvent(message.attributes))) return undefined;
    return Object.keys(message.attributes).length > 0 ? 'attributes' : 'no attributes';
  }
  const body = jsonOf(message.message);
  if (body === undefined) return 'invalid body';
  return wants(body) ? undefined : 'body';
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** Attributes as the fields of an event; bytes are not filtered by. */
// AWS: developer guide, "Subscription filter policies": "String.Array" is read as JSON, "Number" as a number.
function asEvent(attributes: Filterable['attributes']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { Type, Value }]) => {
      if (Type.startsWith('Binary')) return [];
      if (Type === 'String.Array') return [[name, jsonOf(Value) ?? Value]];
      return [[name, Type.startsWith('Number') ? Number(Value) : Value]];
    }),
  );
}
