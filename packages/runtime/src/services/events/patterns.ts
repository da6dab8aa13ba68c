import { PatternFault } from '../../base/pattern/fault.ts';
import { readPattern, type Pattern } from '../../base/pattern/pattern.ts';
import { invalidPattern } from './errors.ts';

/** Patterns that were read lately, by their text: every event of a bus is held against all of them. */
const known = new Map<string, Pattern>();
const knownMax = 2000;

export function patternOf(text: string): Pattern {
  const before = known.get(text);
  if (before) return before;
  if (known.size >= knownMax) known.clear();
  const pattern = readOrRefuse(text);
  known.set(text, pattern);
  return pattern;
}

function readOrRefuse(text: string): Pattern {
  try {
    return readPattern(text);
  } catch (error) {
    if (error instanceof PatternFault) return invalidPattern(error.message);
    throw error;
  }
}
