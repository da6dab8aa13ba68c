import type {
  Datapoint,
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsOutput,
} from '@aws-sdk/client-cloudwatch';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidCombination, invalidParameter, missingParameter } from '../errors.ts';
import { metricOf } from '../metrics.ts';
import { epochMs } from '../moments.ts';
import { isPeriod } from '../queries.ts';
import { seriesOf } from '../records.ts';
import { readableFrom } from '../retention.ts';
import { rowsOf } from '../rows.ts';
import { isExtendedStatistic, statisticOf } from '../statistics.ts';
import { byPeriod, type Summary } from '../summaries.ts';

/** AWS: "The maximum number of data points returned from a single call is 1,440." */
const datapointsMax = 1440;

// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
export const getMetricStatistics: Handler<GetMetricStatisticsCommandInput, GetMetricStatisticsOutput> = (
  input,
  call,
) => {
  assertStatistics(input);
  const metric = metricOf(input.Namespace!, input.MetricName!, input.Dimensions);
  const grid = gridOf(input);
  const from = Math.max(grid.start, readableFrom(input.Period!, call.now));
  const rows = rowsOf(call.tx, call, seriesOf(metric), from, grid.end);
  const units = input.Unit === undefined ? [...new Set(rows.map(({ unit }) => unit))] : [input.Unit];
  const datapoints = units.flatMap((unit) =>
    [...byPeriod(rows, grid, unit)].map(([time, summary]) => datapoint(time, summary, unit, input)),
  );
  return { Label: metric.metricName, Datapoints: datapoints };
};

function assertStatistics({ Statistics, ExtendedStatistics, Period }: GetMetricStatisticsCommandInput): void {
  if (!Statistics?.length && !ExtendedStatistics?.length)
    missingParameter('At least one of the parameters Statistics and ExtendedStatistics must be specified.');
  for (const [index, stat] of (ExtendedStatistics ?? []).entries())
    if (!isExtendedStatistic(stat)) invalidParameter(`ExtendedStatistics.member.${index + 1}`, stat);
  if (!isPeriod(Period!)) invalidParameter('Period', Period);
}

function gridOf(input: GetMetricStatisticsCommandInput) {
  const periodMs = input.Period! * 1000;
  const stepMs = Math.min(periodMs, 60_000);
  const start = Math.floor(epochMs(input.StartTime!) / stepMs) * stepMs;
  const end = epochMs(input.EndTime!);
  if (!(start < end)) invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
  const requested = Math.ceil((end - start) / periodMs);
  if (requested > datapointsMax)
    invalidCombination(
      `You have requested up to ${requested} datapoints, which exceeds the limit of ${datapointsMax}. ` +
        'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    );
  return { start, end, periodMs };
}

function datapoint(
  time: number,
  summary: Summary,
  unit: string,
  { Statistics, ExtendedStatistics }: GetMetricStatisticsCommandInput,
): Datapoint {
  const valued = (stat: string) => {
    const value = statisticOf(summary, stat);
    return value === undefined ? [] : [[stat, value] as const];
  };
  const extended = Object.fromEntries((ExtendedStatistics ?? []).flatMap(valued));
  return {
    Timestamp: new Date(time),
    ...Object.fromEntries((Statistics ?? []).flatMap(valued)),
    Unit: unit as NonNullable<Datapoint['Unit']>,
    ...(ExtendedStatistics && { ExtendedStatistics: extended }),
  };
}
