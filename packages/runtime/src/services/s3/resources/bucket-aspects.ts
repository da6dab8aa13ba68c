import type { Properties } from '../../../dispatch/resource.ts';
import { lifecycleRule, ruleProperty } from './lifecycle-property.ts';
import { notificationConfiguration, notificationProperty } from './notification-property.ts';
import { respelled, reversed, type Spelling } from './spelling.ts';

/** A property of a bucket that has operations of its own. */
export interface BucketAspect {
  readonly property: string;
  readonly put: string;
  /** The input of `put` beside the bucket. */
  input(value: any, bucket: string): object;
  /** What is asked for where the property goes: an operation, or `put` with this. */
  readonly remove: string | object;
  readonly get: string;
  /** What `get` answers where nothing is configured, if it is an error. */
  readonly unset?: string;
  /** What `get` answered, as the property; undefined where it says nothing. */
  told(answer: Properties): unknown;
}

/** One that only calls its members otherwise, in one member of the input. */
function same(
  aspect: Pick<BucketAspect, 'property' | 'put' | 'remove' | 'get'> & { readonly unset?: string },
  member: string,
  spelling: Spelling = {},
  wrapped = false,
): BucketAspect {
  return {
    ...aspect,
    input: (value) => ({ [member]: respelled(value, spelling) }),
    told: (answer) => {
      const value = wrapped ? answer[member] : Object.keys(answer).length > 0 ? answer : undefined;
      return respelled(value, reversed(spelling));
    },
  };
}

/** `PublicRead` → `public-read` */
/** A list's name as S3 spells it. */
export const canned = (acl: string): string =>
  acl.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

const spelledEncryption = same(
  {
    property: 'BucketEncryption',
    put: 'PutBucketEncryption',
    remove: 'DeleteBucketEncryption',
    get: 'GetBucketEncryption',
  },
  'ServerSideEncryptionConfiguration',
  {
    ServerSideEncryptionConfiguration: 'Rules',
    ServerSideEncryptionByDefault: 'ApplyServerSideEncryptionByDefault',
  },
  true,
);

/** What S3 says of every bucket, no template does. */
const encryption: BucketAspect = {
  ...spelledEncryption,
  told(answer) {
    const { ServerSideEncryptionConfiguration: rules } = spelledEncryption.told(answer) as Properties;
    const own = ({ BucketKeyEnabled, BlockedEncryptionTypes, ...rule }: Properties) => ({
      ...rule,
      ...(BucketKeyEnabled && { BucketKeyEnabled }),
      ...(BlockedEncryptionTypes?.EncryptionType[0] !== 'SSE-C' && { BlockedEncryptionTypes }),
    });
    return { ServerSideEncryptionConfiguration: rules.map(own) };
  },
};

const website: BucketAspect = {
  property: 'WebsiteConfiguration',
  put: 'PutBucketWebsite',
  input: ({ IndexDocument, ErrorDocument, RoutingRules, ...rest }) => ({
    WebsiteConfiguration: {
      ...rest,
      ...(IndexDocument !== undefined && { IndexDocument: { Suffix: IndexDocument } }),
      ...(ErrorDocument !== undefined && { ErrorDocument: { Key: ErrorDocument } }),
      ...(RoutingRules && { RoutingRules: respelled(RoutingRules, routing) }),
    },
  }),
  remove: 'DeleteBucketWebsite',
  get: 'GetBucketWebsite',
  unset: 'NoSuchWebsiteConfiguration',
  told: ({ IndexDocument, ErrorDocument, RoutingRules, ...rest }) => ({
    ...rest,
    ...(IndexDocument && { IndexDocument: IndexDocument['Suffix'] }),
    ...(ErrorDocument && { ErrorDocument: ErrorDocument['Key'] }),
    ...(RoutingRules && { RoutingRules: respelled(RoutingRules, reversed(routing)) }),
  }),
};
const routing: Spelling = { RedirectRule: 'Redirect', RoutingRuleCondition: 'Condition' };

const logging: BucketAspect = {
  property: 'LoggingConfiguration',
  put: 'PutBucketLogging',
  input: ({ DestinationBucketName, LogFilePrefix, TargetObjectKeyFormat }, bucket) => ({
    BucketLoggingStatus: {
      LoggingEnabled: {
        TargetBucket: DestinationBucketName ?? bucket,
        TargetPrefix: LogFilePrefix ?? '',
        ...(TargetObjectKeyFormat && { TargetObjectKeyFormat }),
      },
    },
  }),
  remove: { BucketLoggingStatus: {} },
  get: 'GetBucketLogging',
  told: ({ LoggingEnabled: enabled }) =>
    enabled && {
      DestinationBucketName: enabled['TargetBucket'],
      ...(enabled['TargetPrefix'] !== '' && { LogFilePrefix: enabled['TargetPrefix'] }),
      ...(enabled['TargetObjectKeyFormat'] && { TargetObjectKeyFormat: enabled['TargetObjectKeyFormat'] }),
    },
};

