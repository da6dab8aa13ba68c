import {
  call,
  made,
  nameFor,
  ResourceFailure,
  tagsOf,
  tolerate,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Stood,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { bucketAspects, canned, type BucketAspect } from './bucket-aspects.ts';
import { listedOn, putListed } from './listed-properties.ts';

/** Properties of a bucket. AWS: CloudFormation user guide, AWS::S3::Bucket. */
type BucketProperties = Readonly<Record<string, any>>;

/** Properties that nothing is done for: a template that has them is refused rather than half obeyed. */
const notServed = ['AbacStatus', 'MetadataConfiguration', 'MetadataTableConfiguration'];

export const bucket: ResourceType<BucketProperties> = {
  typeName: 'AWS::S3::Bucket',

  *create(wanted) {
    requireServed(wanted.properties);
    const name: string = wanted.properties['BucketName'] ?? nameFor(wanted, 63).toLowerCase();
    yield* requireFree(name);
    const { region } = wanted;
    const locking = wanted.properties['ObjectLockEnabled'] === true;
    yield* call('s3', 'CreateBucket', {
      Bucket: name,
      ...(region !== 'us-east-1' && { CreateBucketConfiguration: { LocationConstraint: region } }),
      ...(locking && { ObjectLockEnabledForBucket: true }),
      ...listBegunWith(wanted.properties),
    });
    yield* made(name);
    for (const aspect of bucketAspects) yield* put(aspect, name, wanted.properties[aspect.property]);
    yield* putListed(name, wanted.properties, {});
    yield* tag(wanted, name, []);
    return answered(wanted, name);
  },

  *update(wanted, had) {
    requireServed(wanted.properties);
    const name = had.physicalId;
    for (const aspect of bucketAspects) {
      const before = had.properties[aspect.property];
      const after = wanted.properties[aspect.property];
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      if (after === undefined) yield* remove(aspect, name);
      else yield* put(aspect, name, after);
    }
    yield* putListed(name, wanted.properties, had.properties);
    yield* tag(wanted, name, had.properties['Tags'] ?? []);
    return answered(wanted, name);
  },

  *delete(had) {
    yield* tolerate(['NoSuchBucket'], call('s3', 'DeleteBucket', { Bucket: had.physicalId }));
  },

  list: listed('s3', 'ListBuckets', {
    items: 'Buckets',
    token: 'ContinuationToken',
    identifier: ({ Name }) => Name,
  }),
  *adopt(sought) {
    yield* call('s3', 'HeadBucket', { Bucket: sought.physicalId });
    return answered(sought, sought.physicalId);
  },

  *read(had) {
    const Bucket = had.physicalId;
    const there = yield* tolerate(['NotFound', 'NoSuchBucket'], call('s3', 'HeadBucket', { Bucket }));
    if (!there) return undefined;
    const properties: Record<string, unknown> = { BucketName: Bucket };
    for (const aspect of bucketAspects) {
      const answer = yield* tolerate(aspect.unset ? [aspect.unset] : [], call('s3', aspect.get, { Bucket }));
      const value = answer && aspect.told(answer);
      if (value !== undefined) properties[aspect.property] = value;
    }
    if (properties['ObjectLockConfiguration'] !== undefined) properties['ObjectLockEnabled'] = true;
    Object.assign(properties, yield* listedOn(Bucket));
    const tagged = yield* tolerate(
      ['NoSuchTagSet'],
      call<{ TagSet: ResourceTag[] }>('s3', 'GetBucketTagging', { Bucket }),
    );
    if (tagged) properties['Tags'] = tagged.TagSet;
    return properties;
  },
};

/** S3 lets the owner of a bucket make it again, in us-east-1; CloudFormation does not take over what is there. */
function* requireFree(name: string): Work<void> {
  const there = yield* tolerate(['NotFound', 'NoSuchBucket'], call('s3', 'HeadBucket', { Bucket: name }));
  if (there) throw new ResourceFailure(`${name} already exists`, 'AlreadyExists');
}

function requireServed(properties: BucketProperties): void {
  const property = notServed.find((each) => properties[each] !== undefined);
  if (property !== undefined)
    throw new ResourceFailure(
      `Penstock does not serve the property ${property} of a bucket.`,
      'InvalidRequest',
    );
}

/** A list that its ownership leaves a bucket none of is refused with the bucket; any other is put after ownership. */
// AWS: seen as "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting (Service: Amazon S3; …
// Error Code: InvalidBucketAclWithObjectOwnership; …" of buckets whose template has an `AccessControl` alone.
function listBegunWith({ AccessControl, OwnershipControls }: BucketProperties): { readonly ACL?: string } {
  return AccessControl === undefined || OwnershipControls !== undefined ? {} : { ACL: canned(AccessControl) };
}

/** A list that is private says what is so without it, also where a bucket has no lists. */
function* put(aspect: BucketAspect, name: string, value: unknown): Work<void> {
  if (value === undefined || (aspect.property === 'AccessControl' && value === 'Private')) return;
  yield* call('s3', aspect.put, { Bucket: name, ...aspect.input(value, name) });
}

function* remove(aspect: BucketAspect, name: string): Work<void> {
  if (typeof aspect.remove === 'string') yield* call('s3', aspect.remove, { Bucket: name });
  else yield* call('s3', aspect.put, { Bucket: name, ...aspect.remove });
}

function* tag(wanted: Wanted<BucketProperties>, name: string, before: readonly ResourceTag[]): Work<void> {
  const TagSet = tagsOf(wanted, wanted.properties['Tags'] ?? []);
  if (TagSet.length > 0) yield* call('s3', 'PutBucketTagging', { Bucket: name, Tagging: { TagSet } });
  else if (before.length > 0) yield* call('s3', 'DeleteBucketTagging', { Bucket: name });
}

function answered(stood: Stood, name: string): Made {
  return { physicalId: name, attributes: attributesOf(name, stood.region) };
}

/** Regions whose website endpoints have a dash. AWS: General Reference, "Amazon S3 website endpoints". */
const dashed = new Set(
  'us-east-1 us-west-1 us-west-2 ap-southeast-1 ap-southeast-2 ap-northeast-1 eu-west-1 sa-east-1'.split(' '),
);

function attributesOf(name: string, region: string): Readonly<Record<string, string>> {
  return {
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website${dashed.has(region) ? '-' : '.'}${region}.amazonaws.com`,
  };
}
