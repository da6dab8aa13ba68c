import { readJson } from './json.ts';
import { isList, isValues, type Value, type Values } from './template.ts';
import { unsupportedStructure } from './errors.ts';
import { readYaml } from './yaml.ts';

/** A template as it was written, in long forms. What it says has not been checked. */
export type TemplateDocument = Values;

/** Reads a template body, which is JSON where it begins with `{`, and YAML otherwise. */
export function parseTemplate(body: string): TemplateDocument {
  const document = parseSnippet(body);
  return isValues(document) ? document : unsupportedStructure();
}

/** What was read lately, by its text: a stack's template is read again for each of its resources. */
const known = new Map<string, Value>();
const knownLettersMax = 4_000_000;
let knownLetters = 0;

/** Reads what is to be a part of a template. What it answers is for all who ask, and nobody can change it. */
export function parseSnippet(body: string): Value {
  const before = known.get(body);
  if (before !== undefined) return before;
  const text = body.replace(/^\uFEFF/, '');
  const value = longForms(text.trimStart().startsWith('{') ? readJson(text) : readYaml(text));
  if ((knownLetters += body.length) > knownLettersMax) {
    known.clear();
    knownLetters = body.length;
  }
  known.set(body, value);
  return value;
}

/** `Fn::GetAtt: a.b.c` is the same as `[a, b.c]`. */
function longForms(value: Value): Value {
  if (isList(value)) return Object.freeze(value.map(longForms));
  if (!isValues(value)) return value;
  return Object.freeze(
    Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        name === 'Fn::GetAtt' && typeof member === 'string' ? attributeOf(member) : longForms(member),
      ]),
    ),
  );
}

function attributeOf(text: string): readonly string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
