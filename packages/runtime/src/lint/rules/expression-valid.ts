import type { Alarm } from '../alarm.ts';
import { isKnown, listed } from '../declared.ts';
import type { Rule } from '../rule.ts';
import {
  ExpressionError,
  parseExpression,
  type Expression,
} from '../../services/cloudwatch/expression/parse.ts';

export const expressionValid: Rule = {
  id: 'expression-valid',
  sentence: 'A metric math alarm compares one time series, of metrics that it has.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html',
  *check({ alarms }) {
    for (const alarm of alarms) {
      if (alarm.expressions.length === 0 && alarm.metrics.length < 2) continue;
      yield* compared(alarm);
      for (const { text, id, place } of alarm.expressions) {
        if (!isKnown(text) || /^\s*SELECT\b/i.test(text)) continue;
        const wrong = mistakeOf(text, idsOf(alarm));
        if (wrong)
          yield {
            level: 'error',
            place: place(),
            about: alarm.about,
            message: `The expression ${id ? `${id} = ` : ''}${text} is not valid: ${wrong}.`,
            fix: `Refer to the ids of this alarm's own queries: ${listed(idsOf(alarm))}.`,
          };
      }
    }
  },
};

const idsOf = (alarm: Alarm): string[] =>
  [...alarm.metrics, ...alarm.expressions].flatMap(({ id }) => (id ? [id] : []));

function* compared(alarm: Alarm) {
  const returned = [...alarm.metrics, ...alarm.expressions].filter((each) => each.compared);
  if (returned.length === 1) return;
  yield {
    level: 'error' as const,
    place: alarm.declared.place(['Metrics']),
    about: alarm.about,
    message: `An alarm compares exactly one query, and ${returned.length} of these have ReturnData true.`,
    fix: 'Set ReturnData to true on the one that the threshold is for, and to false on all others.',
  };
}

function mistakeOf(text: string, ids: readonly string[]): string | undefined {
  try {
    const missing = namesIn(parseExpression(text)).filter(
      (name) => /^[a-z]/.test(name) && !ids.includes(name),
    );
    return missing.length > 0 ? `no query has the id ${listed([...new Set(missing)], 'or')}` : undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

function namesIn(expression: Expression): string[] {
  switch (expression.type) {
    case 'name':
      return [expression.name];
    case 'list':
      return expression.items.flatMap(namesIn);
    case 'call':
      return expression.inputs.flatMap(namesIn);
    case 'negation':
      return namesIn(expression.of);
    case 'operation':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    default:
      return [];
  }
}
