import type { Alarm } from '../alarm.ts';
import { isKnown } from '../declared.ts';
import type { Rule } from '../rule.ts';
import { vendedMetric } from '../vended/index.ts';

export const sparseInExpression: Rule = {
  id: 'sparse-in-expression',
  sentence: 'A count that is only published when it is not zero is filled before it is used in a sum.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-functions',
  *check({ alarms }) {
    for (const alarm of alarms) {
      const codes = alarm.metrics.filter(
        ({ namespace, name, id }) =>
          id && /[45]XX|_50\d_/.test(name) && vendedMetric(namespace, name)?.sparse,
      );
      for (const { id, name } of codes) {
        const use = unfilled(alarm, id!);
        if (!use) continue;
        yield {
          level: 'warning',
          place: use.place(),
          about: alarm.about,
          message:
            `${id} (${name}) has a datapoint only where it is not zero, and ${use.text} has none where ` +
            'one of its parts ' +
            'has none: errors of one kind alone are not seen in a sum, and a minute without errors is no ' +
            'good minute.',
          fix: `Write FILL(${id},0) for ${id}.`,
        };
      }
    }
  },
};

/** An expression in which an id stands outside of FILL, beside another. */
function unfilled(alarm: Alarm, id: string) {
  return alarm.expressions.find(({ text }) => {
    if (!isKnown(text)) return false;
    const filled = text.replace(new RegExp(`FILL\\(\\s*${id}\\s*,`, 'gi'), '');
    return new RegExp(`(^|[^\\w])${id}\\s*[-+*/]|[-+*/]\\s*${id}(?!\\w)`).test(filled);
  });
}
