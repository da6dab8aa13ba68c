import { each, type VendedNamespace } from './vended.ts';

const account = [[]] as const;
const functions = [
  [],
  ['FunctionName'],
  ['FunctionName', 'Resource'],
  ['ExecutedVersion', 'FunctionName', 'Resource'],
] as const;
const urls = [
  ['FunctionName'],
  ['FunctionName', 'Resource'],
  ['ExecutedVersion', 'FunctionName', 'Resource'],
] as const;
const sources = [['EventSourceMappingUUID'], ['FunctionName']] as const;

// AWS: Lambda developer guide, "Types of metrics for Lambda functions" and "View metrics for Lambda functions": without
// dimensions they are of all functions of the region.
export const lambda: VendedNamespace = {
  namespace: 'AWS/Lambda',
  url: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
  periodSeconds: 60,
  metrics: {
    ...each('Errors', { measure: 'count', dimensionSets: functions, rate: true }),
    ...each('Throttles', { measure: 'count', dimensionSets: functions, rate: true }),
    ...each('Invocations', { measure: 'count', dimensionSets: functions, ones: true, sparse: true }),
    ...each('Duration PostRuntimeExtensionsDuration', {
      measure: 'milliseconds',
      dimensionSets: functions,
      sparse: true,
      most: { value: 900_000, because: 'a function may run for 15 minutes' },
    }),
    ...each('DeadLetterErrors DestinationDeliveryFailures RecursiveInvocationsDropped OversizedRecordCount', {
      measure: 'count',
      dimensionSets: functions,
      sparse: true,
    }),
    ...each('AsyncEventsReceived AsyncEventsDropped', {
      measure: 'count',
      dimensionSets: functions,
      sparse: true,
    }),
    ...each('AsyncEventAge IteratorAge', { measure: 'milliseconds', dimensionSets: functions, sparse: true }),
    ...each('ConcurrentExecutions ProvisionedConcurrentExecutions', {
      measure: 'level',
      dimensionSets: functions,
    }),
    ...each('ProvisionedConcurrencyInvocations ProvisionedConcurrencySpilloverInvocations', {
      measure: 'count',
      dimensionSets: functions,
      sparse: true,
    }),
    ...each('ProvisionedConcurrencyUtilization', {
      measure: 'ratio',
      dimensionSets: functions,
      most: { value: 1, because: 'it is a share: 0.8 is 80 %' },
    }),
    ...each('UnreservedConcurrentExecutions ClaimedAccountConcurrency', {
      measure: 'level',
      dimensionSets: account,
    }),
    ...each('UrlRequestCount', { measure: 'count', dimensionSets: urls, ones: true, sparse: true }),
    ...each('Url4xxCount Url5xxCount', { measure: 'count', dimensionSets: urls, rate: true }),
    ...each('UrlRequestLatency', { measure: 'milliseconds', dimensionSets: urls, sparse: true }),
    ...each('OffsetLag', { measure: 'level' }),
    ...each(
      'PolledEventCount FilteredOutEventCount InvokedEventCount FailedInvokeEventCount DeletedEventCount',
      {
        measure: 'count',
        dimensionSets: sources,
      },
    ),
    ...each(
      'DroppedEventCount OnFailureDestinationDeliveredEventCount CommittedEventCount ProvisionedPollers',
      {
        measure: 'count',
        dimensionSets: sources,
      },
    ),
    ...each('EventPollerUnit SignatureValidationErrors', { measure: 'count' }),
  },
};
