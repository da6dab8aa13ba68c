import type {
  FilterRule,
  GetBucketNotificationConfigurationRequest,
  NotificationConfiguration,
  PutBucketNotificationConfigurationRequest,
} from '@aws-sdk/client-s3';
import { derivedUuid } from '../../../base/ids.ts';
import { AwsError } from '../../../base/aws-error.ts';
import { parseArn } from '../../../base/arn.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import { configure, configured, unconfigure } from '../configurations.ts';
import { invalidArgument, invalidDestinations } from '../errors.ts';
import { messageTo, type Message } from '../message.ts';
import { covers, destinationsOf, ruleOf, type Destination } from '../notifications.ts';
import type { BucketRecord } from '../records.ts';
import { bucketOf } from './buckets.ts';

/** Each destination is tried before it is kept: S3 sends queues and topics a test message. */
export const putBucketNotificationConfiguration: WaitingHandler<
  PutBucketNotificationConfigurationRequest,
  object
> = {
  async waits(input, call) {
    const { configuration, bucket } = call.transaction((inner) => ({
      configuration: judged(input, inner),
      bucket: bucketOf(inner, input.Bucket!, input.ExpectedBucketOwner),
    }));
    const destinations = destinationsOf(configuration);
    if (!input.SkipDestinationValidation) await tryEach(destinations, bucket, call);
    call.transaction((inner) => {
      const bucket = bucketOf(inner, input.Bucket!, input.ExpectedBucketOwner);
      if (destinations.length === 0 && !configuration.EventBridgeConfiguration)
        unconfigure(inner.tx, bucket.name, 'notification');
      else configure(inner.tx, bucket.name, 'notification', configuration);
    });
    return {};
  },
};

export const getBucketNotificationConfiguration: Handler<
  GetBucketNotificationConfigurationRequest,
  NotificationConfiguration
> = (input, call) => {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  return configured(call.tx, bucket.name, 'notification') ?? {};
};

const servicesOf = { sns: 'sns', sqs: 'sqs', lambda: 'lambda' } as const;

function judged(input: PutBucketNotificationConfigurationRequest, call: Call): NotificationConfiguration {
  const bucket = bucketOf(call, input.Bucket!, input.ExpectedBucketOwner);
  const asked = input.NotificationConfiguration!;
  const named = <T extends { readonly Id?: string | undefined }>(
    kind: string,
    all: readonly T[] | undefined,
  ) =>
    all && all.length > 0
      ? all.map((each, index) => ({
          ...each,
          Id: each.Id || derivedUuid(bucket.name, kind, index, call.now),
        }))
      : undefined;
  const topics = named('topic', asked.TopicConfigurations);
  const queues = named('queue', asked.QueueConfigurations);
  const functions = named('function', asked.LambdaFunctionConfigurations);
  const configuration: NotificationConfiguration = {
    ...(topics && { TopicConfigurations: topics }),
    ...(queues && { QueueConfigurations: queues }),
    ...(functions && { LambdaFunctionConfigurations: functions }),
    ...(asked.EventBridgeConfiguration && { EventBridgeConfiguration: {} }),
  };
  const all = destinationsOf(configuration);
  for (const { arn, service, events, rules } of all) {
    requireArn(arn, service, bucket);
    if (events.length === 0) invalidArgument('At least one event must be specified', 'Event', '');
    for (const event of events) if (!isEvent(event)) unsupportedEvent(event);
    requireRules(rules);
  }
  if (new Set(all.map(({ id }) => id)).size < all.length)
    invalidArgument('Same ID used for multiple configurations. IDs must be unique', 'Id', '');
  requireUnambiguous(all);
  return configuration;
}

function requireArn(arn: string, service: Destination['service'], bucket: BucketRecord): void {
  const parsed = parseArn(arn);
  if (parsed?.service !== servicesOf[service] || !/^\d{12}$/.test(parsed.account))
    invalidArgument('The ARN is not well formed', 'Arn', arn);
  if (parsed?.region !== bucket.region)
    invalidArgument(
      'The notification destination service region is not valid for the bucket location constraint',
      'Arn',
      arn,
    );
}

