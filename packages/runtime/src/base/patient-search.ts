import { createContext, Script } from 'node:vm';
import { regularExpressionOf } from './regular-expression.ts';

/** Longer than any sensible expression takes for 8 KB. */
const patienceMs = 1000;

/**
 * Whether an expression is found, that may be one which needs backtracking: those take no longer than a second. One
 * that never ends, as few can, is found nowhere.
 */
export function isFound({ source, flags }: RegExp, text: string): boolean {
  const linear = regularExpressionOf(flags === '' ? source : `(?${flags})${source}`);
  return linear ? linear.test(text) : (searchOf(new RegExp(source, flags))(text) ?? false);
}

/** Searches by backtracking, for a second at most: undefined where it takes longer. */
export function searchOf(expression: RegExp): (text: string) => boolean | undefined {
  const given = { expression, text: '' };
  const context = createContext(given);
  const script = new Script('expression.test(text)');
  const search = (): boolean | undefined => {
    const before = threadMs();
    try {
      return script.runInContext(context, { timeout: patienceMs }) as boolean;
    } catch (error) {
      if (!isTimeout(error)) throw error;
      // On a busy machine it may hardly have had a turn in that time of the wall.
      return threadMs() - before < patienceMs / 2 ? search() : undefined;
    }
  };
  return (text) => {
    given.text = text;
    return search();
  };
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** An error of the context's own making, which is no `Error` out here. */
function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
