import { answered, call, made, tolerate, type ResourceType } from '../../../dispatch/resource.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-registrypolicy.html */
export const registryPolicy: ResourceType<{ readonly PolicyText: object }> = {
  typeName: 'AWS::ECR::RegistryPolicy',

  *create({ properties, account }) {
    yield* call('ecr', 'PutRegistryPolicy', { policyText: JSON.stringify(properties.PolicyText) });
    yield* made(account);
    return { physicalId: account, attributes: { RegistryId: account } };
  },

  *update({ properties, account }) {
    yield* call('ecr', 'PutRegistryPolicy', { policyText: JSON.stringify(properties.PolicyText) });
    return { physicalId: account, attributes: { RegistryId: account } };
  },

  *delete() {
    yield* tolerate(['RegistryPolicyNotFoundException'], call('ecr', 'DeleteRegistryPolicy', {}));
  },

  adopt: ({ physicalId }) => answered({ physicalId, attributes: { RegistryId: physicalId } }),

  *read() {
    const output = yield* tolerate(['RegistryPolicyNotFoundException'], call('ecr', 'GetRegistryPolicy', {}));
    return output && { PolicyText: JSON.parse(output.policyText) as object };
  },
};

interface Replication {
  readonly ReplicationConfiguration: { readonly Rules: readonly Rule[] };
}
interface Rule {
  readonly Destinations: readonly { readonly Region: string; readonly RegistryId: string }[];
  readonly RepositoryFilters?: readonly { readonly Filter: string; readonly FilterType: string }[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ … ecr-replicationconfiguration.html */
export const replicationConfiguration: ResourceType<Replication> = {
  typeName: 'AWS::ECR::ReplicationConfiguration',

  *create({ properties, account }) {
    yield* call('ecr', 'PutReplicationConfiguration', { replicationConfiguration: spelled(properties) });
    yield* made(account);
    return { physicalId: account, attributes: { RegistryId: account } };
  },

  *update({ properties, account }) {
    yield* call('ecr', 'PutReplicationConfiguration', { replicationConfiguration: spelled(properties) });
    return { physicalId: account, attributes: { RegistryId: account } };
  },

  *delete() {
    yield* call('ecr', 'PutReplicationConfiguration', { replicationConfiguration: { rules: [] } });
  },

  adopt: ({ physicalId }) => answered({ physicalId, attributes: { RegistryId: physicalId } }),

  *read() {
    const { replicationConfiguration } = yield* call<{ replicationConfiguration?: { rules: Spelled[] } }>(
      'ecr',
      'DescribeRegistry',
      {},
    );
    const rules = replicationConfiguration?.rules ?? [];
    if (rules.length === 0) return undefined;
    const Rules = rules.map(({ destinations, repositoryFilters }) => ({
      Destinations: destinations.map(({ region, registryId }) => ({
        Region: region,
        RegistryId: registryId,
      })),
      ...(repositoryFilters && {
        RepositoryFilters: repositoryFilters.map(({ filter, filterType }) => ({
          Filter: filter,
          FilterType: filterType,
        })),
      }),
    }));
    return { ReplicationConfiguration: { Rules } };
  },
};

interface Spelled {
  readonly destinations: readonly { readonly region: string; readonly registryId: string }[];
  readonly repositoryFilters?: readonly { readonly filter: string; readonly filterType: string }[];
}

const spelled = ({ ReplicationConfiguration: { Rules } }: Replication) => ({
  rules: Rules.map(({ Destinations, RepositoryFilters }) => ({
    destinations: Destinations.map(({ Region, RegistryId }) => ({ region: Region, registryId: RegistryId })),
    ...(RepositoryFilters && {
      repositoryFilters: RepositoryFilters.map(({ Filter, FilterType }) => ({
        filter: Filter,
        filterType: FilterType,
      })),
    }),
  })),
});
