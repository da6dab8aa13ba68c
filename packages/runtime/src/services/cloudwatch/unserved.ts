const said = (why: string, ...operations: readonly string[]): Record<string, string> =>
  Object.fromEntries(operations.map((operation) => [operation, why]));

/** Why operations are not served. */
export const unserved: Readonly<Record<string, string>> = {
  ...said(
    'they lead to Firehose, which this house has not',
    'DeleteMetricStream',
    'GetMetricStream',
    'ListMetricStreams',
    'PutMetricStream',
    'StartMetricStreams',
    'StopMetricStreams',
  ),
  ...said(
    'Contributor Insights: who contributes to a log is not counted',
    'DeleteInsightRules',
    'DescribeInsightRules',
    'DisableInsightRules',
    'EnableInsightRules',
    'GetInsightRuleReport',
    'ListManagedInsightRules',
    'PutInsightRule',
    'PutManagedInsightRules',
  ),
  ...said('nothing is drawn: dashboards are kept and told', 'GetMetricWidgetImage'),
  ...said(
    'metrics by OpenTelemetry and PromQL are not taken',
    'AssociateDatasetKmsKey',
    'CreateResourceMetricsConfiguration',
    'DeleteResourceMetricsConfiguration',
    'DisassociateDatasetKmsKey',
    'GetDataset',
    'GetOTelEnrichment',
    'GetResourceMetricsConfiguration',
    'StartOTelEnrichment',
    'StopOTelEnrichment',
    'UpdateOTelEnrichment',
    'UpdateResourceMetricsConfiguration',
  ),
};
