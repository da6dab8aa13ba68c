import type { KnownBefore } from '../conditions.ts';
import { invalid, templateError } from '../errors.ts';
import { transformsOf } from '../structure.ts';
import { isList, isValues, type TransformDeclaration, type Value, type Values } from '../template.ts';
import { languageExtensions } from './language-extensions.ts';
import { serverless } from './serverless/serverless.ts';

/** What transforms are given. */
export interface TransformContext {
  readonly before: KnownBefore;
  /** Texts that `AWS::Include` names, by location: see `includedLocations`. */
  readonly included: Readonly<Record<string, string>>;
}

type Transform = (document: Values, context: TransformContext) => Values;

const transforms: Readonly<Record<string, Transform>> = {
  'AWS::Include': (document) => document,
  'AWS::LanguageExtensions': languageExtensions,
  'AWS::Serverless-2016-10-31': serverless,
};

/** A document with its transforms applied, in the order it names them; refuses one that AWS does not have. */
// AWS: user guide, "Transform": macros are processed in order, includes before all others.
export function applyTransforms(document: Values, context: TransformContext): Values {
  const declared = transformsOf(document['Transform']).filter(({ Name }) => Name !== 'AWS::Include');
  const { Transform: _applied, ...rest } = document;
  const named = declared.map(({ Name }) => transforms[Name] ?? invalid(`No transform named ${Name} found.`));
  if (!declared.some(({ Name }) => Name === 'AWS::LanguageExtensions')) refuseExtensions(rest);
  return named.reduce((processed, transform) => transform(processed, context), rest);
}

/** Functions that need `AWS::LanguageExtensions`. */
function refuseExtensions(value: Value): void {
  if (isList(value)) value.forEach(refuseExtensions);
  if (!isValues(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (/^Fn::(Length|ToJsonString|ForEach::.*)$/.test(name))
      // AWS: unverified wording.
      templateError(`${name} is supported only with the transform AWS::LanguageExtensions`);
    refuseExtensions(member);
  }
}

/** The transforms of a document that are not AWS's own. */
export function macrosOf(document: Values): readonly TransformDeclaration[] {
  return transformsOf(document['Transform']).filter(({ Name }) => !Object.hasOwn(transforms, Name));
}
