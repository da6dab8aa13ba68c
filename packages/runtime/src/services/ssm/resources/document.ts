import { parse } from 'yaml';
import {
  call,
  listed,
  made,
  nameFor,
  tagsOf,
  tolerate,
  type Had,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

interface Properties {
  readonly Name?: string;
  readonly Content: string | object;
  readonly DocumentType?: string;
  readonly DocumentFormat?: 'JSON' | 'YAML' | 'TEXT';
  readonly TargetType?: string;
  readonly VersionName?: string;
  readonly UpdateMethod?: 'Replace' | 'NewVersion';
  readonly Attachments?: readonly object[];
  readonly Requires?: readonly object[];
  readonly Tags?: readonly ResourceTag[];
}

/** AWS: CloudFormation template reference, AWS::SSM::Document. Its identifier is its name. */
export const document: ResourceType<Properties> = {
  typeName: 'AWS::SSM::Document',

  create: (wanted) => createOne(wanted),

  *update(wanted, had) {
    if (isSame(wanted.properties, had.properties)) {
      yield* retagged(had.physicalId, tagsOf(wanted, wanted.properties.Tags));
      return { physicalId: had.physicalId };
    }
    // AWS: UpdateMethod: Replace, unless it is said.
    if (wanted.properties.UpdateMethod !== 'NewVersion') return yield* createOne(wanted);
    const { Content, VersionName, ...rest } = spelled(wanted.properties);
    const named = { ...rest, ...(VersionName !== undefined && { VersionName }) };
    const { DocumentDescription } = yield* call('ssm', 'UpdateDocument', {
      Name: had.physicalId,
      Content,
      DocumentVersion: '$LATEST',
      ...named,
    });
    yield* call('ssm', 'UpdateDocumentDefaultVersion', {
      Name: had.physicalId,
      DocumentVersion: DocumentDescription.DocumentVersion,
    });
    yield* retagged(had.physicalId, tagsOf(wanted, wanted.properties.Tags));
    return { physicalId: had.physicalId };
  },

  *delete({ physicalId }) {
    yield* tolerate(['InvalidDocument'], call('ssm', 'DeleteDocument', { Name: physicalId }));
  },

  list: listed('ssm', 'ListDocuments', {
    input: { Filters: [{ Key: 'Owner', Values: ['Self'] }] },
    items: 'DocumentIdentifiers',
    token: 'NextToken',
    identifier: ({ Name }) => Name,
  }),

  *adopt({ physicalId }) {
    yield* [];
    return { physicalId };
  },

  *read(had) {
    const { physicalId: Name, properties } = had;
    const { DocumentFormat = 'JSON' } = properties;
    const asked = call('ssm', 'GetDocument', { Name, DocumentFormat });
    const is = yield* tolerate(['InvalidDocument'], asked);
    if (!is) return undefined;
    const tags = yield* call('ssm', 'ListTagsForResource', { ResourceType: 'Document', ResourceId: Name });
    return {
      Name,
      Content: contentRead(had, is.Content),
      DocumentType: is.DocumentType,
      DocumentFormat: is.DocumentFormat,
      // Nobody keeps how it is to be changed.
      ...(properties.UpdateMethod !== undefined && { UpdateMethod: properties.UpdateMethod }),
      ...(is.VersionName !== undefined && { VersionName: is.VersionName }),
      Tags: tags.TagList,
    };
  },
};

/** As the template has it: an object, or the text of one. */
const contentRead = ({ properties }: Had<Properties>, content: string): string | object =>
  typeof properties.Content === 'object' ? (parse(content) as object) : content;

const textOf = (content: string | object): string =>
  typeof content === 'string' ? content : JSON.stringify(content);

const spelled = ({ Content, DocumentFormat, TargetType, VersionName, Attachments }: Properties) => ({
  Content: textOf(Content),
  ...(DocumentFormat !== undefined && { DocumentFormat }),
  ...(TargetType !== undefined && { TargetType }),
  ...(VersionName !== undefined && { VersionName }),
  ...(Attachments !== undefined && { Attachments }),
});

function isSame(one: Properties, other: Properties): boolean {
  const told = (of: Properties): string => JSON.stringify(spelled(of));
  return told(one) === told(other);
}

function* createOne(wanted: Wanted<Properties>): Work<Made> {
  const { properties } = wanted;
  const Name = properties.Name ?? nameFor(wanted);
  const Tags = tagsOf(wanted, properties.Tags);
  yield* call('ssm', 'CreateDocument', {
    Name,
    ...spelled(properties),
    ...(properties.DocumentType !== undefined && { DocumentType: properties.DocumentType }),
    ...(properties.Requires !== undefined && { Requires: properties.Requires }),
    ...(Tags.length > 0 && { Tags }),
  });
  yield* made(Name);
  return { physicalId: Name };
}

function* retagged(ResourceId: string, wanted: readonly ResourceTag[]): Work<void> {
  const of = { ResourceType: 'Document', ResourceId };
  const { TagList } = yield* call('ssm', 'ListTagsForResource', of);
  yield* retag(TagList as readonly ResourceTag[], wanted, {
    add: (added) => call('ssm', 'AddTagsToResource', { ...of, Tags: added }),
    remove: (TagKeys) => call('ssm', 'RemoveTagsFromResource', { ...of, TagKeys }),
  });
}
