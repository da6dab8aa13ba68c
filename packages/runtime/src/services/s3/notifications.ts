import type { Event, FilterRule, NotificationConfiguration } from '@aws-sdk/client-s3';
import type { AwsEvent } from '../../base/event.ts';
import type { Scope } from '../../base/scope.ts';
import { isDeleteMarker, ownerId, type AnyVersion, type BucketRecord } from './records.ts';

/** Something that happened to an object, told to who asked for it. */
export interface Happening {
  readonly event: Event;
  readonly version: AnyVersion;
  readonly bucket: BucketRecord;
  /** When, in house time. */
  readonly at: number;
  readonly region: string;
  readonly requester: string;
  readonly principalId: string;
  readonly sourceIp: string;
  readonly requestId: string;
  /** Rises with each event of a key. */
  readonly sequencer: string;
  /** The operation that did it, as EventBridge is told. */
  readonly reason: string;
}

/** Where a notification goes. */
export interface Destination {
  readonly service: 'lambda' | 'sns' | 'sqs';
  readonly arn: string;
}

interface Configured extends Destination {
  readonly id: string;
  readonly events: readonly string[];
  readonly rules: readonly FilterRule[];
}

export function destinationsOf(configuration: NotificationConfiguration): Configured[] {
  const { LambdaFunctionConfigurations, QueueConfigurations, TopicConfigurations } = configuration;
  interface Any {
    readonly Id?: string | undefined;
    readonly Events?: readonly string[] | undefined;
    readonly Filter?:
      { readonly Key?: { readonly FilterRules?: readonly FilterRule[] | undefined } | undefined } | undefined;
  }
  const one = (service: Destination['service'], arn: string | undefined, each: Any): Configured => ({
    service,
    arn: arn!,
    id: each.Id!,
    events: each.Events ?? [],
    rules: each.Filter?.Key?.FilterRules ?? [],
  });
  return [
    ...(TopicConfigurations ?? []).map((each) => one('sns', each.TopicArn, each)),
    ...(QueueConfigurations ?? []).map((each) => one('sqs', each.QueueArn, each)),
    ...(LambdaFunctionConfigurations ?? []).map((each) => one('lambda', each.LambdaFunctionArn, each)),
  ];
}

/** `s3:ObjectCreated:*` covers all that begins so. */
export const covers = (pattern: string, event: string): boolean =>
  pattern.endsWith('*') ? event.startsWith(pattern.slice(0, -1)) : pattern === event;

export function ruleOf(rules: readonly FilterRule[], name: 'prefix' | 'suffix'): string {
  return rules.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? '';
}

/** The destinations that asked for this. */
export function askedFor(
  configuration: NotificationConfiguration,
  { event, version }: Pick<Happening, 'event' | 'version'>,
): Configured[] {
  return destinationsOf(configuration).filter(
    ({ events, rules }) =>
      events.some((pattern) => covers(pattern, event)) &&
      version.key.startsWith(ruleOf(rules, 'prefix')) &&
      version.key.endsWith(ruleOf(rules, 'suffix')),
  );
}

/** AWS: user guide, "Event message structure". */
export function eventMessage(happening: Happening, configurationId: string): object {
  const { event, version, bucket, at, region, principalId, sourceIp, requestId, sequencer } = happening;
  // AWS: versions 2.2 and 2.3 came with events of replication, and of lifecycle, tagging and access lists.
  const later = /^s3:(Lifecycle|ObjectTagging|ObjectAcl|IntelligentTiering)/.test(event);
  return {
    Records: [
      {
        eventVersion: later ? '2.3' : '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: new Date(at).toISOString(),
        eventName: event.slice('s3:'.length),
        userIdentity: { principalId },
        requestParameters: { sourceIPAddress: sourceIp },
        responseElements: {
          'x-amz-request-id': requestId,
          'x-amz-id-2': Buffer.from(`${requestId}/penstock`).toString('base64'),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: {
            name: bucket.name,
            ownerIdentity: { principalId: ownerId(bucket.owner) },
            arn: `arn:aws:s3:::${bucket.name}`,
          },
          object: {
            key: encodeURIComponent(version.key).replaceAll('%20', '+').replaceAll('%2F', '/'),
            ...(isCreation(event) && sizeOf(version, 'eTag')),
            ...(bucket.versioning && { versionId: version.versionId }),
            sequencer,
          },
        },
      },
    ],
  };
}

const isCreation = (event: string): boolean => !/Removed|Delete/.test(event);

function sizeOf(version: AnyVersion, etagName: 'eTag' | 'etag'): object {
  if (isDeleteMarker(version)) return {};
  return { size: version.blob.size, [etagName]: version.etag ?? version.blob.md5 };
}

/** AWS: user guide, "Using EventBridge": detail types and details. */
export function bridgeEvent(happening: Happening): Omit<AwsEvent, keyof Scope> | undefined {
  const { event, version, bucket, requester, sourceIp, requestId, sequencer, reason } = happening;
  const detailType = detailTypes.find(([pattern]) => covers(pattern, event))?.[1];
  if (detailType === undefined) return undefined;
  const deletion = detailType === 'Object Deleted' && {
    'deletion-type': event.endsWith('DeleteMarkerCreated') ? 'Delete Marker Created' : 'Permanently Deleted',
  };
  const detail = {
    version: '0',
    bucket: { name: bucket.name },
    object: {
      key: version.key,
      ...(isCreation(event) && sizeOf(version, 'etag')),
      ...(bucket.versioning && { 'version-id': version.versionId }),
      sequencer,
    },
    'request-id': requestId,
    requester,
    ...(sourceIp !== '' && { 'source-ip-address': sourceIp }),
    ...(reason !== '' && { reason }),
    ...deletion,
  };
  return { source: 'aws.s3', detailType, resources: [`arn:aws:s3:::${bucket.name}`], detail };
}

const detailTypes: readonly (readonly [pattern: string, detailType: string])[] = [
  ['s3:ObjectCreated:*', 'Object Created'],
  ['s3:ObjectRemoved:*', 'Object Deleted'],
  ['s3:LifecycleExpiration:*', 'Object Deleted'],
  ['s3:ObjectTagging:Put', 'Object Tags Added'],
  ['s3:ObjectTagging:Delete', 'Object Tags Deleted'],
  ['s3:ObjectAcl:Put', 'Object ACL Updated'],
];
