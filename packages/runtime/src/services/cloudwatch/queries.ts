import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../../base/scope.ts';
import { validationError } from './errors.ts';
import { parseExpression, ExpressionError, type Expression } from './expression/parse.ts';
import { assertLabel } from './labels.ts';
import { dimensionsOf, metricOf } from './metrics.ts';
import type { Query } from './records.ts';
import { isStatistic } from './statistics.ts';

/** AWS: "The period … can be 1, 5, 10, 20, 30, 60 or any multiple of 60". */
export const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);

/** Reads the queries of GetMetricData or of a metric math alarm. */
export function queriesOf(given: readonly MetricDataQuery[], parameter: string, { account }: Scope): Query[] {
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
    if (query.AccountId !== undefined && query.AccountId !== account) foreignAccount(`${at}.AccountId`);
    return queryOf(query, at);
  });
}

/** AWS: only accounts that are set up to monitor others may name them. Its words are unverified. */
const foreignAccount = (parameter: string): never =>
  validationError(`The parameter ${parameter} must be this account: it monitors no others.`);

function queryOf(query: MetricDataQuery, at: string): Query {
  const { Id, Label, MetricStat, Expression: expression, Period, ReturnData } = query;
  const said = { id: Id!, label: Label, returnData: ReturnData ?? true };
  assertLabel(Label, `${at}.Label`);
  if ((MetricStat === undefined) === (expression === undefined))
    validationError(`The parameter ${at} must contain either MetricStat or Expression, and not both.`);
  if (expression !== undefined) {
    if (Period !== undefined) assertPeriod(Period, `${at}.Period`);
    const { searched } = namesIn(parsed(expression, Id!));
    for (const seconds of searched) assertPeriod(seconds, `${at}.Expression`);
    return { ...said, expression, periodSeconds: Period };
  }
  const { Metric, Period: periodSeconds, Stat, Unit } = MetricStat!;
  assertPeriod(periodSeconds!, `${at}.MetricStat.Period`);
  assertStatistic(Stat!, `${at}.MetricStat.Stat`);
  const metric = metricOf(Metric!.Namespace!, Metric!.MetricName!, Metric!.Dimensions);
  return { ...said, metric, stat: Stat!, unit: Unit, periodSeconds };
}

/** What is judged, or learnt, is one query of several. */
export function assertUniqueReturn(queries: readonly Query[], refuse: (message: string) => never): void {
  const returned = queries.filter(({ returnData }) => returnData);
  if (returned.length !== 1) refuse('Exactly one element of the metrics list should return data.');
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

/** AWS: `Error in expression 'e1': Function 'ANOMALY_DETECTOR' not found`, in public reports. */
export function badExpression(id: string, error: ExpressionError): never {
  return validationError(`Error in expression '${id}': ${error.message}`);
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

/**
 * The periods of the metrics that a query leans on, through other expressions too, and of its searches. `known` keeps
 * them by query, for the others that lean on the same.
 */
export function periodsBehind(
  query: Query,
  queries: readonly Query[],
  known: Map<string, ReadonlySet<number>>,
): ReadonlySet<number> {
  if (query.metric) return new Set([query.periodSeconds!]);
  const before = known.get(query.id);
  if (before) return before;
  const { names, all, searched } = namesIn(parsed(query.expression!, query.id));
  const periods = new Set(searched);
  known.set(query.id, periods); // One that leans on itself ends here, and is refused when it is read.
  for (const other of queries)
    if (names.has(other.id) || (all && other.metric))
      for (const seconds of periodsBehind(other, queries, known)) periods.add(seconds);
  return periods;
}

interface Names {
  readonly names: ReadonlySet<string>;
  /** All metrics, by METRICS(). */
  readonly all: boolean;
  /** AWS: SEARCH took the period as its last argument; it still does. */
  readonly searched: readonly number[];
}

function namesIn(expression: Expression): Names {
  const names = new Set<string>();
  const searched: number[] = [];
  let all = false;
  const visit = (part: Expression): void => {
    if (part.type === 'name') names.add(part.name);
    if (part.type === 'list') part.items.forEach(visit);
    if (part.type === 'negation') visit(part.of);
    if (part.type === 'operation') [part.left, part.right].forEach(visit);
    if (part.type !== 'call') return;
    all ||= part.name === 'METRICS';
    const period = part.name === 'SEARCH' ? part.inputs[2] : undefined;
    if (period?.type === 'number') searched.push(period.value);
    part.inputs.forEach(visit);
  };
  visit(expression);
  return { names, all, searched };
}
