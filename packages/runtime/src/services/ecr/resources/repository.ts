import {
  call,
  isOnItsOwn,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type Had,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';

interface Properties {
  readonly RepositoryName?: string;
  readonly EmptyOnDelete?: boolean | string;
  readonly ImageTagMutability?: string;
  readonly ImageTagMutabilityExclusionFilters?: readonly Filter[];
  readonly ImageScanningConfiguration?: { readonly ScanOnPush?: boolean };
  readonly EncryptionConfiguration?: { readonly EncryptionType: string; readonly KmsKey?: string };
  readonly LifecyclePolicy?: { readonly LifecyclePolicyText?: string; readonly RegistryId?: string };
  readonly RepositoryPolicyText?: object | string;
  readonly Tags?: readonly ResourceTag[];
}

interface Filter {
  readonly ImageTagMutabilityExclusionFilterType: string;
  readonly ImageTagMutabilityExclusionFilterValue: string;
}

interface ApiFilter {
  readonly filterType: string;
  readonly filter: string;
}

const filterProperty = ({ filterType, filter }: ApiFilter): Filter => ({
  ImageTagMutabilityExclusionFilterType: filterType,
  ImageTagMutabilityExclusionFilterValue: filter,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html */
export const repository: ResourceType<Properties> = {
  typeName: 'AWS::ECR::Repository',

  *create(wanted) {
    const { properties } = wanted;
    const { EncryptionConfiguration: encryption } = properties;
    // AWS: names are of lower-case letters: so are those that CloudFormation makes.
    const repositoryName = properties.RepositoryName ?? nameFor(wanted, 256).toLowerCase();
    const tags = tagsOf(wanted, properties.Tags);
    const created = yield* call('ecr', 'CreateRepository', {
      repositoryName,
      ...mutability(properties),
      imageScanningConfiguration: scanning(properties),
      ...(encryption && {
        encryptionConfiguration: { encryptionType: encryption.EncryptionType, kmsKey: encryption.KmsKey },
      }),
      ...(tags.length > 0 && { tags }),
    });
    yield* made(repositoryName);
    yield* policies(repositoryName, properties, {});
    return madeOf(created.repository);
  },

  *update(wanted, had) {
    const { properties } = wanted;
    const repositoryName = had.physicalId;
    yield* call('ecr', 'PutImageTagMutability', { repositoryName, ...mutability(properties) });
    const imageScanningConfiguration = scanning(properties);
    yield* call('ecr', 'PutImageScanningConfiguration', { repositoryName, imageScanningConfiguration });
    yield* policies(repositoryName, properties, had.properties);
    const described = yield* call('ecr', 'DescribeRepositories', { repositoryNames: [repositoryName] });
    yield* retag(described.repositories[0].repositoryArn, wanted);
    return madeOf(described.repositories[0]);
  },

  *delete({ physicalId, properties: { EmptyOnDelete } }) {
    const force = String(EmptyOnDelete) === 'true';
    const deleting = call('ecr', 'DeleteRepository', { repositoryName: physicalId, force });
    yield* tolerate(['RepositoryNotFoundException'], deleting);
  },

  list: listed('ecr', 'DescribeRepositories', {
    items: 'repositories',
    token: 'nextToken',
    identifier: ({ repositoryName }) => repositoryName,
  }),
  *adopt({ physicalId }) {
    const asked = { repositoryNames: [physicalId] };
    const described = yield* call('ecr', 'DescribeRepositories', asked);
    return madeOf(described.repositories[0]);
  },

  *read(had) {
    const asked = call('ecr', 'DescribeRepositories', { repositoryNames: [had.physicalId] });
    const output = yield* tolerate(['RepositoryNotFoundException'], asked);
    if (!output) return undefined;
    const [found] = output.repositories;
    const { encryptionConfiguration: encryption } = found;
    const { tags } = yield* tagged(found.repositoryArn);
    const filters = found.imageTagMutabilityExclusionFilters as readonly ApiFilter[] | undefined;
    return {
      RepositoryName: had.physicalId,
      ImageTagMutability: found.imageTagMutability,
      ...(filters && { ImageTagMutabilityExclusionFilters: filters.map(filterProperty) }),
      ImageScanningConfiguration: { ScanOnPush: found.imageScanningConfiguration.scanOnPush },
      EncryptionConfiguration: {
        EncryptionType: encryption.encryptionType,
        ...(encryption.kmsKey !== undefined && { KmsKey: encryption.kmsKey }),
      },
      ...(yield* readPolicies(had)),
      Tags: tags,
    };
  },
};

interface Described {
  readonly repositoryName: string;
  readonly repositoryArn: string;
  readonly repositoryUri: string;
}

const madeOf = ({ repositoryName, repositoryArn, repositoryUri }: Described) => ({
  physicalId: repositoryName,
  attributes: { Arn: repositoryArn, RepositoryUri: repositoryUri },
});

const mutability = ({ ImageTagMutability, ImageTagMutabilityExclusionFilters: filters }: Properties) => ({
  imageTagMutability: ImageTagMutability ?? 'MUTABLE',
  ...(filters && {
    imageTagMutabilityExclusionFilters: filters.map((each) => ({
      filterType: each.ImageTagMutabilityExclusionFilterType,
      filter: each.ImageTagMutabilityExclusionFilterValue,
    })),
  }),
});

const scanning = ({ ImageScanningConfiguration }: Properties) => ({
  scanOnPush: String(ImageScanningConfiguration?.ScanOnPush) === 'true',
});

/** Makes the policies what they are to be; one that is not wanted any more goes. */
function* policies(repositoryName: string, wanted: Properties, had: Properties): Work<void> {
  const lifecyclePolicyText = wanted.LifecyclePolicy?.LifecyclePolicyText;
  if (lifecyclePolicyText !== undefined)
    yield* call('ecr', 'PutLifecyclePolicy', { repositoryName, lifecyclePolicyText });
  else if (had.LifecyclePolicy?.LifecyclePolicyText !== undefined) {
    const deleting = call('ecr', 'DeleteLifecyclePolicy', { repositoryName });
    yield* tolerate(['LifecyclePolicyNotFoundException'], deleting);
  }
  const policy = wanted.RepositoryPolicyText;
  if (policy !== undefined)
    yield* call('ecr', 'SetRepositoryPolicy', { repositoryName, policyText: textOf(policy) });
  else if (had.RepositoryPolicyText !== undefined) {
    const deleting = call('ecr', 'DeleteRepositoryPolicy', { repositoryName });
    yield* tolerate(['RepositoryPolicyNotFoundException'], deleting);
  }
}

const textOf = (policy: object | string): string =>
  typeof policy === 'string' ? policy : JSON.stringify(policy);

function* readPolicies(had: Had<Properties>): Work<Partial<Properties>> {
  const { physicalId: repositoryName, properties } = had;
  const { LifecyclePolicy, RepositoryPolicyText } = properties;
  const lifecycle =
    (LifecyclePolicy || isOnItsOwn(had)) &&
    (yield* tolerate(
      ['LifecyclePolicyNotFoundException'],
      call('ecr', 'GetLifecyclePolicy', { repositoryName }),
    ));
  const policy =
    (RepositoryPolicyText || isOnItsOwn(had)) &&
    (yield* tolerate(
      ['RepositoryPolicyNotFoundException'],
      call('ecr', 'GetRepositoryPolicy', { repositoryName }),
    ));
  return {
    ...(lifecycle && { LifecyclePolicy: { LifecyclePolicyText: lifecycle.lifecyclePolicyText } }),
    ...(policy && { RepositoryPolicyText: JSON.parse(policy.policyText) as object }),
  };
}

const tagged = (resourceArn: string) =>
  call<{ tags: readonly ResourceTag[] }>('ecr', 'ListTagsForResource', { resourceArn });

function* retag(resourceArn: string, wanted: Wanted<Properties>): Work<void> {
  const tags = tagsOf(wanted, wanted.properties.Tags);
  const listed = yield* tagged(resourceArn);
  const tagKeys = listed.tags.map(({ Key }) => Key).filter((key) => !tags.some(({ Key }) => Key === key));
  if (tagKeys.length > 0) yield* call('ecr', 'UntagResource', { resourceArn, tagKeys });
  if (tags.length > 0) yield* call('ecr', 'TagResource', { resourceArn, tags });
}
