import { never } from '../../../base/never.ts';
import type { Metric } from '../records.ts';
import type { Condition, SearchExpression, Term } from './parse.ts';

/** Whether a metric is one that is looked for. */
export function matches({ namespace, dimensionNames, condition }: SearchExpression, metric: Metric): boolean {
  if (namespace !== undefined && metric.namespace !== namespace) return false;
  if (dimensionNames.length > 0) {
    const names = metric.dimensions.map(({ name }) => name);
    if (names.length !== dimensionNames.length || !dimensionNames.every((name) => names.includes(name)))
      return false;
  }
  return condition === undefined || fulfils(condition, metric);
}

function fulfils(condition: Condition, metric: Metric): boolean {
  switch (condition.type) {
    case 'term':
      return wordsOf(condition, metric).some((word) =>
        condition.isExact ? word === condition.text : isPart(condition.text, word),
      );
    case 'not':
      return !fulfils(condition.of, metric);
    case 'and':
      return condition.of.every((each) => fulfils(each, metric));
    case 'or':
      return condition.of.some((each) => fulfils(each, metric));
    default:
      return never(condition);
  }
}

function wordsOf({ property }: Term, { namespace, metricName, dimensions }: Metric): string[] {
  if (property === 'MetricName') return [metricName];
  if (property === 'Namespace') return [namespace];
  if (property !== undefined)
    return dimensions.flatMap(({ name, value }) => (name === property ? [value] : []));
  return [metricName, namespace, ...dimensions.flatMap(({ name, value }) => [name, value])];
}

/** `CustomCount1` is Custom, Count and 1; what is no letter or digit lies between tokens. */
const tokensOf = (text: string): string[] => text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];

const joined = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '').toLowerCase();

/**
 * Whether the tokens of a term follow each other in a word.
 * AWS: one token alone, and tokens put together by what is no letter, in any case; tokens put together by their
 * capitals (`CustomCount`, but not `customcount`) exactly so.
 */
function isPart(term: string, word: string): boolean {
  if (joined(term) === joined(word)) return true;
  const wanted = term
    .split(/[^A-Za-z0-9]+/)
    .map(tokensOf)
    .flatMap((tokens) => tokens.map((text) => ({ text, asWritten: tokens.length > 1 })));
  const there = tokensOf(word);
  return (
    wanted.length > 0 &&
    there.some((_, start) =>
      wanted.every(({ text, asWritten }, offset) => {
        const token = there[start + offset];
        return (
          token !== undefined && (asWritten ? token === text : token.toLowerCase() === text.toLowerCase())
        );
      }),
    )
  );
}
