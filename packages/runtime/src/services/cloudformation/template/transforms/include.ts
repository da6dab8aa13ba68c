import { knownBefore, type KnownBefore } from '../conditions.ts';
import { invalid, templateError } from '../errors.ts';
import { evaluate } from '../evaluate.ts';
import { parseSnippet } from '../parse.ts';
import { transformsOf } from '../structure.ts';
import { isList, isValues, type TransformDeclaration, type Value, type Values } from '../template.ts';

/** Where the texts are that a document includes: `s3://bucket/key`. They have to be read before it is transformed. */
export function includedLocations(document: Values, before: KnownBefore): readonly string[] {
  const locations = new Set<string>();
  for (const declaration of inclusionsIn(document)) locations.add(locationOf(declaration, before));
  return [...locations];
}

function* inclusionsIn(value: Value): Generator<TransformDeclaration> {
  if (isList(value)) for (const item of value) yield* inclusionsIn(item);
  if (!isValues(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'Fn::Transform' || name === 'Transform')
      yield* transformsOf(member).filter(({ Name }) => Name === 'AWS::Include');
    else yield* inclusionsIn(member);
  }
}

function locationOf({ Parameters }: TransformDeclaration, before: KnownBefore): string {
  const given = Parameters?.['Location'];
  const location = given === undefined ? undefined : evaluate(given, knownBefore(before));
  // AWS: unverified wording.
  return typeof location === 'string' && location.startsWith('s3://')
    ? location
    : invalid('Transform AWS::Include failed with: The value of parameter Location must be an Amazon S3 URI');
}

/** A document with the texts in the places that include them. */
export function withInclusions(
  document: Values,
  before: KnownBefore,
  included: Readonly<Record<string, string>>,
): Values {
  const contentOf = (declaration: TransformDeclaration): Value => {
    const text = included[locationOf(declaration, before)];
    if (text === undefined) return invalid(`Transform AWS::Include failed with: S3 object not found`);
    return parseSnippet(text);
  };
  const resolve = (value: Value): Value => {
    if (isList(value)) return value.map(resolve);
    if (!isValues(value)) return value;
    const { 'Fn::Transform': transforms, ...siblings } = value;
    const rest = Object.fromEntries(
      Object.entries(siblings).map(([name, member]) => [name, resolve(member)]),
    );
    if (transforms === undefined) return rest;
    const inclusions = transformsOf(transforms);
    // Macros of one's own come later.
    if (inclusions.some(({ Name }) => Name !== 'AWS::Include'))
      return { ...rest, 'Fn::Transform': transforms };
    const contents = inclusions.map(contentOf);
    const [only] = contents;
    if (contents.length === 1 && Object.keys(rest).length === 0) return only!;
    return contents.reduce<Values>((merged, content) => ({ ...merged, ...members(content) }), rest);
  };
  const { Transform: declared, ...rest } = document;
  const atTop = transformsOf(declared).filter(({ Name }) => Name === 'AWS::Include');
  const others = transformsOf(declared).filter(({ Name }) => Name !== 'AWS::Include');
  const merged = atTop.reduce<Values>((whole, each) => mergeSections(whole, members(contentOf(each))), rest);
  const resolved = resolve(merged) as Values;
  return others.length > 0 ? { ...resolved, Transform: others as unknown as Value } : resolved;
}

function members(content: Value): Values {
  if (!isValues(content)) return templateError('the content of AWS::Include must be an object here');
  return content;
}

/** Sections of a document get the members of what is included at its top. */
function mergeSections(document: Values, included: Values): Values {
  const merged = Object.entries(included).map(([name, section]): [string, Value] => {
    const own = document[name];
    return [name, isValues(own) && isValues(section) ? { ...own, ...section } : section];
  });
  return { ...document, ...Object.fromEntries(merged) };
}
