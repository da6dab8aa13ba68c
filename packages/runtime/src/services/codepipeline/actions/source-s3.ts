import { isFollowed, type ActionProvider, type Work } from './action.ts';
import { consoleLinks, entityLinks } from './console-links.ts';
import { placed } from './artifact-files.ts';
import { notLarger, sizes } from './artifact-sizes.ts';
import { ActionFailure, awsCall, doing, played, Refusal, type Script, type ScriptMemory } from './script.ts';

/** S3: an object of a versioned bucket, as it was when the pipeline saw it. */
export const sourceS3: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Source',
    provider: 'S3',
    inputs: { min: 0, max: 0 },
    outputs: { min: 1, max: 1 },
    configuration: [
      { name: 'S3Bucket', required: true },
      { name: 'S3ObjectKey', required: true },
      { name: 'PollForSourceChanges' },
      { name: 'AllowOverrideForS3ObjectKey', type: 'Boolean' },
    ],
    // AWS: API reference, the example of GetPipelineState.
    entityUrlTemplate: entityLinks.objects,
  },
  watch: ({ configuration }, scope) =>
    // AWS: S3 action reference: polling is on unless it is said to be off.
    !isFollowed(configuration, 'PollForSourceChanges')
      ? undefined
      : {
          kind: 'object',
          bucket: configuration['S3Bucket']!,
          key: configuration['S3ObjectKey']!,
          scope,
          trigger: { triggerType: 'PollForSourceChanges', triggerDetail: 'PollForSourceChanges' },
        },
  revisionTypes: ['S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY'],
  ...played(script),
};

function* script(work: Work): Script {
  const { S3Bucket: Bucket = '', S3ObjectKey = '' } = work.configuration;
  const { revisionId, place: Key = S3ObjectKey } = work;
  // A bucket without versions is followed by its ETags, which are in quotes.
  const version = revisionId === undefined || revisionId.startsWith('"') ? {} : { VersionId: revisionId };
  const head = yield* found(work, { Bucket, Key, ...version });
  const { VersionId, ETag, LastModified, ContentLength = 0, Metadata = {} } = head;
  // AWS: user guide: "make sure that versioning is enabled on your bucket". Unverified words.
  if (!VersionId || VersionId === 'null')
    throw new ActionFailure(
      `The S3 bucket ${Bucket} must have versioning enabled to be used as a source.`,
      'ConfigurationError',
    );
  notLarger('The source object', ContentLength, sizes.sourceObject);
  // AWS: as seen in the wild: "Amazon S3 version id: …", unless the object has a summary of its own.
  const summary: string = Metadata[summaryKey] ?? `Amazon S3 version id: ${VersionId}`;
  const [output] = work.outputs;
  yield* doing(
    'copy',
    awsCall(work, 's3', 'CopyObject', {
      ...placed(output!),
      CopySource: `${Bucket}/${encodeURIComponent(Key)}?versionId=${VersionId}`,
    }),
  );
  return {
    // AWS: action reference: "output variables: BucketName, ETag, ObjectKey, VersionId".
    variables: { BucketName: Bucket, ETag: unquoted(ETag), ObjectKey: Key, VersionId },
    revision: {
      revisionId: VersionId,
      // AWS: API reference, ArtifactRevision, revisionChangeIdentifier: "the ETag value". Unverified that a pipeline's
      // state tells it, too.
      changeId: unquoted(ETag),
      revisionSummary: summary,
      // AWS: as seen in the wild: the console's page of all buckets.
      revisionUrl: consoleLinks.objects(work.scope.region),
      created: Date.parse(LastModified),
    },
    // AWS: API reference, the examples of ListActionExecutions.
    shows: {
      externalExecutionId: VersionId,
      externalExecutionUrl: consoleLinks.objects(work.scope.region),
      summary,
    },
  };
}

/** AWS: API reference, ArtifactRevision, revisionSummary: "a … key specified in the object metadata". */
const summaryKey = 'codepipeline-artifact-revision-summary';

function* found(work: Work, asked: { readonly Bucket: string; readonly Key: string }): Script<any> {
  try {
    return yield* doing('look', awsCall(work, 's3', 'HeadObject', asked));
  } catch (error) {
    if (!(error instanceof Refusal) || !/NotFound|NoSuchKey|NoSuchBucket/.test(error.code)) throw error;
    // AWS: as seen in the wild.
    throw new ActionFailure(
      `The service role or action role does not have the permissions required to access the Amazon S3 ` +
        `bucket named ${asked.Bucket}, or the object with the key ${asked.Key} does not exist.`,
      'ConfigurationError',
    );
  }
}

/** An ETag is told without its quotes. AWS: unverified. */
const unquoted = (etag: string): string => etag.replaceAll('"', '');
