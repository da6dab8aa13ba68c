import { RE2JS, RE2JSException } from 're2js';

export interface Pattern {
  /** Whether it matches the whole text, as Java's `matches` does. */
  matches(text: string): boolean;
}

/**
 * A regular expression of a caller; undefined where it means nothing here. Matched in time linear in the text,
 * whatever the expression: one that is slow on purpose would stop the house.
 */
// AWS: user guide, "VariableCheck": "All regular expressions in CodePipeline conform to Java regex syntax". What needs
// backtracking, references back and looking around, is Java's and not served.
export function patternOf(expression: string): Pattern | undefined {
  try {
    const compiled = RE2JS.compile(expression);
    return { matches: (text) => compiled.matches(text) };
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
