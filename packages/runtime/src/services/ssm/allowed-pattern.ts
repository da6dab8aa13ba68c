import { isFound } from '../../base/patient-search.ts';
import { invalidAllowedPattern, patternMismatch } from './errors.ts';

/** Refuses a value that its parameter's own pattern does not find anything in. */
export function checkAllowedPattern(pattern: string, value: string): void {
  if (!isFound(expressionOf(pattern), value)) patternMismatch(pattern);
}

/** Whether a pattern that is known to be one finds something. */
export const isMet = (pattern: string, value: string): boolean => isFound(new RegExp(pattern), value);

function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (error) {
    if (error instanceof SyntaxError) invalidAllowedPattern(pattern);
    throw error;
  }
}
