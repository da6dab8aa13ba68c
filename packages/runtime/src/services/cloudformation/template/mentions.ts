import { own } from '../../../base/own.ts';
import { substitutionOf, variableAsFunction } from './substitution.ts';
import { functionOf, isList, isValues, type Value } from './template.ts';

/** A name that a value refers to by `Ref`, `Fn::GetAtt` or `Fn::Sub`. */
export interface Mention {
  readonly name: string;
  /** By `Fn::GetAtt`; undefined by `Ref`. A function where the template computes it. */
  readonly attribute?: Value;
}

/**
 * What a value refers to: resources, parameters and pseudo parameters alike. Where conditions are given, only by the
 * branch of each `Fn::If` that is taken.
 */
export function* mentionsIn(
  value: Value,
  conditions?: Readonly<Record<string, boolean>>,
): Generator<Mention> {
  if (isList(value)) {
    for (const item of value) yield* mentionsIn(item, conditions);
    return;
  }
  const called = functionOf(value);
  if (!called) {
    if (isValues(value)) for (const member of Object.values(value)) yield* mentionsIn(member, conditions);
    return;
  }
  yield* mentionsOf(called.name, called.argument, conditions);
}

function* mentionsOf(
  name: string,
  argument: Value,
  conditions?: Readonly<Record<string, boolean>>,
): Generator<Mention> {
  const items = isList(argument) ? argument : [];
  if (name === 'Ref' && typeof argument === 'string') yield { name: argument };
  else if (name === 'Fn::GetAtt' && typeof items[0] === 'string') {
    const attribute = items[1] ?? '';
    yield { name: items[0], attribute };
    yield* mentionsIn(attribute, conditions);
  } else if (name === 'Fn::Sub') {
    const { pieces, own: names } = substitutionOf(argument);
    for (const piece of pieces)
      if ('variable' in piece && own(names, piece.variable) === undefined)
        yield* mentionsIn(variableAsFunction(piece.variable), conditions);
    yield* mentionsIn(names, conditions);
  } else if (name === 'Fn::If' && conditions && typeof items[0] === 'string') {
    const taken = own(conditions, items[0]) ? items[1] : items[2];
    if (taken !== undefined) yield* mentionsIn(taken, conditions);
  } else yield* mentionsIn(argument, conditions);
}
