import {
  answered,
  call,
  everyPage,
  isTold,
  made,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';

/** AWS: API reference, PolicyType: those that are served. */
const types = [
  'DATA_PROTECTION_POLICY',
  'METRIC_EXTRACTION_POLICY',
  'SUBSCRIPTION_FILTER_POLICY',
  'TRANSFORMER_POLICY',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-accountpolicy.html */
export const accountPolicy: ResourceType = {
  typeName: 'AWS::Logs::AccountPolicy',
  *create(wanted) {
    const put = yield* kept(wanted);
    yield* made(put.physicalId);
    return put;
  },
  update: (wanted) => kept(wanted),
  *delete({ physicalId }) {
    const [, policyType, policyName] = physicalId.split('|');
    const asked = call('logs', 'DeleteAccountPolicy', { policyType, policyName });
    yield* tolerate(['ResourceNotFoundException'], asked);
  },
  list: {
    *identifiers({ account }) {
      const found: string[] = [];
      for (const policyType of types) {
        const asked = { service: 'logs', operation: 'DescribeAccountPolicies', input: { policyType } };
        const policies = yield* everyPage<Properties>(asked, 'accountPolicies', 'nextToken');
        found.push(...policies.map(({ policyName }) => `${account}|${policyType}|${policyName}`));
      }
      return found;
    },
  },
  adopt: ({ physicalId, account: AccountId }) => answered({ physicalId, attributes: { AccountId } }),
  *read(had: Had) {
    const [, policyType, policyName] = had.physicalId.split('|');
    const asked = call('logs', 'DescribeAccountPolicies', { policyType, policyName });
    const [is] = (yield* asked).accountPolicies as Properties[];
    if (!is) return undefined;
    return {
      PolicyName: policyName,
      PolicyType: policyType,
      PolicyDocument: is['policyDocument'] as string,
      ...(isTold(had, 'Scope') && { Scope: 'ALL' }),
      ...(is['selectionCriteria'] !== undefined && { SelectionCriteria: is['selectionCriteria'] as string }),
    };
  },
};

function* kept({ properties, account: AccountId }: Wanted): Work<Made> {
  const { PolicyType, PolicyName, PolicyDocument, SelectionCriteria, Scope } = properties;
  yield* call('logs', 'PutAccountPolicy', {
    policyType: PolicyType,
    policyName: PolicyName,
    policyDocument: typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument),
    ...(SelectionCriteria !== undefined && { selectionCriteria: SelectionCriteria }),
    ...(Scope !== undefined && { scope: Scope }),
  });
  return { physicalId: `${AccountId}|${PolicyType}|${PolicyName}`, attributes: { AccountId } };
}
