import { templateError } from './errors.ts';
import type { Value, Values } from './template.ts';
import { isList, isValues } from './template.ts';

/** A piece of an `Fn::Sub`: text as it is, or a name to be replaced. */
export type Piece = { readonly text: string } | { readonly variable: string };

/** `Fn::Sub`'s two forms, read. */
export interface Substitution {
  readonly pieces: readonly Piece[];
  /** Names of its own, which go before the template's. */
  readonly own: Values;
}

export function substitutionOf(argument: Value): Substitution {
  if (typeof argument === 'string') return { pieces: piecesOf(argument), own: {} };
  const [text, own] = isList(argument) ? argument : [];
  if (
    typeof text !== 'string' ||
    (isList(argument) && argument.length > 2) ||
    (own !== undefined && !isValues(own))
  )
    return templateError(
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, " +
        'and an optional second argument to specify a mapping of values to replace in the string',
    );
  return { pieces: piecesOf(text), own: own ?? {} };
}

function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    pieces.push({ text: text.slice(end, match.index) }, pieceOf(match[1]!.trim()));
    end = match.index + match[0].length;
  }
  return [...pieces, { text: text.slice(end) }];
}

/** `${!Literal}` is text, without its exclamation mark. */
function pieceOf(name: string): Piece {
  if (name.startsWith('!')) return { text: `\${${name.slice(1)}}` };
  if (!/^[A-Za-z0-9_.:]+$/.test(name))
    return templateError(
      'variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
    );
  return { variable: name };
}

/** What a name of an `Fn::Sub` stands for: `${A}` is `Ref`, `${A.B.C}` is `Fn::GetAtt`. */
export function variableAsFunction(name: string): Value {
  const dot = name.indexOf('.');
  return dot < 0 ? { Ref: name } : { 'Fn::GetAtt': [name.slice(0, dot), name.slice(dot + 1)] };
}
