import { call, everyPage, type Properties, type Work } from '../../../dispatch/resource.ts';

/** A property that is a list of configurations, each with an id and operations of its own. */
interface ListedProperty {
  readonly property: string;
  /** `Metrics`, of `PutBucketMetricsConfiguration`. */
  readonly noun: string;
  configuration(value: Properties): object;
  /** What `configuration` made, as the property. */
  told(configuration: Properties): object;
}

/** One condition is said by itself, several under `And`. */
function filterOf({ Prefix, TagFilters = [] }: Properties): object {
  const conditions = (Prefix === undefined ? 0 : 1) + TagFilters.length;
  if (conditions === 0) return {};
  if (conditions > 1)
    return { Filter: { And: { ...(Prefix !== undefined && { Prefix }), Tags: TagFilters } } };
  return { Filter: Prefix === undefined ? { Tag: TagFilters[0] } : { Prefix } };
}

/** What `filterOf` made, as the properties. */
function conditionsIn({ Filter: { And, Tag, Prefix } = {} as Properties }: Properties): object {
  const prefix: unknown = And ? And['Prefix'] : Prefix;
  const tags: unknown = And ? And['Tags'] : Tag && [Tag];
  return { ...(prefix !== undefined && { Prefix: prefix }), ...(tags !== undefined && { TagFilters: tags }) };
}

const destination = ({ BucketArn, BucketAccountId, Format, Prefix }: Properties): object => ({
  Bucket: BucketArn,
  Format,
  ...(Prefix !== undefined && { Prefix }),
  ...(BucketAccountId !== undefined && { AccountId: BucketAccountId }),
});

/** What `destination` or `analysed` made, as the property. */
const place = ({ Bucket, Format, Prefix, AccountId, BucketAccountId = AccountId }: Properties): object => ({
  BucketArn: Bucket,
  Format,
  ...(Prefix !== undefined && { Prefix }),
  ...(BucketAccountId !== undefined && { BucketAccountId }),
});

const listedProperties: readonly ListedProperty[] = [
  {
    property: 'MetricsConfigurations',
    noun: 'Metrics',
    configuration: (value) => ({ Id: value['Id'], ...filterOf(value) }),
    told: ({ Id, ...rest }) => ({ Id, ...conditionsIn(rest) }),
  },
  {
    property: 'IntelligentTieringConfigurations',
    noun: 'IntelligentTiering',
    configuration: ({ Id, Status, Tierings, ...rest }) => ({ Id, Status, Tierings, ...filterOf(rest) }),
    told: ({ Id, Status, Tierings, ...rest }) => ({ Id, Status, Tierings, ...conditionsIn(rest) }),
  },
  {
    property: 'AnalyticsConfigurations',
    noun: 'Analytics',
    configuration: ({ Id, StorageClassAnalysis: { DataExport }, ...rest }) => ({
      Id,
      ...filterOf(rest),
      StorageClassAnalysis: DataExport
        ? {
            DataExport: {
              OutputSchemaVersion: DataExport['OutputSchemaVersion'],
              Destination: { S3BucketDestination: analysed(DataExport['Destination']) },
            },
          }
        : {},
    }),
    told: ({ Id, StorageClassAnalysis: { DataExport }, ...rest }) => ({
      Id,
      ...conditionsIn(rest),
      StorageClassAnalysis: DataExport
        ? {
            DataExport: {
              OutputSchemaVersion: DataExport['OutputSchemaVersion'],
              Destination: place(DataExport['Destination']['S3BucketDestination']),
            },
          }
        : {},
    }),
  },
  {
    property: 'InventoryConfigurations',
    noun: 'Inventory',
    configuration: ({
      Id,
      Enabled,
      Destination,
      IncludedObjectVersions,
      OptionalFields,
      Prefix,
      ScheduleFrequency,
    }) => ({
      Id,
      IsEnabled: Enabled,
      IncludedObjectVersions,
      Destination: { S3BucketDestination: destination(Destination) },
      Schedule: { Frequency: ScheduleFrequency },
      ...(OptionalFields && { OptionalFields }),
      ...(Prefix !== undefined && { Filter: { Prefix } }),
    }),
    told: ({ Id, IsEnabled, IncludedObjectVersions, Destination, Schedule, OptionalFields, ...rest }) => ({
      Id,
      Enabled: IsEnabled,
      IncludedObjectVersions,
      Destination: place(Destination['S3BucketDestination']),
      ScheduleFrequency: Schedule['Frequency'],
      ...(OptionalFields && { OptionalFields }),
      ...conditionsIn(rest),
    }),
  },
];

/** Analytics call the account otherwise than inventories do. */
function analysed(value: Properties): object {
  const { AccountId, ...rest } = destination(value) as Properties;
  return { ...rest, ...(AccountId !== undefined && { BucketAccountId: AccountId }) };
}

/** Puts what is new or other than before, and deletes what is no longer there. */
export function* putListed(bucket: string, wanted: Properties, before: Properties): Work<void> {
  for (const { property, noun, configuration } of listedProperties) {
    const after: readonly Properties[] = wanted[property] ?? [];
    const former: readonly Properties[] = before[property] ?? [];
    for (const each of former)
      if (!after.some(({ Id }) => Id === each['Id']))
        yield* call('s3', `DeleteBucket${noun}Configuration`, { Bucket: bucket, Id: each['Id'] });
    for (const each of after) {
      if (former.some((other) => JSON.stringify(other) === JSON.stringify(each))) continue;
      yield* call('s3', `PutBucket${noun}Configuration`, {
        Bucket: bucket,
        Id: each['Id'],
        [`${noun}Configuration`]: configuration(each),
      });
    }
  }
}

/** Those that there are. */
export function* listedOn(bucket: string): Work<Properties> {
  const properties: Record<string, object> = {};
  for (const { property, noun, told } of listedProperties) {
    const asked = {
      service: 's3',
      operation: `ListBucket${noun}Configurations`,
      input: { Bucket: bucket },
    };
    const token = ['ContinuationToken', 'NextContinuationToken'] as const;
    const found = yield* everyPage<Properties>(asked, `${noun}ConfigurationList`, token);
    if (found.length > 0) properties[property] = found.map(told);
  }
  return properties;
}