/** AWS: user guide, "Supported event types for SQS, SNS, and Lambda". */
const kinds: Readonly<Record<string, readonly string[]>> = {
  ObjectCreated: ['*', 'Put', 'Post', 'Copy', 'CompleteMultipartUpload'],
  ObjectRemoved: ['*', 'Delete', 'DeleteMarkerCreated'],
  ObjectRestore: ['*', 'Post', 'Completed', 'Delete'],
  Replication: [
    '*',
    'OperationFailedReplication',
    'OperationMissedThreshold',
    'OperationNotTracked',
    'OperationReplicatedAfterThreshold',
  ],
  LifecycleExpiration: ['*', 'Delete', 'DeleteMarkerCreated'],
  ObjectTagging: ['*', 'Put', 'Delete'],
};
const single = new Set([
  's3:ReducedRedundancyLostObject',
  's3:LifecycleTransition',
  's3:IntelligentTiering',
  's3:ObjectAcl:Put',
]);

function isEvent(event: string): boolean {
  const [prefix, kind = '', name = ''] = event.split(':');
  const names = Object.hasOwn(kinds, kind) ? kinds[kind]! : [];
  return single.has(event) || (prefix === 's3' && names.includes(name));
}

const unsupportedEvent = (event: string): never =>
  invalidArgument('The event is not supported for notifications', 'Event', event);

function requireRules(rules: readonly FilterRule[]): void {
  for (const { Name } of rules)
    if (!/^(prefix|suffix)$/i.test(Name ?? ''))
      invalidArgument('filter rule name must be either prefix or suffix', 'FilterRule.Name', Name ?? '');
  const count = (name: string) => rules.filter(({ Name }) => Name?.toLowerCase() === name).length;
  for (const name of ['prefix', 'suffix'])
    if (count(name) > 1)
      invalidArgument(`Cannot specify more than one ${name} rule in a filter.`, 'FilterRule.Name', name);
}

/** AWS: user guide, "Examples of notification configurations with overlapping prefix/suffix". */
function requireUnambiguous(all: ReturnType<typeof destinationsOf>): void {
  const meet = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);
  const end = (a: string, b: string) => a.endsWith(b) || b.endsWith(a);
  for (const [index, one] of all.entries())
    for (const other of all.slice(index + 1)) {
      const shared = one.events.some((a) => other.events.some((b) => covers(a, b) || covers(b, a)));
      const overlapping =
        meet(ruleOf(one.rules, 'prefix'), ruleOf(other.rules, 'prefix')) &&
        end(ruleOf(one.rules, 'suffix'), ruleOf(other.rules, 'suffix'));
      if (shared && overlapping)
        invalidArgument(
          'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes ' +
            'are overlapping for the same event type.',
          'Event',
          one.events.join(','),
        );
    }
}

async function tryEach(
  destinations: readonly Destination[],
  bucket: BucketRecord,
  call: WaitingCall,
): Promise<void> {
  const requestId = derivedUuid(bucket.name, call.now);
  const test = {
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date(call.now).toISOString(),
    Bucket: bucket.name,
    RequestId: requestId,
    HostId: Buffer.from(`${requestId}/penstock`).toString('base64'),
  };
  const tried = new Set<string>();
  for (const destination of destinations) {
    if (tried.has(destination.arn)) continue;
    tried.add(destination.arn);
    try {
      await call.perform({
        type: 'aws.call',
        ...probe(messageTo(destination, JSON.stringify(test), bucket)),
        as: servicePrincipal('s3'),
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      invalidDestinations(destination.arn, error.message);
    }
  }
}

/** A function is not invoked to try. */
const probe = (message: Message): Message =>
  message.service === 'lambda'
    ? { ...message, input: { ...message.input, InvocationType: 'DryRun' } }
    : message;
