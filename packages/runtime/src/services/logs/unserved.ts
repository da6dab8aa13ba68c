const said = (why: string, ...operations: readonly string[]): Record<string, string> =>
  Object.fromEntries(operations.map((operation) => [operation, why]));

/** Why operations are not served. */
export const unserved: Readonly<Record<string, string>> = {
  ...said(
    'they lead to Kinesis and Firehose, which this house has not',
    'PutDestination',
    'PutDestinationPolicy',
    'DeleteDestination',
    'DescribeDestinations',
  ),
  ...said(
    'services write to their groups themselves',
    'CreateDelivery',
    'DeleteDelivery',
    'DeleteDeliveryDestination',
    'DeleteDeliveryDestinationPolicy',
    'DeleteDeliverySource',
    'DescribeConfigurationTemplates',
    'DescribeDeliveries',
    'DescribeDeliveryDestinations',
    'DescribeDeliverySources',
    'GetDelivery',
    'GetDeliveryDestination',
    'GetDeliveryDestinationPolicy',
    'GetDeliverySource',
    'PutDeliveryDestination',
    'PutDeliveryDestinationPolicy',
    'PutDeliverySource',
    'UpdateDeliveryConfiguration',
  ),
};
