import {
  call,
  tagsOf,
  tolerate,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

interface Properties {
  readonly ConnectionName: string;
  readonly ProviderType?: string;
  readonly HostArn?: string;
  readonly Tags?: readonly ResourceTag[];
}

type ServiceName = 'codestar-connections' | 'codeconnections';

/** The service has two names, and each has its type: what they make differs by the service in its ARN. */
export const connections = [
  connectionType('AWS::CodeStarConnections::Connection', 'codestar-connections'),
  connectionType('AWS::CodeConnections::Connection', 'codeconnections'),
];

function connectionType(typeName: string, service: ServiceName): ResourceType<Properties> {
  return {
    typeName,
    *create(wanted) {
      const { Tags, ...declared } = wanted.properties;
      const tags = tagsOf(wanted, Tags);
      const { ConnectionArn } = yield* call<{ ConnectionArn: string }>(service, 'CreateConnection', {
        ...declared,
        ...(tags.length > 0 && { Tags: tags }),
      });
      return yield* madeOf(ConnectionArn);
    },
    *update(wanted, { physicalId }) {
      yield* retagged(wanted, physicalId);
      return yield* madeOf(physicalId);
    },
    *delete({ physicalId }) {
      yield* tolerate(
        ['ResourceNotFoundException'],
        call(service, 'DeleteConnection', { ConnectionArn: physicalId }),
      );
    },
    list: listed(service, 'ListConnections', {
      items: 'Connections',
      token: 'NextToken',
      identifier: ({ ConnectionArn }) => ConnectionArn,
    }),
    adopt: ({ physicalId }) => madeOf(physicalId),
    *read({ physicalId }) {
      const asked = call(service, 'GetConnection', { ConnectionArn: physicalId });
      const found = yield* tolerate(['ResourceNotFoundException'], asked);
      if (!found) return undefined;
      const { ConnectionName, ProviderType, HostArn } = found.Connection;
      const { Tags } = yield* call(service, 'ListTagsForResource', { ResourceArn: physicalId });
      return { ConnectionName, ProviderType, HostArn, Tags };
    },
  };
}

/** Either name knows what ARNs of its own name. */
const serviceOf = (arn: string): string => arn.split(':')[2]!;

function* madeOf(physicalId: string): Work<Made> {
  const asked = { ConnectionArn: physicalId };
  const { Connection } = yield* call(serviceOf(physicalId), 'GetConnection', asked);
  const { ConnectionStatus, OwnerAccountId } = Connection;
  return { physicalId, attributes: { ConnectionArn: physicalId, ConnectionStatus, OwnerAccountId } };
}

/** Gives what has an ARN of the service's the tags that are wanted. */
export function* retagged(wanted: Wanted, ResourceArn: string): Work<void> {
  const { Tags } = yield* call(serviceOf(ResourceArn), 'ListTagsForResource', { ResourceArn });
  yield* retag(Tags, tagsOf(wanted, wanted.properties['Tags']), {
    add: (added) => call(serviceOf(ResourceArn), 'TagResource', { ResourceArn, Tags: added }),
    remove: (TagKeys) => call(serviceOf(ResourceArn), 'UntagResource', { ResourceArn, TagKeys }),
  });
}
