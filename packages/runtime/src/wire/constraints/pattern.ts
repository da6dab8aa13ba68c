import { createContext, Script, type Context } from 'node:vm';

/** A constraint's regular expression, as AWS writes it. */
export interface PatternTest {
  readonly text: string;
  /** Undefined where JavaScript cannot read the expression: nothing is refused for it. */
  readonly expression: RegExp | undefined;
  /** Whether a short text may take long to match: a repetition within a repetition. */
  readonly nested: boolean;
}

const known = new Map<string, PatternTest>();

export function patternTest(text: string): PatternTest {
  const test = known.get(text);
  if (test) return test;
  const made = { text, expression: compiled(text), nested: isNested(text) };
  known.set(text, made);
  return made;
}

/** Patterns met so far, and those that could not be read. */
export function patternCount(): { readonly read: number; readonly skipped: number } {
  const skipped = [...known.values()].filter((test) => !test.expression).length;
  return { read: known.size - skipped, skipped };
}

/**
 * AWS matches the whole text, with Java's expressions; where the model gives an anchor of its own, that is kept as it
 * is. What means something else in JavaScript (Java's classes, intersections, `\A` and its kin) is not read.
 */
// AWS: unverified that services match whole texts; IAM and CodePipeline do.
function compiled(text: string): RegExp | undefined {
  const flags = /^\(\?([is]+)\)/.exec(text);
  const body = flags ? text.slice(flags[0].length) : text;
  if (
    /\\[AZzGQEhHRX]|&&|\(\?[a-z]+\)|\\p\{(?:Alpha|Digit|Alnum|Print|Punct|Graph|ASCII|Cntrl|Is|java)/.test(
      body,
    )
  )
    return undefined;
  const whole = /^\^|\$$/.test(body) ? body : `^(?:${body})$`;
  const attempts: readonly string[] = /\\p\{|\\u\{/.test(body) ? ['u'] : ['u', ''];
  for (const mode of attempts) {
    try {
      return new RegExp(whole, mode + (flags?.[1] ?? ''));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

/** Whether an unbounded repetition contains another. Textual, and rather once too often. */
function isNested(text: string): boolean {
  const open: boolean[] = [];
  let repeats = false;
  let inClass = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '\\') i++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') {
      open.push(repeats);
      repeats = false;
    } else if (character === ')') {
      const repeated = /^(?:[*+]|\{\d+,\d*\})/.test(text.slice(i + 1, i + 12));
      if (repeated && repeats) return true;
      const before = open.pop() === true;
      repeats = repeats || repeated || before;
    } else if (character === '*' || character === '+' || (character === '{' && /^\{\d+,/.test(text.slice(i))))
      repeats = true;
  }
  return false;
}

/** Up to this length, an expression without nested repetitions is matched in no time. */
const shortMax = 256;
/** For a match that may take long: milliseconds of the thread's own time. */
const matchMsMax = 25;
let guard: { readonly context: Context; readonly script: Script } | undefined;

/** Whether the text satisfies the pattern. A match that takes too long is none. */
export function satisfies(test: PatternTest, text: string): boolean {
  if (!test.expression) return true;
  if (!test.nested && text.length <= shortMax) return test.expression.test(text);
  const satisfied = satisfying.get(test);
  if (satisfied?.has(text)) return true;
  if (!satisfiesInTime(test, text)) return false;
  if (text.length > shortMax) return true;
  if (satisfied && satisfied.size < rememberedMax) satisfied.add(text);
  else satisfying.set(test, new Set([text]));
  return true;
}

/** Short texts that have satisfied a pattern: a match under guard costs much more than one without. */
const satisfying = new WeakMap<PatternTest, Set<string>>();
const rememberedMax = 500;

function satisfiesInTime(test: PatternTest, text: string): boolean {
  guard ??= { context: createContext(Object.create(null)), script: new Script('expression.test(text)') };
  Object.assign(guard.context, { expression: test.expression, text });
  const before = cpuMs();
  // The time-out is of the wall's time: on a busy machine it may pass before the match has had its own.
  do {
    try {
      return guard.script.runInContext(guard.context, { timeout: matchMsMax }) as boolean;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    }
  } while (cpuMs() - before < matchMsMax);
  return false;
}

/** What this thread has computed so far. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
