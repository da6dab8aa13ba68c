import { spelling } from '../../../base/spelling.ts';
import {
  call,
  type Properties,
  type ResourceTag,
  type Wanted,
  tagsOf,
  type Work,
} from '../../../dispatch/resource.ts';
import { large, retag, small } from '../../../dispatch/retag.ts';

export const { api, template } = spelling({
  names: {
    EFSVolumeConfiguration: 'efsVolumeConfiguration',
    FSxWindowsFileServerVolumeConfiguration: 'fsxWindowsFileServerVolumeConfiguration',
    FilesystemId: 'fileSystemId',
    IAM: 'iam',
    ProxyConfigurationProperties: 'properties',
    PlacementStrategies: 'placementStrategy',
  },
  verbatim: ['HookDetails', 'Options', 'DockerLabels', 'DriverOpts', 'Labels'],
});

/** `{ tags }` where there are any: a call with an empty list asks for nothing else. */
export function tagged(wanted: Wanted, own?: readonly ResourceTag[]): Properties {
  const tags = small(tagsOf(wanted, own));
  return tags.length > 0 ? { tags } : {};
}

export function* retagged(wanted: Wanted, resourceArn: string): Work<void> {
  const { tags } = yield* call('ecs', 'ListTagsForResource', { resourceArn });
  yield* retag(large(tags), tagsOf(wanted, wanted.properties['Tags']), {
    add: (added) => call('ecs', 'TagResource', { resourceArn, tags: small(added) }),
    remove: (tagKeys) => call('ecs', 'UntagResource', { resourceArn, tagKeys }),
  });
}
