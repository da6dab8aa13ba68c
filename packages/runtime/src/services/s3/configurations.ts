import type {
  AccelerateConfiguration,
  AccessControlPolicy,
  AnalyticsConfiguration,
  BucketLoggingStatus,
  CORSConfiguration,
  IntelligentTieringConfiguration,
  InventoryConfiguration,
  MetricsConfiguration,
  NotificationConfiguration,
  ObjectLockConfiguration,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  ReplicationConfiguration,
  RequestPaymentConfiguration,
  ServerSideEncryptionConfiguration,
  Tagging,
  WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import { plain } from '../../dispatch/inside.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import type { LifecycleKept } from './lifecycle.ts';
import { everywhere } from './records.ts';

/** What may be configured of a bucket, each by its own operations. */
export interface Configurations {
  readonly accelerate: AccelerateConfiguration;
  readonly acl: Pick<AccessControlPolicy, 'Grants'>;
  readonly cors: CORSConfiguration;
  readonly encryption: ServerSideEncryptionConfiguration;
  readonly lifecycle: LifecycleKept;
  readonly logging: BucketLoggingStatus;
  readonly notification: NotificationConfiguration;
  readonly objectLock: ObjectLockConfiguration;
  readonly ownership: OwnershipControls;
  /** The document as it was given. */
  readonly policy: string;
  readonly publicAccessBlock: PublicAccessBlockConfiguration;
  readonly replication: ReplicationConfiguration;
  readonly requestPayment: RequestPaymentConfiguration;
  readonly tags: Tagging;
  readonly website: WebsiteConfiguration;
}

/** Those of which a bucket may have many, each with an id. */
export interface ListedConfigurations {
  readonly analytics: AnalyticsConfiguration;
  readonly intelligentTiering: IntelligentTieringConfiguration;
  readonly inventory: InventoryConfiguration;
  readonly metrics: MetricsConfiguration;
}

export type Aspect = keyof Configurations;
export type ListedAspect = keyof ListedConfigurations;

/** By `<bucket>/<aspect>`, or `<bucket>/<aspect>/<id>`. A time in one is ISO 8601. */
const configurations = collection<unknown>('s3.configurations');

export function configured<A extends Aspect>(
  tx: Tx,
  bucket: string,
  aspect: A,
): Configurations[A] | undefined {
  return configurations.get(tx, everywhere, `${bucket}/${aspect}`) as Configurations[A] | undefined;
}

export function configure<A extends Aspect>(
  tx: Tx,
  bucket: string,
  aspect: A,
  value: Configurations[A],
): void {
  configurations.put(tx, everywhere, `${bucket}/${aspect}`, plain(value));
}

export function unconfigure(tx: Tx, bucket: string, aspect: Aspect): void {
  configurations.delete(tx, everywhere, `${bucket}/${aspect}`);
}

export const listed = {
  get: <A extends ListedAspect>(tx: Tx, bucket: string, aspect: A, id: string) =>
    configurations.get(tx, everywhere, `${bucket}/${aspect}/${id}`) as ListedConfigurations[A] | undefined,
  put: <A extends ListedAspect>(tx: Tx, bucket: string, aspect: A, value: ListedConfigurations[A]): void =>
    configurations.put(tx, everywhere, `${bucket}/${aspect}/${value.Id}`, plain(value)),
  delete: (tx: Tx, bucket: string, aspect: ListedAspect, id: string): void =>
    configurations.delete(tx, everywhere, `${bucket}/${aspect}/${id}`),
  all: <A extends ListedAspect>(tx: Tx, bucket: string, aspect: A) =>
    configurations.list(tx, everywhere, { prefix: `${bucket}/${aspect}/` }) as ListedConfigurations[A][],
};

/** The bucket goes, and all that was said of it. */
export function forgetConfigurations(tx: Tx, bucket: string): void {
  const aspects: readonly Aspect[] = Object.keys(aspectNames) as Aspect[];
  for (const aspect of aspects) unconfigure(tx, bucket, aspect);
  const many: readonly ListedAspect[] = ['analytics', 'intelligentTiering', 'inventory', 'metrics'];
  for (const aspect of many)
    for (const each of listed.all(tx, bucket, aspect)) listed.delete(tx, bucket, aspect, each.Id!);
}

const aspectNames: Readonly<Record<Aspect, true>> = {
  accelerate: true,
  acl: true,
  cors: true,
  encryption: true,
  lifecycle: true,
  logging: true,
  notification: true,
  objectLock: true,
  ownership: true,
  policy: true,
  publicAccessBlock: true,
  replication: true,
  requestPayment: true,
  tags: true,
  website: true,
};
