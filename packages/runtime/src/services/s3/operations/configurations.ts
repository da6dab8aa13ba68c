import type {
  GetBucketAccelerateConfigurationOutput,
  GetBucketCorsOutput,
  GetBucketEncryptionOutput,
  GetBucketLoggingOutput,
  GetBucketReplicationOutput,
  GetBucketRequestPaymentOutput,
  GetBucketWebsiteOutput,
  PutBucketAccelerateConfigurationRequest,
  PutBucketCorsRequest,
  PutBucketEncryptionRequest,
  PutBucketLoggingRequest,
  PutBucketReplicationRequest,
  PutBucketRequestPaymentRequest,
  PutBucketWebsiteRequest,
  ServerSideEncryptionConfiguration,
  WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { configure, configured, unconfigure } from '../configurations.ts';
import {
  invalidArgument,
  invalidRequest,
  invalidTargetBucketForLogging,
  malformedXml,
  notConfigured,
} from '../errors.ts';
import { buckets, everywhere, type BucketRecord } from '../records.ts';
import { bucketOf } from './buckets.ts';
import { blockedTypes } from './customer-keys.ts';
import { forgetting, keeping, telling } from './keeping.ts';

export const putBucketAccelerateConfiguration = keeping(
  'accelerate',
  (input: PutBucketAccelerateConfigurationRequest, _call, bucket) => {
    const { Status } = input.AccelerateConfiguration!;
    if (Status !== 'Enabled' && Status !== 'Suspended') return malformedXml();
    if (bucket.name.includes('.'))
      invalidRequest('S3 Transfer Acceleration is not supported for buckets with periods (.) in their names');
    return { Status };
  },
);
/** A bucket that was never accelerated says nothing of it. */
export const getBucketAccelerateConfiguration = telling(
  'accelerate',
  (kept): GetBucketAccelerateConfigurationOutput => kept ?? {},
);

export const putBucketRequestPayment = keeping(
  'requestPayment',
  ({ RequestPaymentConfiguration: asked }: PutBucketRequestPaymentRequest) =>
    asked!.Payer === 'BucketOwner' || asked!.Payer === 'Requester' ? asked! : malformedXml(),
);
export const getBucketRequestPayment = telling(
  'requestPayment',
  (kept): GetBucketRequestPaymentOutput => kept ?? { Payer: 'BucketOwner' },
);

const methods = new Set(['GET', 'PUT', 'HEAD', 'POST', 'DELETE']);

/** AWS: "Elements of a CORS configuration": up to 100 rules; at most one `*` in an origin or a header. */
export const putBucketCors = keeping('cors', ({ CORSConfiguration: asked }: PutBucketCorsRequest) => {
  const rules = asked!.CORSRules ?? [];
  if (rules.length === 0 || rules.length > 100) malformedXml();
  for (const { AllowedMethods = [], AllowedOrigins = [], AllowedHeaders = [] } of rules) {
    if (AllowedMethods.length === 0 || AllowedOrigins.length === 0) malformedXml();
    const strange = AllowedMethods.find((method) => !methods.has(method));
    if (strange !== undefined)
      invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${strange}`);
    for (const origin of AllowedOrigins)
      if (isWilder(origin)) invalidRequest(`AllowedOrigin "${origin}" can not have more than one wildcard.`);
    for (const header of AllowedHeaders)
      if (isWilder(header)) invalidRequest(`AllowedHeader "${header}" can not have more than one wildcard.`);
  }
  return { CORSRules: rules };
});
const isWilder = (text: string): boolean => text.split('*').length > 2;

export const getBucketCors = telling(
  'cors',
  (kept, bucket): GetBucketCorsOutput => kept ?? notConfigured('cors', bucket.name),
);
export const deleteBucketCors = forgetting('cors');

/** AWS: since January 2023 every bucket encrypts: with S3's own keys where nothing else is asked for. */
const encryptionOfAll: ServerSideEncryptionConfiguration = {
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
      BucketKeyEnabled: false,
      BlockedEncryptionTypes: { EncryptionType: [...blockedTypes(undefined)] },
    },
  ],
};

export const putBucketEncryption = keeping('encryption', (input: PutBucketEncryptionRequest, call) => {
  const { Rules: rules = [] } = input.ServerSideEncryptionConfiguration!;
  if (rules.length !== 1) malformedXml();
  const [rule] = rules;
  const { SSEAlgorithm, KMSMasterKeyID } = rule!.ApplyServerSideEncryptionByDefault ?? {};
  if (SSEAlgorithm !== undefined && !['AES256', 'aws:kms', 'aws:kms:dsse'].includes(SSEAlgorithm))
    malformedXml();
  if (SSEAlgorithm === 'AES256' && KMSMasterKeyID !== undefined)
    invalidArgument(
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      'KMSMasterKeyID',
      KMSMasterKeyID,
    );
  // AWS: seen that what is blocked stays so where a request does not speak of it.
  const before = configured(call.tx, input.Bucket!, 'encryption')?.Rules?.[0]?.BlockedEncryptionTypes;
  const blocked = (rule!.BlockedEncryptionTypes ?? before)?.EncryptionType;
  return {
    Rules: [
      {
        ...rule,
        BucketKeyEnabled: rule!.BucketKeyEnabled ?? false,
        BlockedEncryptionTypes: { EncryptionType: [...blockedTypes(blocked)] },
      },
    ],
  };
});
export const getBucketEncryption = telling('encryption', (kept): GetBucketEncryptionOutput => ({
  ServerSideEncryptionConfiguration: kept ?? encryptionOfAll,
}));
export const deleteBucketEncryption = forgetting('encryption');

/** Kept; no logs are written. An empty one turns logging off. */
export const putBucketLogging: Handler<PutBucketLoggingRequest, object> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const enabled = input.BucketLoggingStatus!.LoggingEnabled;
  if (!enabled) {
    unconfigure(call.tx, bucket.name, 'logging');
    return {};
  }
  const target = buckets.get(call.tx, everywhere, enabled.TargetBucket!);
  if (target?.owner !== bucket.owner || target.region !== bucket.region)
    invalidTargetBucketForLogging(enabled.TargetBucket!);
  configure(call.tx, bucket.name, 'logging', {
    LoggingEnabled: { ...enabled, TargetPrefix: enabled.TargetPrefix ?? '' },
  });
  return {};
};
export const getBucketLogging = telling('logging', (kept): GetBucketLoggingOutput => kept ?? {});

export const putBucketWebsite = keeping(
  'website',
  ({ WebsiteConfiguration: site }: PutBucketWebsiteRequest) => judgedWebsite(site!),
);
function judgedWebsite(site: WebsiteConfiguration): WebsiteConfiguration {
  const { IndexDocument, RedirectAllRequestsTo } = site;
  if (RedirectAllRequestsTo) {
    if (IndexDocument || site.ErrorDocument || site.RoutingRules) malformedXml();
    return site;
  }
  const suffix = IndexDocument?.Suffix ?? '';
  if (suffix === '')
    invalidArgument(
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
      'IndexDocument',
      'null',
    );
  if (suffix.includes('/'))
    invalidArgument('The IndexDocument Suffix is not well formed', 'IndexDocument', suffix);
  return site;
}
export const getBucketWebsite = telling(
  'website',
  (kept, bucket): GetBucketWebsiteOutput => kept ?? notConfigured('website', bucket.name),
);
export const deleteBucketWebsite = forgetting('website');

/** Kept and told; nothing is replicated. */
export const putBucketReplication = keeping(
  'replication',
  (input: PutBucketReplicationRequest, call, bucket) => {
    const asked = input.ReplicationConfiguration!;
    if (!asked.Rules?.length || asked.Role === undefined) malformedXml();
    if (bucket.versioning !== 'Enabled')
      invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
    for (const { Destination } of asked.Rules!) requireVersionedDestination(call, Destination?.Bucket ?? '');
    return {
      Role: asked.Role,
      Rules: asked.Rules!.map((rule) => ({ ...rule, ID: rule.ID ?? call.ids.uuid() })),
    };
  },
);
function requireVersionedDestination(call: Call, arn: string): void {
  const destination: BucketRecord | undefined = buckets.get(
    call.tx,
    everywhere,
    arn.replace('arn:aws:s3:::', ''),
  );
  if (!destination) invalidRequest('Destination bucket must exist.');
  if (destination?.versioning !== 'Enabled')
    invalidRequest('Destination bucket must have versioning enabled.');
}
export const getBucketReplication = telling('replication', (kept, bucket): GetBucketReplicationOutput => ({
  ReplicationConfiguration: kept ?? notConfigured('replication', bucket.name),
}));
export const deleteBucketReplication = forgetting('replication');
