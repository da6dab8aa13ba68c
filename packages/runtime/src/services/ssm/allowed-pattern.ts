import { createContext, Script } from 'node:vm';
import { invalidAllowedPattern, patternMismatch } from './errors.ts';

/** Longer than any sensible pattern takes for 8 KB. */
const patienceMs = 100;

/** Refuses a value that its parameter's own pattern does not find anything in. */
export function checkAllowedPattern(pattern: string, value: string): void {
  if (!finds(compiled(pattern), value)) patternMismatch(pattern);
}

/** Whether a pattern that is known to be one finds something. */
export const isMet = (pattern: string, value: string): boolean => finds(new RegExp(pattern), value);

/** A pattern that never ends finds nothing. */
function finds(expression: RegExp, value: string): boolean {
  const context = createContext({ expression, value });
  try {
    return new Script('expression.test(value)').runInContext(context, { timeout: patienceMs }) as boolean;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return false;
  }
}

/** An error of the context's own making, which is no `Error` out here. */
function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (error) {
    if (error instanceof SyntaxError) return invalidAllowedPattern(pattern);
    throw error;
  }
}
