import { createContext, Script } from 'node:vm';
import { regularExpressionOf } from '../../base/regular-expression.ts';
import { invalidAllowedPattern, patternMismatch } from './errors.ts';

/** Of the wall, on a busy machine: longer than any sensible pattern takes for 8 KB. */
const patienceMs = 1000;

/** Refuses a value that its parameter's own pattern does not find anything in. */
export function checkAllowedPattern(pattern: string, value: string): void {
  assertPattern(pattern);
  if (!isMet(pattern, value)) patternMismatch(pattern);
}

/** Whether a pattern that is known to be one finds something. One that never ends, as few can, finds nothing. */
export function isMet(pattern: string, value: string): boolean {
  const linear = regularExpressionOf(pattern);
  if (linear) return linear.test(value);
  const context = createContext({ expression: new RegExp(pattern), value });
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

function assertPattern(pattern: string): void {
  try {
    new RegExp(pattern);
  } catch (error) {
    if (error instanceof SyntaxError) invalidAllowedPattern(pattern);
    throw error;
  }
}
