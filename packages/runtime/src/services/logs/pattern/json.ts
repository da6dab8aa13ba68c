import { own } from '../../../base/own.ts';
import { conditionOf, type Found } from './condition.ts';
import type { FilterPattern } from './filter-pattern.ts';

/** `{ $.level = "error" && $.latency > 200 }`: events that are JSON objects. */
export function jsonPattern(inner: string): FilterPattern {
  const { holds, selectors } = conditionOf(inner, 'selector');
  return {
    matches(message) {
      const event = parsed(message);
      return event !== undefined && holds((selector) => select(event, selector));
    },
    valueOf(message, selector) {
      const event = parsed(message);
      return event === undefined ? undefined : select(event, selector);
    },
    extracted(message) {
      const event = parsed(message);
      if (event === undefined) return {};
      return textsOf([...selectors].map((selector) => [selector, select(event, selector)]));
    },
  };
}

function parsed(message: string): object | undefined {
  try {
    const event: unknown = JSON.parse(message);
    return typeof event === 'object' && event !== null ? event : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** What `$.errors[0].code` finds. */
function select(event: object, selector: string): Found {
  let found: unknown = event;
  for (const [, index, quoted, name] of selector.matchAll(/\[(\d+)\]|\[["']([^"']*)["']\]|\.([^.[\]]+)/g)) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = own(found as Record<string, unknown>, index ?? quoted ?? name!);
  }
  return found as Found;
}

/** What there is, as text. */
export const textsOf = (found: readonly (readonly [string, Found])[]): Record<string, string> =>
  Object.fromEntries(
    found.flatMap(([name, value]): [string, string][] =>
      value === undefined || value === null ? [] : [[name, String(value)]],
    ),
  );
