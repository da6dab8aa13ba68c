import {
  call,
  isOnItsOwn,
  nameFor,
  tagsOf,
  tolerate,
  type Had,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

interface Properties {
  readonly LogGroupName?: string;
  readonly LogGroupClass?: string;
  readonly KmsKeyId?: string;
  readonly RetentionInDays?: number;
  readonly DeletionProtectionEnabled?: boolean;
  readonly DataProtectionPolicy?: object | string;
  readonly Tags?: readonly ResourceTag[];
}

const notFound = ['ResourceNotFoundException'];

export const logGroup: ResourceType<Properties> = {
  typeName: 'AWS::Logs::LogGroup',
  *create(wanted) {
    const { LogGroupClass, KmsKeyId, DeletionProtectionEnabled, Tags } = wanted.properties;
    const name = wanted.properties.LogGroupName ?? nameFor(wanted, 512);
    const tags = tagsOf(wanted, Tags);
    yield* call('logs', 'CreateLogGroup', {
      logGroupName: name,
      ...(LogGroupClass !== undefined && { logGroupClass: LogGroupClass }),
      ...(KmsKeyId !== undefined && { kmsKeyId: KmsKeyId }),
      ...(DeletionProtectionEnabled !== undefined && {
        deletionProtectionEnabled: DeletionProtectionEnabled,
      }),
      ...(tags.length > 0 && {
        tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
      }),
    });
    yield { ask: 'made', physicalId: name };
    yield* retain(name, wanted.properties);
    yield* protect(name, wanted.properties);
    return yield* madeOf(name);
  },
  *update(wanted, had) {
    const name = had.physicalId;
    yield* retain(name, wanted.properties, had.properties);
    yield* encrypt(name, wanted.properties, had.properties);
    yield* protect(name, wanted.properties, had.properties);
    const { DeletionProtectionEnabled: guarded = false } = wanted.properties;
    if (guarded !== (had.properties.DeletionProtectionEnabled ?? false))
      yield* call('logs', 'PutLogGroupDeletionProtection', {
        logGroupIdentifier: name,
        deletionProtectionEnabled: guarded,
      });
    const result = yield* madeOf(name);
    yield* retagged(wanted, String(result.attributes!['Arn']).replace(/:\*$/, ''));
    return result;
  },
  *delete({ physicalId }) {
    yield* tolerate(notFound, call('logs', 'DeleteLogGroup', { logGroupName: physicalId }));
  },
  list: listed('logs', 'DescribeLogGroups', {
    items: 'logGroups',
    token: 'nextToken',
    identifier: ({ logGroupName }) => logGroupName,
  }),
  *adopt({ physicalId }) {
    const group = yield* described(physicalId);
    return { physicalId, attributes: { Arn: group?.['arn'] } };
  },
  *read(had: Had<Properties>) {
    const { physicalId, properties } = had;
    const group = yield* described(physicalId);
    if (!group) return undefined;
    return {
      LogGroupName: group.logGroupName,
      LogGroupClass: group.logGroupClass,
      RetentionInDays: group.retentionInDays,
      KmsKeyId: group.kmsKeyId,
      DeletionProtectionEnabled: group.deletionProtectionEnabled,
      ...(group['dataProtectionStatus'] === 'ACTIVATED' && {
        DataProtectionPolicy: yield* protectionOf(physicalId),
      }),
      ...((properties.Tags || isOnItsOwn(had)) && { Tags: yield* tagsOn(String(group.logGroupArn)) }),
    };
  },
};

function* retain(name: string, wanted: Properties, had: Properties = {}): Work<void> {
  const { RetentionInDays: days } = wanted;
  if (days === had.RetentionInDays) return;
  if (days === undefined) yield* call('logs', 'DeleteRetentionPolicy', { logGroupName: name });
  else yield* call('logs', 'PutRetentionPolicy', { logGroupName: name, retentionInDays: days });
}

function* protect(name: string, wanted: Properties, had: Properties = {}): Work<void> {
  const [is, was] = [wanted, had].map(({ DataProtectionPolicy: policy }) =>
    policy === undefined || typeof policy === 'string' ? policy : JSON.stringify(policy),
  );
  if (is === was) return;
  const of = { logGroupIdentifier: name };
  if (is === undefined) yield* call('logs', 'DeleteDataProtectionPolicy', of);
  else yield* call('logs', 'PutDataProtectionPolicy', { ...of, policyDocument: is });
}

function* protectionOf(logGroupIdentifier: string): Work<object> {
  const { policyDocument } = yield* call('logs', 'GetDataProtectionPolicy', { logGroupIdentifier });
  return JSON.parse(policyDocument) as object;
}

function* encrypt(name: string, { KmsKeyId }: Properties, had: Properties): Work<void> {
  if (KmsKeyId === had.KmsKeyId) return;
  if (KmsKeyId === undefined) yield* call('logs', 'DisassociateKmsKey', { logGroupName: name });
  else yield* call('logs', 'AssociateKmsKey', { logGroupName: name, kmsKeyId: KmsKeyId });
}

function* described(name: string): Work<Record<string, any> | undefined> {
  const { logGroups } = yield* call('logs', 'DescribeLogGroups', { logGroupNamePrefix: name, limit: 1 });
  return logGroups?.[0]?.logGroupName === name ? logGroups[0] : undefined;
}

function* madeOf(name: string): Work<Made> {
  const group = yield* described(name);
  return { physicalId: name, attributes: { Arn: group!['arn'] } };
}

function* tagsOn(resourceArn: string): Work<ResourceTag[]> {
  const { tags } = yield* call('logs', 'ListTagsForResource', { resourceArn });
  const is = Object.entries((tags ?? {}) as Record<string, string>);
  return is.map(([Key, Value]) => ({ Key, Value }));
}

function* retagged(wanted: Wanted<Properties>, resourceArn: string): Work<void> {
  yield* retag(yield* tagsOn(resourceArn), tagsOf(wanted, wanted.properties.Tags), {
    add: (added) => {
      const given = Object.fromEntries(added.map(({ Key, Value }) => [Key, Value]));
      return call('logs', 'TagResource', { resourceArn, tags: given });
    },
    remove: (tagKeys) => call('logs', 'UntagResource', { resourceArn, tagKeys }),
  });
}
