import { intrinsic, isIntrinsic, type Scope } from './intrinsics.ts';
import { isObject, type Json } from './json.ts';
import { requiredAt } from './paths.ts';

/** A payload template with its values filled in: what is behind a key that ends in `.$` is a path or an expression. */
export function filled(template: Json, scope: Scope): Json {
  if (Array.isArray(template)) return template.map((each: Json) => filled(each, scope));
  if (!isObject(template)) return template;
  const members = Object.entries(template).map(([key, value]): [string, Json] =>
    key.endsWith('.$') && typeof value === 'string'
      ? [key.slice(0, -2), evaluated(value, { ...scope, seed: `${scope.seed}|${key}` })]
      : [key, filled(value, scope)],
  );
  return Object.fromEntries(members);
}

export const evaluated = (text: string, scope: Scope): Json =>
  isIntrinsic(text) ? intrinsic(text, scope) : requiredAt(text, scope);
