import {
  call,
  everyPage,
  isTold,
  made,
  nameFor,
  ResourceFailure,
  tagsOf,
  tolerate,
  type Had,
  type Made,
  type Properties,
  type ResourceTag,
  type ResourceType,
  type Stood,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';
import { accessPointArn } from '../access-points.ts';

/** AWS: CloudFormation template reference, AWS::S3::AccessPoint. Its identifier is its name. */
export const accessPoint: ResourceType = {
  typeName: 'AWS::S3::AccessPoint',

  *create(wanted) {
    const { Policy: _policy, Tags, Name = nameFor(wanted, 50).toLowerCase(), ...rest } = wanted.properties;
    const tags = tagsOf(wanted, Tags);
    yield* control('CreateAccessPoint', wanted, { ...rest, Name, ...(tags.length > 0 && { Tags: tags }) });
    yield* made(Name);
    yield* policed(wanted, Name);
    return yield* madeOf(wanted, Name);
  },

  *update(wanted, { physicalId: Name, properties: before }) {
    const blockOf = (of: Properties): string => JSON.stringify(of['PublicAccessBlockConfiguration'] ?? {});
    // AWS: "You can't change these settings after the access point is created"; its sentence is unverified.
    if (blockOf(wanted.properties) !== blockOf(before))
      throw new ResourceFailure(
        'The public access block of an access point does not change.',
        'NotUpdatable',
      );
    yield* policed(wanted, Name);
    const of = { ResourceArn: accessPointArn({ ...wanted, name: Name }) };
    yield* retag(yield* tagsOn(wanted, Name), tagsOf(wanted, wanted.properties['Tags']), {
      add: (Tags) => control('TagResource', wanted, { ...of, Tags }),
      remove: (TagKeys) => control('UntagResource', wanted, { ...of, TagKeys }),
    });
    return yield* madeOf(wanted, Name);
  },

  *delete(had) {
    const asked = control('DeleteAccessPoint', had, { Name: had.physicalId });
    yield* tolerate(['NoSuchAccessPoint'], asked);
  },

  adopt: (sought) => madeOf(sought, sought.physicalId),

  list: {
    *identifiers(place) {
      const input = { AccountId: place.account };
      const asked = { service: 's3control', operation: 'ListAccessPoints', input };
      const all = yield* everyPage(asked, 'AccessPointList', 'NextToken');
      return all.map(({ Name }) => Name);
    },
  },

  *read(had) {
    const Name = had.physicalId;
    const is = yield* tolerate(['NoSuchAccessPoint'], control('GetAccessPoint', had, { Name }));
    if (!is) return undefined;
    const policy = yield* tolerate(
      ['NoSuchAccessPointPolicy'],
      control('GetAccessPointPolicy', had, { Name }),
    );
    return {
      Name,
      Bucket: is['Bucket'],
      Alias: is['Alias'],
      Arn: is['AccessPointArn'],
      NetworkOrigin: is['NetworkOrigin'],
      ...(isTold(had, 'BucketAccountId') && { BucketAccountId: is['BucketAccountId'] }),
      ...(isTold(had, 'PublicAccessBlockConfiguration') && {
        PublicAccessBlockConfiguration: is['PublicAccessBlockConfiguration'],
      }),
      ...(policy && { Policy: JSON.parse(policy['Policy']) as object }),
      Tags: yield* tagsOn(had, Name),
    };
  },
};

const control = (operation: string, { account }: Stood, input: object): Work<Properties> =>
  call('s3control', operation, { AccountId: account, ...input });

/** It has the policy that the template says, or none. */
function* policed(wanted: Wanted, Name: string): Work<void> {
  const { Policy } = wanted.properties;
  if (Policy === undefined) yield* control('DeleteAccessPointPolicy', wanted, { Name });
  else {
    const text = typeof Policy === 'string' ? Policy : JSON.stringify(Policy);
    yield* control('PutAccessPointPolicy', wanted, { Name, Policy: text });
  }
}

function* tagsOn(stood: Stood, name: string): Work<readonly ResourceTag[]> {
  const ResourceArn = accessPointArn({ ...stood, name });
  return (yield* control('ListTagsForResource', stood, { ResourceArn }))['Tags'];
}

function* madeOf(stood: Stood | Had, Name: string): Work<Made> {
  const is = yield* control('GetAccessPoint', stood, { Name });
  const { Alias, AccessPointArn: Arn, NetworkOrigin } = is;
  return { physicalId: Name, attributes: { Name, Alias, Arn, NetworkOrigin } };
}
