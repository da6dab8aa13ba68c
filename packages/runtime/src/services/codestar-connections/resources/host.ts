import {
  call,
  everyPage,
  tagsOf,
  tolerate,
  type Made,
  type ResourceType,
  type Work,
} from '../../../dispatch/resource.ts';
import { retagged } from './connection.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codeconnections-host.html */
export const host: ResourceType = {
  typeName: 'AWS::CodeConnections::Host',
  *create(wanted) {
    const { Tags, ...declared } = wanted.properties;
    const tags = tagsOf(wanted, Tags);
    const given = { ...declared, ...(tags.length > 0 && { Tags: tags }) };
    const { HostArn } = yield* call<{ HostArn: string }>('codeconnections', 'CreateHost', given);
    return yield* madeOf(HostArn);
  },
  *update(wanted, { physicalId: HostArn }) {
    const { ProviderEndpoint, VpcConfiguration } = wanted.properties;
    yield* call('codeconnections', 'UpdateHost', {
      HostArn,
      ProviderEndpoint,
      ...(VpcConfiguration !== undefined && { VpcConfiguration }),
    });
    yield* retagged(wanted, HostArn);
    return yield* madeOf(HostArn);
  },
  *delete({ physicalId }) {
    yield* tolerate(gone, call('codeconnections', 'DeleteHost', { HostArn: physicalId }));
  },
  adopt: ({ physicalId }) => madeOf(physicalId),
  list: {
    *identifiers() {
      const all = yield* everyPage(
        { service: 'codeconnections', operation: 'ListHosts' },
        'Hosts',
        'NextToken',
      );
      return all.map(({ HostArn }) => HostArn as string);
    },
  },
  *read({ physicalId }) {
    const found = yield* tolerate(gone, call('codeconnections', 'GetHost', { HostArn: physicalId }));
    if (!found) return undefined;
    const { Name, ProviderType, ProviderEndpoint, VpcConfiguration } = found;
    const { Tags } = yield* call('codeconnections', 'ListTagsForResource', { ResourceArn: physicalId });
    return { Name, ProviderType, ProviderEndpoint, VpcConfiguration, Tags };
  },
};

const gone = ['ResourceNotFoundException'];

// AWS: unverified what HostId is; here it is the end of the ARN.
function* madeOf(HostArn: string): Work<Made> {
  const { Status } = yield* call('codeconnections', 'GetHost', { HostArn });
  const HostId = HostArn.slice(HostArn.lastIndexOf('/') + 1);
  return { physicalId: HostArn, attributes: { HostArn, HostId, Status } };
}
