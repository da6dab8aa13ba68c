import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { validationError } from './errors.ts';
import { parseExpression, ExpressionError, type Expression } from './expression/parse.ts';
import { dimensionsOf, metricOf } from './metrics.ts';
import type { Query } from './records.ts';
import { isStatistic } from './statistics.ts';

/** AWS: "The period … can be 1, 5, 10, 20, 30, 60 or any multiple of 60". */
export const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);

/** Reads the queries of GetMetricData or of a metric math alarm. */
export function queriesOf(given: readonly MetricDataQuery[], parameter: string): Query[] {
  const ids = new Set<string>();
  return given.map((query, index) => {
    const at = `${parameter}.member.${index + 1}`;
    const id = query.Id!;
    if (!/^[a-z]\w*$/.test(id)) {
      const rule = 'must start with a lowercase letter and contain only letters, numbers and underscore';
      validationError(
        `The value ${id} for parameter ${at}.Id is not matching the expected pattern: ${rule}.`,
      );
    }
    if (ids.has(id)) validationError(`The values for parameter id in ${parameter} are not unique.`);
    ids.add(id);
    return queryOf(query, at);
  });
}

function queryOf(query: MetricDataQuery, at: string): Query {
  const { Id, Label, MetricStat, Expression: expression, Period, ReturnData } = query;
  const said = { id: Id!, label: Label, returnData: ReturnData ?? true };
  if ((MetricStat === undefined) === (expression === undefined))
    validationError(`The parameter ${at} must contain either MetricStat or Expression, and not both.`);
  if (query.AccountId !== undefined)
    validationError(`The parameter ${at}.AccountId is not served by Penstock.`);
  if (expression !== undefined) {
    if (Period !== undefined) assertPeriod(Period, `${at}.Period`);
    parsed(expression, Id!);
    return { ...said, expression, periodSeconds: Period };
  }
  const { Metric, Period: periodSeconds, Stat, Unit } = MetricStat!;
  assertPeriod(periodSeconds!, `${at}.MetricStat.Period`);
  assertStatistic(Stat!, `${at}.MetricStat.Stat`);
  const metric = metricOf(Metric!.Namespace!, Metric!.MetricName!, Metric!.Dimensions);
  return { ...said, metric, stat: Stat!, unit: Unit, periodSeconds };
}

export function assertPeriod(seconds: number, parameter: string): void {
  if (!isPeriod(seconds))
    validationError(
      `The value ${seconds} for parameter ${parameter} is invalid: must be 1, 5, 10, 20, 30 or a ` +
        'multiple of 60.',
    );
}

export function assertStatistic(stat: string, parameter: string): void {
  if (isStatistic(stat)) return;
  if (/^(tm|wm|tc|ts|pr|iqm|TM|WM|TC|TS|PR|IQM)/.test(stat))
    validationError(`The statistic ${stat} of parameter ${parameter} is not served by Penstock.`);
  validationError(`The value ${stat} for parameter ${parameter} is not supported.`);
}

export function parsed(expression: string, id: string): Expression {
  try {
    return parseExpression(expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return badExpression(id, error);
  }
}

/** AWS: `Error in expression 'e1' [ … ]`; what stands between the brackets is ours, and says where. */
export function badExpression(id: string, error: ExpressionError): never {
  return validationError(`Error in expression '${id}' [${error.message} at character ${error.at + 1}]`);
}

/** A query as AWS answers it. */
export function describeQuery(query: Query): MetricDataQuery {
  const { id, label, metric, stat, unit, periodSeconds, expression, returnData } = query;
  return {
    Id: id,
    ...(metric && {
      MetricStat: {
        Metric: {
          Namespace: metric.namespace,
          MetricName: metric.metricName,
          Dimensions: dimensionsOf(metric),
        },
        Period: periodSeconds,
        Stat: stat,
        ...(unit !== undefined && {
          Unit: unit as NonNullable<MetricDataQuery['MetricStat']>['Unit'] & string,
        }),
      },
    }),
    ...(expression !== undefined && { Expression: expression }),
    ...(expression !== undefined && periodSeconds !== undefined && { Period: periodSeconds }),
    ...(label !== undefined && { Label: label }),
    ReturnData: returnData,
  };
}

/** The ids of the metrics an expression leans on, through other expressions too. */
export function metricsBehind(query: Query, queries: readonly Query[], seen = new Set<string>()): Query[] {
  if (query.metric) return [query];
  if (seen.has(query.id)) return [];
  seen.add(query.id);
  const { names, all } = namesIn(parsed(query.expression!, query.id));
  return queries
    .filter((other) => names.has(other.id) || (all && other.metric))
    .flatMap((other) => metricsBehind(other, queries, seen));
}

function namesIn(expression: Expression): { readonly names: ReadonlySet<string>; readonly all: boolean } {
  const names = new Set<string>();
  let all = false;
  const visit = (part: Expression): void => {
    if (part.type === 'name') names.add(part.name);
    if (part.type === 'list') part.items.forEach(visit);
    if (part.type === 'negation') visit(part.of);
    if (part.type === 'operation') [part.left, part.right].forEach(visit);
    if (part.type === 'call') {
      all ||= part.name === 'METRICS';
      part.inputs.forEach(visit);
    }
  };
  visit(expression);
  return { names, all };
}
