import { call, tagsOf, type Wanted, type Work } from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

// AWS: PutMetricAlarm, Tags: those given for an alarm that is there already are ignored.
export function* retagged(wanted: Wanted, ResourceARN: string): Work<void> {
  const { Tags } = yield* call('cloudwatch', 'ListTagsForResource', { ResourceARN });
  yield* retag(Tags, tagsOf(wanted, wanted.properties['Tags']), {
    add: (added) => call('cloudwatch', 'TagResource', { ResourceARN, Tags: added }),
    remove: (TagKeys) => call('cloudwatch', 'UntagResource', { ResourceARN, TagKeys }),
  });
}
