import { regularExpressionOf } from '../../../base/regular-expression.ts';
import { invalidParameter } from '../errors.ts';
import { grokPatterns } from './grok-patterns.ts';

/** What the fields of a grok pattern hold of a text: by their names, which may have dots. */
export type GrokPattern = (text: string) => readonly (readonly [string, string])[] | undefined;

/** AWS: user guide, "Supported grok patterns": `%{WORD}` matches, `%{WORD:verb}` keeps what it matches as `verb`. */
const piece = /%\{(\w+)(?::([\w.@-]+))?\}/g;

/** How deep patterns may be made of patterns. */
const depthMax = 20;

// AWS: unverified words.
export function grokOf(match: string): GrokPattern {
  const fields: string[] = [];
  const expression =
    regularExpressionOf(expanded(match, fields, 0)) ?? invalidParameter(`Invalid grok pattern: ${match}`);
  if (fields.length === 0) invalidParameter(`Invalid grok pattern: ${match} names no field`);
  return (text) => {
    const groups = expression.groups(text);
    return (
      groups &&
      fields.flatMap((name, at) => {
        const value = groups[`g${at}`];
        return value === undefined ? [] : [[name, value] as const];
      })
    );
  };
}

function expanded(text: string, fields: string[], depth: number): string {
  if (depth > depthMax) invalidParameter('Invalid grok pattern: it is made of too many others');
  return text.replace(piece, (_, name: string, field?: string) => {
    const pattern = grokPatterns.get(name) ?? invalidParameter(`Invalid grok pattern: ${name} is not known`);
    if (field === undefined) return `(?:${expanded(pattern, fields, depth + 1)})`;
    const at = fields.push(field) - 1;
    return `(?P<g${at}>${expanded(pattern, fields, depth + 1)})`;
  });
}
