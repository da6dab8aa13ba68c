import { call, made, tolerate, type ResourceType } from '../../../dispatch/resource.ts';

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
};

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
