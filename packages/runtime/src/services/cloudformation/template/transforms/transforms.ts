import type { KnownBefore } from '../conditions.ts';
import { invalid, templateError } from '../errors.ts';
import { transformsOf } from '../structure.ts';
import { isList, isValues, type TransformDeclaration, type Value, type Values } from '../template.ts';
import { languageExtensions } from './language-extensions.ts';
import { asked, withSnippets, type Expansion } from './macros.ts';
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

/** A document with its transforms applied, in the order it names them; those that AWS does not have are macros. */
// AWS: user guide, "Transform": macros are processed in order, includes before all others.
export function* expanded(document: Values, context: TransformContext): Expansion<Values> {
  const declared = transformsOf(document['Transform']).filter(({ Name }) => Name !== 'AWS::Include');
  const { Transform: _applied, ...rest } = document;
  let processed = (yield* withSnippets(rest, context.before)) as Values;
  if (!declared.some(({ Name }) => Name === 'AWS::LanguageExtensions')) refuseExtensions(processed);
  for (const each of declared) {
    const own = Object.hasOwn(transforms, each.Name) ? transforms[each.Name]! : undefined;
    processed = own ? own(processed, context) : membersOf(yield asked(each, processed, context.before), each);
  }
  return processed;
}

function membersOf(value: Value, { Name }: TransformDeclaration): Values {
  // AWS: unverified wording.
  return isValues(value) ? value : invalid(`Transform ${Name} failed with: the template is no object`);
}

/** The same for a document without macros of one's own. */
export function applyTransforms(document: Values, context: TransformContext): Values {
  const step = expanded(document, context).next();
  return step.done ? step.value : invalid(`No transform named ${step.value.name} found.`);
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
