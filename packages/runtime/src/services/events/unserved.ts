const said = (why: string, ...operations: readonly string[]): Record<string, string> =>
  Object.fromEntries(operations.map((operation) => [operation, why]));

/** Why operations are not served. */
export const unserved: Readonly<Record<string, string>> = {
  ...said(
    'a house has one place: there is nowhere to fail over to',
    'CreateEndpoint',
    'DeleteEndpoint',
    'DescribeEndpoint',
    'ListEndpoints',
    'UpdateEndpoint',
  ),
  ...said(
    'partners of AWS do not send their events here',
    'ActivateEventSource',
    'CreatePartnerEventSource',
    'DeactivateEventSource',
    'DeletePartnerEventSource',
    'DescribeEventSource',
    'DescribePartnerEventSource',
    'ListEventSources',
    'ListPartnerEventSourceAccounts',
    'ListPartnerEventSources',
    'PutPartnerEvents',
  ),
};
