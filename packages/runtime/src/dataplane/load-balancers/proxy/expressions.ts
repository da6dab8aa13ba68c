import { assert } from '../../../base/assert.ts';
import type { Rewrite, RoutingCondition, RoutingTable } from '../../../base/effects/load-balancer.ts';
import type { RegularExpression } from '../../../base/regular-expression.ts';

/** What conditions and rewrites of the tables in force say in regular expressions; they go with their table. */
const read = new WeakMap<object, readonly RegularExpression[]>();

/** Reads those of a table. The engine, which most load balancers need none of, is loaded with the first of them. */
export async function readExpressions({ listeners }: Pick<RoutingTable, 'listeners'>): Promise<void> {
  const rules = listeners.flatMap((listener) => listener.rules);
  const conditions = rules.flatMap((rule) => rule.conditions.filter((each) => textsOf(each).length > 0));
  const rewrites = rules.flatMap(({ transforms: { host = [], url = [] } = {} }) => [...host, ...url]);
  if (conditions.length === 0 && rewrites.length === 0) return;
  const { regularExpressionOf } = await import('../../../base/regular-expression.ts');
  const expression = (text: string): RegularExpression => {
    const expression = regularExpressionOf(text);
    assert(expression, `a table has no expression that cannot be read: ${text}`);
    return expression;
  };
  for (const condition of conditions) read.set(condition, textsOf(condition).map(expression));
  for (const rewrite of rewrites) read.set(rewrite, [expression(rewrite.regex)]);
}

export const textsOf = (condition: RoutingCondition): readonly string[] =>
  'regexValues' in condition ? (condition.regexValues ?? []) : [];

const none: readonly RegularExpression[] = [];

export const expressionsOf = (from: RoutingCondition | Rewrite): readonly RegularExpression[] =>
  read.get(from) ?? none;
