/** How the events that a query finds become numbers. */
export interface Aggregation {
  /** `avg(latency)` */
  readonly call: string;
  /** What the numbers are of; nothing, where there is but one. */
  readonly by: readonly string[];
  readonly sort?: 'asc' | 'desc' | undefined;
}

/** AWS: CloudWatch user guide, "Log alarms": "Maximum 5 fields in the by clause". */
const byMax = 5;
/** AWS: "Maximum 500 contributor results returned per query execution." */
export const contributorsMax = 500;
/** What the number is called in an answer. */
export const valueName = 'alarmValue';

/** Reads `statistic_func_expression [by field1, field2, ...] [| sort asc|desc]`; undefined where it is none. */
// AWS: user guide, "Log alarms", "Aggregation expressions".
export function readAggregation(text: string): Aggregation | undefined {
  const [, call = '', by, sort] =
    /^\s*((?:count|avg|sum|min|max)\s*\([^|]*?\))(?:\s+by\s+([^|]+?))?(?:\s*\|\s*sort\s+(asc|desc))?\s*$/i.exec(
      text,
    ) ?? [];
  const fields = by === undefined ? [] : by.split(',').map((field) => field.trim());
  if (call === '' || fields.length > byMax) return undefined;
  if (fields.some((field) => field === '' || /\bbin\s*\(/i.test(field))) return undefined;
  return { call, by: fields, sort: sort?.toLowerCase() as Aggregation['sort'] };
}

/** The query that is asked: what finds the events, and what becomes of them. */
export function aggregating(text: string, { call, by, sort }: Aggregation): string {
  const commands = [
    ...(text.trim() === '' ? [] : [text]),
    `stats ${call} as ${valueName}${by.length === 0 ? '' : ` by ${by.join(', ')}`}`,
    // AWS: "By default, contributors are sorted alphabetically and only the first 500 are returned".
    ...(by.length === 0 ? [] : [`sort ${sort === undefined ? by.join(', ') : `${valueName} ${sort}`}`]),
    // One more than is looked at tells that there are more.
    ...(by.length === 0 ? [] : [`limit ${contributorsMax + 1}`]),
  ];
  return commands.join(' | ');
}

/** AWS: "count(*) on an empty result set returns 0, which is a valid datapoint". */
export const isCountOfAll = ({ call, by }: Aggregation): boolean =>
  by.length === 0 && /^count\s*\(\s*\*?\s*\)$/i.test(call);
