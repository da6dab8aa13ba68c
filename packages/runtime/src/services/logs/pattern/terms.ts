import { invalidParameter } from '../errors.ts';

interface Term {
  readonly kind: 'required' | 'optional' | 'excluded';
  readonly text: string;
}

/**
 * Compiles a filter pattern of terms: `ERROR`, `"exit status"`, `?a ?b`, `-debug`.
 * AWS: user guide, "Using filter patterns to match terms in unstructured log events": terms are case-sensitive; all
 * plain ones must be there, no excluded one may be, and optional ones count only where they stand alone.
 */
export function termsPattern(pattern: string): (message: string) => boolean {
  const terms = termsOf(pattern);
  const of = (kind: Term['kind']) => terms.filter((term) => term.kind === kind).map((term) => term.text);
  const [required, optional, excluded] = [of('required'), of('optional'), of('excluded')];
  const onlyOptional = required.length === 0 && excluded.length === 0 && optional.length > 0;
  return (message) => {
    if (onlyOptional) return optional.some((text) => message.includes(text));
    return (
      required.every((text) => message.includes(text)) && !excluded.some((text) => message.includes(text))
    );
  };
}

function termsOf(pattern: string): Term[] {
  const terms: Term[] = [];
  const token = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/y;
  while (token.lastIndex < pattern.length) {
    const match = token.exec(pattern) ?? invalidParameter('Invalid filter pattern');
    const [, mark, quoted, bare] = match;
    if (bare !== undefined) validateBare(bare);
    const text = quoted?.replace(/\\(.)/g, '$1') ?? bare!;
    terms.push({ kind: mark === '?' ? 'optional' : mark === '-' ? 'excluded' : 'required', text });
  }
  return terms;
}

// AWS: user guide: terms of other characters than letters, digits and underscores must be quoted. Wording unverified.
function validateBare(text: string): void {
  if (!/^[\p{L}\p{N}_]+$/u.test(text)) invalidParameter(`Invalid character(s) in term '${text}'`);
}
