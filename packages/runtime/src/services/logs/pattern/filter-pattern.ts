import { regularExpression, type Found } from './condition.ts';
import { fieldsPattern } from './fields.ts';
import { jsonPattern } from './json.ts';
import { termsPattern } from './terms.ts';

/** A filter pattern, read. */
export interface FilterPattern {
  matches(message: string): boolean;
  /** What `$.latency` (of a JSON pattern) or `$bytes` (of a space-delimited one) finds in a message. */
  valueOf(message: string, selector: string): Found;
  /** What its selectors and fields hold, as `TestMetricFilter` tells it. */
  extracted(message: string): Record<string, string>;
}

/** AWS: user guide, "Filter pattern syntax": four kinds, told apart by what they begin with. */
export function filterPattern(pattern: string): FilterPattern {
  const text = pattern.trim();
  if (text.startsWith('{') && text.endsWith('}')) return jsonPattern(text.slice(1, -1));
  if (text.startsWith('[') && text.endsWith(']')) return fieldsPattern(text.slice(1, -1));
  const matches = /^%(.+)%$/s.exec(text)?.[1];
  if (matches !== undefined) {
    const expression = regularExpression(matches);
    return { matches: (message) => expression.test(message), valueOf: nothing, extracted: none };
  }
  return { matches: termsPattern(text), valueOf: nothing, extracted: none };
}

const nothing = () => undefined;
const none = () => ({});
