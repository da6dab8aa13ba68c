import {
  answered,
  call,
  tolerate,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly PolicyName: string;
  readonly PolicyDocument: string | object;
}

export const resourcePolicy: ResourceType<Properties> = {
  typeName: 'AWS::Logs::ResourcePolicy',
  *create(wanted) {
    yield* put(wanted);
    return { physicalId: wanted.properties.PolicyName };
  },
  *update(wanted, { physicalId }) {
    yield* put(wanted);
    return { physicalId };
  },
  *delete({ physicalId: policyName }) {
    yield* tolerate(['ResourceNotFoundException'], call('logs', 'DeleteResourcePolicy', { policyName }));
  },
  list: listed('logs', 'DescribeResourcePolicies', {
    items: 'resourcePolicies',
    token: 'nextToken',
    identifier: ({ policyName }) => policyName,
  }),
  adopt: ({ physicalId }) => answered({ physicalId }),
  *read({ physicalId, properties }) {
    const { resourcePolicies } = yield* call('logs', 'DescribeResourcePolicies', {});
    const policies: { policyName: string; policyDocument: string }[] = resourcePolicies;
    const policy = policies.find(({ policyName }) => policyName === physicalId);
    if (!policy) return undefined;
    const asText = typeof properties.PolicyDocument === 'string';
    const { policyDocument: text } = policy;
    return { PolicyName: physicalId, PolicyDocument: asText ? text : (JSON.parse(text) as object) };
  },
};

function* put({ properties: { PolicyName, PolicyDocument } }: Wanted<Properties>): Work<void> {
  const policyDocument = typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument);
  yield* call('logs', 'PutResourcePolicy', { policyName: PolicyName, policyDocument });
}
