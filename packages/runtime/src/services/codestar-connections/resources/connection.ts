import {
  call,
  tagsOf,
  tolerate,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

interface Properties {
  readonly ConnectionName: string;
  readonly ProviderType?: string;
  readonly HostArn?: string;
  readonly Tags?: readonly ResourceTag[];
}

/** The service has two names, and each has its type: what they make differs by the service in its ARN. */
export const connections = [
  connectionType('AWS::CodeStarConnections::Connection', 'codestar-connections'),
  connectionType('AWS::CodeConnections::Connection', 'codeconnections'),
];

function connectionType(typeName: string, inArn: string): ResourceType<Properties> {
  return {
    typeName,
    *create(wanted) {
      const { Tags, ...declared } = wanted.properties;
      const tags = tagsOf(wanted, Tags);
      const { ConnectionArn } = yield* call<{ ConnectionArn: string }>(
        'codestar-connections',
        'CreateConnection',
        { ...declared, ...(tags.length > 0 && { Tags: tags }) },
      );
      return yield* madeOf(ConnectionArn.replace(':codestar-connections:', `:${inArn}:`));
    },
    *update(wanted, { physicalId }) {
      yield* retagged(wanted, physicalId);
      return yield* madeOf(physicalId);
    },
    *delete({ physicalId }) {
      yield* tolerate(
        ['ResourceNotFoundException'],
        call('codestar-connections', 'DeleteConnection', { ConnectionArn: physicalId }),
      );
    },
    adopt: ({ physicalId }) => madeOf(physicalId),
    *read({ physicalId }) {
      const asked = call('codestar-connections', 'GetConnection', { ConnectionArn: physicalId });
      const found = yield* tolerate(['ResourceNotFoundException'], asked);
      if (!found) return undefined;
      const { ConnectionName, ProviderType, HostArn } = found.Connection;
      const { Tags } = yield* call('codestar-connections', 'ListTagsForResource', {
        ResourceArn: physicalId,
      });
      return { ConnectionName, ProviderType, HostArn, Tags };
    },
  };
}

function* madeOf(physicalId: string): Work<Made> {
  const { Connection } = yield* call('codestar-connections', 'GetConnection', { ConnectionArn: physicalId });
  const { ConnectionStatus, OwnerAccountId } = Connection;
  return { physicalId, attributes: { ConnectionArn: physicalId, ConnectionStatus, OwnerAccountId } };
}

function* retagged(wanted: Wanted<Properties>, ResourceArn: string): Work<void> {
  const { Tags } = yield* call('codestar-connections', 'ListTagsForResource', { ResourceArn });
  yield* retag(Tags, tagsOf(wanted, wanted.properties.Tags), {
    add: (added) => call('codestar-connections', 'TagResource', { ResourceArn, Tags: added }),
    remove: (TagKeys) => call('codestar-connections', 'UntagResource', { ResourceArn, TagKeys }),
  });
}
