import {
  answered,
  call,
  isOnItsOwn,
  made,
  ResourceFailure,
  tagsOf,
  tolerate,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

interface Properties {
  readonly Name?: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly SecretString?: string;
  readonly GenerateSecretString?: Generate;
  readonly ReplicaRegions?: readonly object[];
  readonly Tags?: readonly ResourceTag[];
}

interface Generate {
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
  readonly [asked: string]: unknown;
}

export const gone = ['ResourceNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html */
export const secret: ResourceType<Properties> = {
  typeName: 'AWS::SecretsManager::Secret',

  *create(wanted) {
    const { Description, KmsKeyId, ReplicaRegions } = wanted.properties;
    const tags = tagsOf(wanted, wanted.properties.Tags);
    const SecretString = yield* stringOf(wanted.properties);
    const { ARN } = yield* call('secretsmanager', 'CreateSecret', {
      // AWS: seen, as MySecretA720EF05-QbXkGjm1ZRl8.
      Name: wanted.properties.Name ?? `${wanted.logicalId}-${wanted.suffix}`,
      ClientRequestToken: wanted.token,
      ...said({ Description, KmsKeyId, SecretString, AddReplicaRegions: ReplicaRegions }),
      ...(tags.length > 0 && { Tags: tags }),
    });
    yield* made(ARN);
    return { physicalId: ARN, attributes: { Id: ARN } };
  },

  *update(wanted, had) {
    const SecretId = had.physicalId;
    const { Description = '', KmsKeyId, SecretString, GenerateSecretString } = wanted.properties;
    const isAnother =
      SecretString !== had.properties.SecretString ||
      JSON.stringify(GenerateSecretString) !== JSON.stringify(had.properties.GenerateSecretString);
    const value = isAnother ? yield* stringOf(wanted.properties) : undefined;
    yield* call('secretsmanager', 'UpdateSecret', {
      SecretId,
      Description,
      ...said({ KmsKeyId, SecretString: value }),
      ...(value !== undefined && { ClientRequestToken: wanted.token }),
    });
    yield* retagged(wanted, SecretId);
    return { physicalId: SecretId, attributes: had.attributes };
  },

  // AWS: unverified that CloudFormation leaves no recovery window; stacks that are made again at once rely on it.
  *delete({ physicalId: SecretId }) {
    const input = { SecretId, ForceDeleteWithoutRecovery: true };
    yield* tolerate(gone, call('secretsmanager', 'DeleteSecret', input));
  },

  list: listed('secretsmanager', 'ListSecrets', {
    items: 'SecretList',
    token: 'NextToken',
    identifier: ({ ARN }) => ARN,
  }),
  adopt: ({ physicalId }) => answered({ physicalId, attributes: { Id: physicalId } }),

  *read(had) {
    const { physicalId: SecretId, properties } = had;
    const found = yield* tolerate(gone, call('secretsmanager', 'DescribeSecret', { SecretId }));
    if (!found || found.DeletedDate) return undefined;
    const { Name, Description, KmsKeyId, Tags } = found;
    return {
      Name,
      ...said({ Description: Description || undefined, KmsKeyId }),
      // AWS: values are write-only to CloudFormation.
      ...said({
        SecretString: properties.SecretString,
        GenerateSecretString: properties.GenerateSecretString,
      }),
      ...((properties.Tags || isOnItsOwn(had)) && { Tags: Tags ?? [] }),
    };
  },
};

/** The value that is given, or made as it is asked for: a password, alone or as a member of a JSON object. */
function* stringOf({ SecretString, GenerateSecretString }: Properties): Work<string | undefined> {
  if (!GenerateSecretString) return SecretString;
  const { SecretStringTemplate, GenerateStringKey, ...wish } = GenerateSecretString;
  const { RandomPassword } = yield* call('secretsmanager', 'GetRandomPassword', wish);
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return RandomPassword;
  return JSON.stringify({ ...templateOf(SecretStringTemplate), [GenerateStringKey]: RandomPassword });
}

function templateOf(text: string): object {
  try {
    const template: unknown = JSON.parse(text);
    if (typeof template === 'object' && template !== null && !Array.isArray(template)) return template;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  // AWS: the words are unverified.
  throw new ResourceFailure('SecretStringTemplate is not a valid JSON object.', 'InvalidRequest');
}

export const said = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

function* retagged(wanted: Wanted<Properties>, SecretId: string): Work<void> {
  const { Tags } = yield* call('secretsmanager', 'DescribeSecret', { SecretId });
  yield* retag(Tags, tagsOf(wanted, wanted.properties.Tags), {
    add: (added) => call('secretsmanager', 'TagResource', { SecretId, Tags: added }),
    remove: (TagKeys) => call('secretsmanager', 'UntagResource', { SecretId, TagKeys }),
  });
}
