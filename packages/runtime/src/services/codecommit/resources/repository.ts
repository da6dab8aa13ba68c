import {
  call,
  everyPage,
  made,
  tagsOf,
  tolerate,
  type Had,
  type Made,
  type ResourceTag,
  type ResourceType,
  type Wanted,
  type Work,
  listed,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';
import { spelling } from '../../../base/spelling.ts';

interface Properties {
  readonly RepositoryName: string;
  readonly RepositoryDescription?: string;
  readonly KmsKeyId?: string;
  readonly Code?: Code;
  readonly Triggers?: readonly Trigger[];
  readonly Tags?: readonly ResourceTag[];
}
interface Code {
  readonly BranchName?: string;
  readonly S3: { readonly Bucket: string; readonly Key: string; readonly ObjectVersion?: string };
}
interface Trigger {
  readonly Name: string;
  readonly DestinationArn: string;
  readonly Events: readonly string[];
  readonly Branches?: readonly string[];
  readonly CustomData?: string;
}

const { api, template } = spelling();
const absent = ['RepositoryDoesNotExistException'];

/** The physical id, which is what Ref answers, is the repository's id: its name may change. */
export const repository: ResourceType<Properties> = {
  typeName: 'AWS::CodeCommit::Repository',
  *create(wanted) {
    const { RepositoryName, RepositoryDescription, KmsKeyId, Code, Triggers, Tags } = wanted.properties;
    const tags = tagsOf(wanted, Tags);
    const { repositoryMetadata } = yield* call('codecommit', 'CreateRepository', {
      repositoryName: RepositoryName,
      ...(RepositoryDescription !== undefined && { repositoryDescription: RepositoryDescription }),
      ...(KmsKeyId !== undefined && { kmsKeyId: KmsKeyId }),
      ...(tags.length > 0 && { tags: mapOf(tags) }),
    });
    yield* made(repositoryMetadata.repositoryId);
    if (Code) yield* importCode(RepositoryName, Code);
    if (Triggers) yield* putTriggers(RepositoryName, Triggers);
    return madeOf(repositoryMetadata);
  },
  *update(wanted, had) {
    const { RepositoryName, RepositoryDescription, KmsKeyId, Triggers } = wanted.properties;
    const before = had.properties;
    if (RepositoryName !== before.RepositoryName)
      yield* call('codecommit', 'UpdateRepositoryName', {
        oldName: before.RepositoryName,
        newName: RepositoryName,
      });
    if (RepositoryDescription !== before.RepositoryDescription)
      yield* call('codecommit', 'UpdateRepositoryDescription', {
        repositoryName: RepositoryName,
        repositoryDescription: RepositoryDescription ?? '',
      });
    if (KmsKeyId !== undefined && KmsKeyId !== before.KmsKeyId)
      yield* call('codecommit', 'UpdateRepositoryEncryptionKey', {
        repositoryName: RepositoryName,
        kmsKeyId: KmsKeyId,
      });
    // AWS: user guide, Code: "used only on repository creation".
    if (JSON.stringify(Triggers) !== JSON.stringify(before.Triggers))
      yield* putTriggers(RepositoryName, Triggers ?? []);
    const { repositoryMetadata } = yield* call('codecommit', 'GetRepository', {
      repositoryName: RepositoryName,
    });
    yield* retagged(wanted, repositoryMetadata.Arn);
    return madeOf(repositoryMetadata);
  },
  *delete({ properties }) {
    yield* call('codecommit', 'DeleteRepository', { repositoryName: properties.RepositoryName });
  },
  list: listed('codecommit', 'ListRepositories', {
    items: 'repositories',
    token: 'nextToken',
    identifier: ({ repositoryId }) => repositoryId,
  }),
  *adopt({ physicalId: id }) {
    const asked = { service: 'codecommit', operation: 'ListRepositories' };
    const all = yield* everyPage<Metadata>(asked, 'repositories', 'nextToken');
    const found = all.find(({ repositoryId }) => repositoryId === id);
    if (!found) return { physicalId: id };
    const { repositoryName } = found;
    const { repositoryMetadata } = yield* call('codecommit', 'GetRepository', { repositoryName });
    return madeOf(repositoryMetadata);
  },
  *read({ properties, attributes }: Had<Properties>) {
    const asked = { repositoryName: properties.RepositoryName ?? attributes['Name'] };
    if (asked.repositoryName === undefined) return undefined;
    const found = yield* tolerate(absent, call('codecommit', 'GetRepository', asked));
    if (!found) return undefined;
    const { triggers } = yield* call('codecommit', 'GetRepositoryTriggers', asked);
    const { Arn: resourceArn, repositoryName, repositoryDescription, kmsKeyId } = found.repositoryMetadata;
    const { tags } = yield* call('codecommit', 'ListTagsForResource', { resourceArn });
    return {
      RepositoryName: repositoryName,
      RepositoryDescription: repositoryDescription,
      KmsKeyId: kmsKeyId,
      Triggers: template(triggers),
      Tags: Object.entries(tags as Record<string, string>).map(([Key, Value]) => ({ Key, Value })),
      ...(properties.Code && { Code: properties.Code }),
    };
  },
};

/** AWS: CloudFormation user guide, Code: a zip in S3 becomes the first commit; its branch is `main` unless said. */
function* importCode(repositoryName: string, { BranchName: branchName = 'main', S3 }: Code): Work<void> {
  const { Bucket, Key, ObjectVersion } = S3;
  const version = ObjectVersion === undefined ? {} : { VersionId: ObjectVersion };
  const { Body: zip } = yield* call('s3', 'GetObject', { Bucket, Key, ...version });
  yield* call('codecommit', 'ImportArchive', { repositoryName, branchName, zip });
}

function* putTriggers(repositoryName: string, triggers: readonly Trigger[]): Work<void> {
  const declared = triggers.map((trigger) => ({ branches: [], ...api(trigger) }));
  yield* call('codecommit', 'PutRepositoryTriggers', { repositoryName, triggers: declared });
}

interface Metadata {
  readonly repositoryId: string;
  readonly repositoryName: string;
  readonly Arn: string;
  readonly cloneUrlHttp: string;
  readonly cloneUrlSsh?: string;
}

const madeOf = ({ repositoryId, repositoryName, Arn, cloneUrlHttp, cloneUrlSsh }: Metadata): Made => ({
  physicalId: repositoryId,
  attributes: {
    Arn,
    Name: repositoryName,
    RepositoryId: repositoryId,
    CloneUrlHttp: cloneUrlHttp,
    // Git is served over HTTP only: there is no other URL to tell.
    CloneUrlSsh: cloneUrlSsh ?? cloneUrlHttp,
  },
});

const mapOf = (tags: readonly ResourceTag[]) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

function* retagged(wanted: Wanted<Properties>, resourceArn: string): Work<void> {
  const { tags } = yield* call('codecommit', 'ListTagsForResource', { resourceArn });
  const is = Object.entries(tags as Record<string, string>).map(([Key, Value]) => ({ Key, Value }));
  yield* retag(is, tagsOf(wanted, wanted.properties.Tags), {
    add: (added) => call('codecommit', 'TagResource', { resourceArn, tags: mapOf(added) }),
    remove: (tagKeys) => call('codecommit', 'UntagResource', { resourceArn, tagKeys }),
  });
}
