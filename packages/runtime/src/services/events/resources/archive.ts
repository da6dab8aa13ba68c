import { call, made, nameFor, tolerate, type ResourceType, listed } from '../../../dispatch/resource.ts';

interface Properties {
  readonly ArchiveName?: string;
  readonly SourceArn: string;
  readonly Description?: string;
  readonly EventPattern?: object;
  readonly RetentionDays?: number;
}

const nameMax = 48;
const gone = ['ResourceNotFoundException'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-archive.html */
export const archive: ResourceType<Properties> = {
  typeName: 'AWS::Events::Archive',

  *create(wanted) {
    const { properties } = wanted;
    const ArchiveName = properties.ArchiveName ?? nameFor(wanted, nameMax);
    const input = { ArchiveName, EventSourceArn: properties.SourceArn, ...described(properties) };
    const { ArchiveArn } = yield* call<{ ArchiveArn: string }>('events', 'CreateArchive', input);
    yield* made(ArchiveName);
    return { physicalId: ArchiveName, attributes: { Arn: ArchiveArn } };
  },

  *update({ properties }, { physicalId: ArchiveName }) {
    const empty = { Description: '', EventPattern: '', RetentionDays: 0 };
    const input = { ArchiveName, ...empty, ...described(properties) };
    const { ArchiveArn } = yield* call<{ ArchiveArn: string }>('events', 'UpdateArchive', input);
    return { physicalId: ArchiveName, attributes: { Arn: ArchiveArn } };
  },

  *delete({ physicalId: ArchiveName }) {
    yield* tolerate(gone, call('events', 'DeleteArchive', { ArchiveName }));
  },

  list: listed('events', 'ListArchives', {
    items: 'Archives',
    token: 'NextToken',
    identifier: ({ ArchiveName }) => ArchiveName,
  }),
  *adopt({ physicalId: ArchiveName }) {
    const { ArchiveArn } = yield* call('events', 'DescribeArchive', { ArchiveName });
    return { physicalId: ArchiveName, attributes: { Arn: ArchiveArn } };
  },

  *read({ physicalId: ArchiveName }) {
    const output = yield* tolerate(gone, call('events', 'DescribeArchive', { ArchiveName }));
    if (!output) return undefined;
    const { EventSourceArn: SourceArn, Description, EventPattern, RetentionDays } = output;
    return {
      ArchiveName,
      SourceArn,
      Description,
      RetentionDays,
      ...(EventPattern && { EventPattern: JSON.parse(EventPattern) as object }),
    };
  },
};

const described = ({ Description, EventPattern, RetentionDays }: Properties) => ({
  ...(Description !== undefined && { Description }),
  ...(EventPattern !== undefined && { EventPattern: JSON.stringify(EventPattern) }),
  ...(RetentionDays !== undefined && { RetentionDays }),
});