const lifecycle: BucketAspect = {
  property: 'LifecycleConfiguration',
  put: 'PutBucketLifecycleConfiguration',
  input: ({ Rules, TransitionDefaultMinimumObjectSize }) => ({
    LifecycleConfiguration: { Rules: Rules.map(lifecycleRule) },
    ...(TransitionDefaultMinimumObjectSize && { TransitionDefaultMinimumObjectSize }),
  }),
  remove: 'DeleteBucketLifecycle',
  get: 'GetBucketLifecycleConfiguration',
  unset: 'NoSuchLifecycleConfiguration',
  told: ({ Rules, TransitionDefaultMinimumObjectSize }) => ({
    Rules: Rules.map(ruleProperty),
    ...(TransitionDefaultMinimumObjectSize !== 'all_storage_classes_128K' && {
      TransitionDefaultMinimumObjectSize,
    }),
  }),
};

const notification: BucketAspect = {
  property: 'NotificationConfiguration',
  put: 'PutBucketNotificationConfiguration',
  input: (value) => ({ NotificationConfiguration: notificationConfiguration(value) }),
  remove: { NotificationConfiguration: {} },
  get: 'GetBucketNotificationConfiguration',
  told: notificationProperty,
};

/** In the order in which they are put: what may be refused because of another comes after it. */
export const bucketAspects: readonly BucketAspect[] = [
  same(
    {
      property: 'OwnershipControls',
      put: 'PutBucketOwnershipControls',
      remove: 'DeleteBucketOwnershipControls',
      get: 'GetBucketOwnershipControls',
      unset: 'OwnershipControlsNotFoundError',
    },
    'OwnershipControls',
    {},
    true,
  ),
  same(
    {
      property: 'PublicAccessBlockConfiguration',
      put: 'PutPublicAccessBlock',
      remove: 'DeletePublicAccessBlock',
      get: 'GetPublicAccessBlock',
      unset: 'NoSuchPublicAccessBlockConfiguration',
    },
    'PublicAccessBlockConfiguration',
    {},
    true,
  ),
  {
    property: 'AccessControl',
    put: 'PutBucketAcl',
    input: (value) => ({ ACL: canned(value) }),
    remove: { ACL: 'private' },
    get: 'GetBucketAcl',
    told: () => undefined,
  },
  same(
    {
      property: 'VersioningConfiguration',
      put: 'PutBucketVersioning',
      remove: { VersioningConfiguration: { Status: 'Suspended' } },
      get: 'GetBucketVersioning',
    },
    'VersioningConfiguration',
  ),
  encryption,
  {
    property: 'ObjectLockConfiguration',
    put: 'PutObjectLockConfiguration',
    input: (ObjectLockConfiguration) => ({ ObjectLockConfiguration }),
    remove: { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
    get: 'GetObjectLockConfiguration',
    unset: 'ObjectLockConfigurationNotFoundError',
    told: ({ ObjectLockConfiguration }) => ObjectLockConfiguration,
  },
  lifecycle,
  same(
    {
      property: 'CorsConfiguration',
      put: 'PutBucketCors',
      remove: 'DeleteBucketCors',
      get: 'GetBucketCors',
      unset: 'NoSuchCORSConfiguration',
    },
    'CORSConfiguration',
    { CorsRules: 'CORSRules', ExposedHeaders: 'ExposeHeaders', MaxAge: 'MaxAgeSeconds', Id: 'ID' },
  ),
  website,
  same(
    {
      property: 'AccelerateConfiguration',
      put: 'PutBucketAccelerateConfiguration',
      remove: { AccelerateConfiguration: { Status: 'Suspended' } },
      get: 'GetBucketAccelerateConfiguration',
    },
    'AccelerateConfiguration',
    { AccelerationStatus: 'Status' },
  ),
  logging,
  same(
    {
      property: 'ReplicationConfiguration',
      put: 'PutBucketReplication',
      remove: 'DeleteBucketReplication',
      get: 'GetBucketReplication',
      unset: 'ReplicationConfigurationNotFoundError',
    },
    'ReplicationConfiguration',
    { Id: 'ID', TagFilters: 'Tags', TagFilter: 'Tag' },
    true,
  ),
  notification,
];
