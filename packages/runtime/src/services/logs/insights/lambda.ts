import type { Value } from './value.ts';

const kind = /^(START|END|REPORT|INIT_START|INIT_REPORT|EXTENSION|XRAY)\b/;
const requestId = /\bRequestId: ([0-9a-f-]{36})\b|^\S+\t([0-9a-f-]{36})\t/;
const reported: readonly (readonly [field: string, pattern: RegExp])[] = [
  ['@duration', /(?:^|\t)Duration: ([\d.]+) ms/],
  ['@billedDuration', /\bBilled Duration: ([\d.]+) ms/],
  ['@initDuration', /\bInit Duration: ([\d.]+) ms/],
];
const memory: readonly (readonly [field: string, pattern: RegExp])[] = [
  ['@memorySize', /\bMemory Size: (\d+) MB/],
  ['@maxMemoryUsed', /\bMax Memory Used: (\d+) MB/],
];
/** AWS: the guide's examples turn `@memorySize` into MB by `/ 1000 / 1000`. */
const megabyte = 1_000_000;

/** What AWS discovers in the lines of a function's log. */
// AWS: user guide, "Supported logs and discovered fields", Lambda.
export function lambdaFields(message: string): Readonly<Record<string, Value>> {
  const id = requestId.exec(message);
  const type = kind.exec(message)?.[1];
  const fields: Record<string, Value> = { '@requestId': id?.[1] ?? id?.[2], '@type': type };
  if (type !== 'REPORT') return fields;
  for (const [field, pattern] of reported) fields[field] = numberIn(message, pattern, 1);
  for (const [field, pattern] of memory) fields[field] = numberIn(message, pattern, megabyte);
  return fields;
}

function numberIn(message: string, pattern: RegExp, factor: number): number | undefined {
  const found = pattern.exec(message)?.[1];
  return found === undefined ? undefined : Number(found) * factor;
}
