import type {
  DeleteMetricFilterRequest,
  DescribeMetricFiltersRequest,
  DescribeMetricFiltersResponse,
  MetricFilter,
  MetricTransformation,
  PutMetricFilterRequest,
  TestMetricFilterRequest,
  TestMetricFilterResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { invalidParameter, limitExceeded, metricFilterNotFound } from '../errors.ts';
import { filterKey, metricFilters, type MetricFilterRecord } from '../filters.ts';
import { filterPattern } from '../pattern/filter-pattern.ts';
import { isSystemField, readSelection } from '../pattern/system-fields.ts';
import { describedMax, groupOf, invalidToken } from './groups.ts';
import { requireStandard } from './log-classes.ts';

/** AWS: CloudWatch Logs quotas, "Metrics filters: 100 per log group". */
const filtersMax = 100;
/** AWS: MetricTransformation, dimensions: "up to three dimensions". */
const dimensionsMax = 3;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const putMetricFilter: Handler<PutMetricFilterRequest, object> = (input, call) => {
  const group = groupOf(call, input.logGroupName);
  requireStandard(group, 'Metric filters');
  const name = input.filterName!;
  const pattern = input.filterPattern!;
  filterPattern(pattern);
  const { metricTransformations: transformations = [] } = input;
  const systemDimensions = systemDimensionsOf(input.emitSystemFieldDimensions);
  for (const transformation of transformations) validate(transformation, pattern, systemDimensions);
  checkSelection(input.fieldSelectionCriteria);
  const before = metricFilters.get(call.tx, call, filterKey(group.name, name));
  if (!before && filtersOf(call, group.name).length >= filtersMax) limitExceeded();
  const record: MetricFilterRecord = {
    name,
    group: group.name,
    pattern,
    transformations,
    isOnTransformed: input.applyOnTransformedLogs,
    selection: input.fieldSelectionCriteria,
    systemDimensions,
    createdAt: before?.createdAt ?? call.now,
  };
  metricFilters.put(call.tx, call, filterKey(group.name, name), record);
  return {};
};

function systemDimensionsOf(names: readonly string[] = []): MetricFilterRecord['systemDimensions'] {
  // AWS: unverified words.
  const unknown = names.find((name) => !isSystemField(name));
  if (unknown !== undefined) invalidParameter(`Invalid system field: ${unknown}`);
  return names.length > 0 ? names.filter(isSystemField) : undefined;
}

/** Refuses what cannot be read. */
export function checkSelection(selection = ''): void {
  // AWS: unverified words.
  if (selection !== '' && !readSelection(selection)) invalidParameter('Invalid field selection criteria');
}

// AWS: unverified words; the constraints are MetricTransformation's.
function validate(
  transformation: MetricTransformation,
  pattern: string,
  systemDimensions: readonly string[] = [],
): void {
  const { metricNamespace = '', metricValue = '', defaultValue, dimensions = {} } = transformation;
  if (/^AWS\//i.test(metricNamespace))
    invalidParameter(`Invalid metric namespace: ${metricNamespace} is reserved`);
  const names = [...Object.keys(dimensions), ...systemDimensions];
  if (names.length > dimensionsMax)
    invalidParameter(`A metric transformation can have at most ${dimensionsMax} dimensions`);
  if (names.length > 0 && defaultValue !== undefined)
    invalidParameter(
      'Invalid metric transformation: dimensions and default value are mutually exclusive properties.',
    );
  if (metricValue.startsWith('$') && !/^[{[]/.test(pattern.trim()))
    invalidParameter(`Invalid metric transformation: ${metricValue} is in no pattern of terms`);
  if (!metricValue.startsWith('$') && Number.isNaN(Number(metricValue)))
    invalidParameter(`Invalid metric value: ${metricValue}`);
}

export const filtersOf = (call: Call, group: string): MetricFilterRecord[] =>
  metricFilters.list(call.tx, call, { prefix: filterKey(group, '') });

export const deleteMetricFilter: Handler<DeleteMetricFilterRequest, object> = (input, call) => {
  const group = groupOf(call, input.logGroupName);
  const key = filterKey(group.name, input.filterName!);
  if (!metricFilters.get(call.tx, call, key)) metricFilterNotFound();
  metricFilters.delete(call.tx, call, key);
  return {};
};

export const describeMetricFilters: Handler<DescribeMetricFiltersRequest, DescribeMetricFiltersResponse> = (
  input,
  call,
) => {
  const { logGroupName, filterNamePrefix = '', metricName, metricNamespace } = input;
  const prefix = logGroupName === undefined ? '' : filterKey(groupOf(call, logGroupName).name, '');
  const found = metricFilters
    .list(call.tx, call, { prefix })
    .filter(({ name }) => name.startsWith(filterNamePrefix))
    .filter(({ transformations }) =>
      transformations.some(
        (each) =>
          (metricName === undefined || each.metricName === metricName) &&
          (metricNamespace === undefined || each.metricNamespace === metricNamespace),
      ),
    );
  const page = pageOf(found, ({ group, name }) => filterKey(group, name), {
    token: input.nextToken,
    limit: input.limit ?? describedMax,
    invalid: invalidToken,
  });
  return { metricFilters: page.items.map(described), nextToken: page.next };
};

const described = (filter: MetricFilterRecord): MetricFilter => ({
  filterName: filter.name,
  filterPattern: filter.pattern,
  metricTransformations: [...filter.transformations],
  creationTime: filter.createdAt,
  logGroupName: filter.group,
  applyOnTransformedLogs: filter.isOnTransformed ?? false,
  fieldSelectionCriteria: filter.selection,
  emitSystemFieldDimensions: filter.systemDimensions && [...filter.systemDimensions],
});

export const testMetricFilter: Handler<TestMetricFilterRequest, TestMetricFilterResponse> = (input) => {
  const pattern = filterPattern(input.filterPattern!);
  const matches = input.logEventMessages!.flatMap((eventMessage, index) =>
    pattern.matches(eventMessage)
      ? [{ eventNumber: index + 1, eventMessage, extractedValues: pattern.extracted(eventMessage) }]
      : [],
  );
  return { matches };
};
