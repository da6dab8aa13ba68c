import { knownBefore, type KnownBefore } from '../conditions.ts';
import { evaluate } from '../evaluate.ts';
import { transformsOf } from '../structure.ts';
import { isList, isValues, type TransformDeclaration, type Value, type Values } from '../template.ts';

/** A macro of one's own is asked what becomes of a part of a template. */
export interface MacroAsked {
  readonly name: string;
  readonly fragment: Value;
  readonly params: Values;
}

/** What becomes of a document, where macros are asked on the way. Each ask is answered by what stands instead. */
export type Expansion<Result> = Generator<MacroAsked, Result, Value>;

/** Whether a document asks macros within itself. */
export function hasSnippets(value: Value): boolean {
  if (isList(value)) return value.some(hasSnippets);
  if (!isValues(value)) return false;
  return Object.entries(value).some(([name, member]) => name === 'Fn::Transform' || hasSnippets(member));
}

/** A document with what macros make of its snippets. */
// AWS: user guide, "Perform custom processing … with template macros": "with the most deeply nested processed first";
// a snippet's fragment is "any siblings of the Fn::Transform", and is replaced as a whole.
export function* withSnippets(value: Value, before: KnownBefore): Expansion<Value> {
  if (isList(value)) {
    const items: Value[] = [];
    for (const item of value) items.push(yield* withSnippets(item, before));
    return items;
  }
  if (!isValues(value)) return value;
  const { 'Fn::Transform': transforms, ...siblings } = value;
  const members: [string, Value][] = [];
  for (const [name, member] of Object.entries(siblings))
    members.push([name, yield* withSnippets(member, before)]);
  let fragment: Value = Object.fromEntries(members);
  for (const declared of transformsOf(transforms)) fragment = yield asked(declared, fragment, before);
  return fragment;
}

/** What a macro is asked; functions in its parameters are evaluated, those in the fragment are left. */
export function asked(
  { Name: name, Parameters = {} }: TransformDeclaration,
  fragment: Value,
  before: KnownBefore,
): MacroAsked {
  const known = knownBefore(before);
  const params = Object.entries(Parameters).map(
    ([key, value]) => [key, evaluate(value, known) ?? ''] as const,
  );
  return { name, fragment, params: Object.fromEntries(params) };
}
