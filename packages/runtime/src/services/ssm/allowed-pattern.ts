import { createContext, Script } from 'node:vm';
import { invalidAllowedPattern, patternMismatch } from './errors.ts';

/** Longer than any sensible pattern takes for 8 KB. */
const patienceMs = 100;

/** Refuses a value that its parameter's own pattern does not find anything in; one that never ends is not met. */
export function checkAllowedPattern(pattern: string, value: string): void {
  const expression = compiled(pattern);
  const context = createContext({ expression, value });
  let met = false;
  try {
    met = new Script('expression.test(value)').runInContext(context, { timeout: patienceMs }) as boolean;
  } catch (error) {
    if (!isTimeout(error)) throw error;
  }
  if (!met) patternMismatch(pattern);
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
