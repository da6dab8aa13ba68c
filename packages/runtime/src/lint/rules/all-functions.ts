import type { Rule } from '../rule.ts';

export const allFunctions: Rule = {
  id: 'all-functions',
  sentence: 'An alarm that guards one function watches that function.',
  url: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html',
  *check({ alarms }) {
    for (const { metrics, about } of alarms)
      for (const metric of metrics)
        if (
          metric.namespace === 'AWS/Lambda' &&
          metric.dimensions?.length === 0 &&
          perFunction.test(metric.name)
        )
          yield {
            level: 'warning',
            place: metric.place('Dimensions'),
            about,
            message:
              `Without dimensions, ${metric.name} is of all functions in the account and region together: another ` +
              'function that fails takes this release back, and this one alone may not be enough to be seen.',
            fix:
              'Add --dimensions Name=FunctionName,Value=my-function; for one alias also ' +
              'Name=Resource,Value=my-function:live, ' +
              'and ExecutedVersion to tell a new version from the old one.',
          };
  },
};

const perFunction = /^(Errors|Invocations|Throttles|Duration)$/;
