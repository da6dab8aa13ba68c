import { parsedJson } from '../json.ts';
import { textOf } from '../value.ts';
import type { Function } from './index.ts';

export const generalFunctions: Readonly<Record<string, Function>> = {
  ispresent: { arguments: [1, 1], apply: ([value]) => value !== undefined },
  coalesce: { arguments: [1, Infinity], apply: (values) => values.find((value) => value !== undefined) },
  // AWS: user guide, "unmask": of a field it is what it was (`evaluate.ts`); nothing else is masked.
  unmask: { arguments: [1, 1], apply: ([value]) => value },
  // AWS: user guide, "JSON functions".
  jsonParse: {
    arguments: [1, 1],
    apply: ([value]) => (value === undefined ? undefined : parsedJson(textOf(value))),
  },
  jsonStringify: {
    arguments: [1, 1],
    apply: ([value]) => (typeof value === 'object' ? JSON.stringify(value) : undefined),
  },
};
