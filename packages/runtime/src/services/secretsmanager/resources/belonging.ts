import {
  answered,
  call,
  made,
  ResourceFailure,
  tolerate,
  type ResourceType,
  type Work,
  isTold,
} from '../../../dispatch/resource.ts';
import { gone, said } from './secret.ts';

// AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SecretsManager.html

interface PolicyProperties {
  readonly SecretId: string;
  readonly ResourcePolicy: object | string;
  readonly BlockPublicPolicy?: boolean;
}

export const resourcePolicy: ResourceType<PolicyProperties> = {
  typeName: 'AWS::SecretsManager::ResourcePolicy',
  *create({ properties }) {
    const arn = yield* putPolicy(properties);
    yield* made(arn);
    return { physicalId: arn, attributes: { Id: arn } };
  },
  *update({ properties }, had) {
    yield* putPolicy(properties);
    return { physicalId: had.physicalId, attributes: had.attributes };
  },
  *delete({ properties: { SecretId } }) {
    yield* tolerate(gone, call('secretsmanager', 'DeleteResourcePolicy', { SecretId }));
  },
  adopt: ({ physicalId: Id }) => answered({ physicalId: Id, attributes: { Id } }),
  *read({ physicalId, properties }) {
    const { SecretId = physicalId } = properties;
    const found = yield* tolerate(gone, call('secretsmanager', 'GetResourcePolicy', { SecretId }));
    return (
      found?.ResourcePolicy && {
        ...properties,
        SecretId,
        ResourcePolicy: JSON.parse(found.ResourcePolicy) as object,
      }
    );
  },
};

function* putPolicy({ SecretId, ResourcePolicy, BlockPublicPolicy }: PolicyProperties): Work<string> {
  const { ARN } = yield* call('secretsmanager', 'PutResourcePolicy', {
    SecretId,
    ResourcePolicy: typeof ResourcePolicy === 'string' ? ResourcePolicy : JSON.stringify(ResourcePolicy),
    ...said({ BlockPublicPolicy }),
  });
  return ARN;
}

interface ScheduleProperties {
  readonly SecretId: string;
  readonly RotationLambdaARN?: string;
  readonly RotationRules?: object;
  readonly RotateImmediatelyOnUpdate?: boolean;
  readonly HostedRotationLambda?: object;
}

export const rotationSchedule: ResourceType<ScheduleProperties> = {
  typeName: 'AWS::SecretsManager::RotationSchedule',
  *create({ properties }) {
    const arn = yield* rotate(properties);
    yield* made(arn);
    return { physicalId: arn, attributes: { Id: arn } };
  },
  *update({ properties }, had) {
    yield* rotate(properties);
    return { physicalId: had.physicalId, attributes: had.attributes };
  },
  *delete({ properties: { SecretId } }) {
    yield* tolerate(
      [...gone, 'InvalidRequestException'],
      call('secretsmanager', 'CancelRotateSecret', { SecretId }),
    );
  },
  adopt: ({ physicalId: Id }) => answered({ physicalId: Id, attributes: { Id } }),
  *read(had) {
    const { physicalId, properties } = had;
    const { SecretId = physicalId } = properties;
    const found = yield* tolerate(gone, call('secretsmanager', 'DescribeSecret', { SecretId }));
    if (!found?.RotationEnabled) return undefined;
    const { RotationLambdaARN, RotationRules } = found;
    return {
      ...properties,
      SecretId,
      RotationLambdaARN,
      ...(isTold(had, 'RotationRules') && { RotationRules }),
    };
  },
};

function* rotate(properties: ScheduleProperties): Work<string> {
  const {
    SecretId,
    RotationLambdaARN,
    RotationRules,
    RotateImmediatelyOnUpdate: RotateImmediately,
  } = properties;
  if (properties.HostedRotationLambda)
    throw new ResourceFailure('Penstock does not serve HostedRotationLambda (yet).', 'InvalidRequest');
  const input = { SecretId, ...said({ RotationLambdaARN, RotationRules, RotateImmediately }) };
  const { ARN } = yield* call('secretsmanager', 'RotateSecret', input);
  return ARN;
}

interface AttachmentProperties {
  readonly SecretId: string;
  readonly TargetId: string;
  readonly TargetType: string;
}

/**
 * The database that a secret is of. Databases are recorded here, so the secret learns which one it is, and not its
 * engine, host and port.
 */
export const secretTargetAttachment: ResourceType<AttachmentProperties> = {
  typeName: 'AWS::SecretsManager::SecretTargetAttachment',
  *create({ properties }) {
    const arn = yield* attach(properties);
    yield* made(arn);
    return { physicalId: arn, attributes: { Id: arn } };
  },
  *update({ properties }, had) {
    yield* attach(properties);
    return { physicalId: had.physicalId, attributes: had.attributes };
  },
  *delete() {},
  *read({ properties }) {
    const { SecretId } = properties;
    const found = yield* tolerate(gone, call('secretsmanager', 'DescribeSecret', { SecretId }));
    return found && properties;
  },
};

const memberOf = (type: string): string =>
  type.endsWith('Cluster') ? 'dbClusterIdentifier' : 'dbInstanceIdentifier';

function* attach({ SecretId, TargetId, TargetType }: AttachmentProperties): Work<string> {
  const { ARN, SecretString } = yield* call('secretsmanager', 'GetSecretValue', { SecretId });
  const value = parsed(SecretString);
  if (!value) throw new ResourceFailure(`The secret ${SecretId} is no JSON object.`, 'InvalidRequest');
  const changed = JSON.stringify({ ...value, [memberOf(TargetType)]: TargetId });
  if (changed !== SecretString)
    yield* call('secretsmanager', 'PutSecretValue', { SecretId, SecretString: changed });
  return ARN;
}

function parsed(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
