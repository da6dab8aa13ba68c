import { servicePrincipal } from '../../../base/service-principal.ts';
import type { ActionProvider, Work } from './action.ts';
import { consoleLinks } from './console-links.ts';
import { placed } from './artifact-files.ts';
import { ActionFailure, awsCall, doing, played, Refusal, type Script, type ScriptMemory } from './script.ts';

/** ECR: an image, told of by a file. Nothing is polled: a rule of EventBridge starts the pipeline. */
// AWS: user guide, "Amazon ECR source action reference".
export const sourceEcr: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Source',
    provider: 'ECR',
    inputs: { min: 0, max: 0 },
    outputs: { min: 1, max: 1 },
    configuration: [{ name: 'RepositoryName', required: true }, { name: 'ImageTag' }],
  },
  revisionTypes: ['IMAGE_DIGEST'],
  ...played(script),
};

interface ImageDetail {
  readonly registryId: string;
  readonly repositoryName: string;
  readonly imageDigest: string;
  readonly imageTags?: readonly string[];
  readonly imageSizeInBytes: number;
  readonly imagePushedAt: string;
}

function* script(work: Work): Script {
  const { RepositoryName = '', ImageTag = 'latest' } = work.configuration;
  const image = yield* described(work, RepositoryName, ImageTag);
  const { registryId, imageDigest, imagePushedAt } = image;
  const uri = `${yield* addressOf(work, RepositoryName)}@${imageDigest}`;
  yield* publish(work, image, uri);
  const revisionUrl = consoleLinks.images(work.scope.region, RepositoryName);
  return {
    variables: {
      ImageDigest: imageDigest,
      ImageTag,
      ImageURI: uri,
      RegistryId: registryId,
      RepositoryName,
    },
    revision: {
      revisionId: imageDigest,
      // AWS: unverified, both.
      revisionSummary: imageDigest,
      revisionUrl,
      created: Date.parse(imagePushedAt),
    },
    shows: { externalExecutionId: imageDigest, summary: imageDigest, externalExecutionUrl: revisionUrl },
  };
}

/** The image that a trigger or a caller named, or the one that has the tag now. */
function* described(work: Work, repositoryName: string, imageTag: string): Script<ImageDetail> {
  const imageId = work.revisionId === undefined ? { imageTag } : { imageDigest: work.revisionId };
  try {
    const asked = awsCall(work, 'ecr', 'DescribeImages', { repositoryName, imageIds: [imageId] });
    return (yield* doing('image', asked)).imageDetails[0];
  } catch (error) {
    if (!(error instanceof Refusal) || !/NotFound/.test(error.code)) throw error;
    // AWS: unverified words.
    throw new ActionFailure(
      `The image with ${imageId.imageTag === undefined ? 'digest' : 'tag'} ` +
        `${imageId.imageTag ?? imageId.imageDigest} was not found in the Amazon ECR repository ${repositoryName}.`,
      'ConfigurationError',
    );
  }
}

/** Where the repository is: no right of the role is needed to know that, on AWS. */
function* addressOf({ scope }: Work, repositoryName: string): Script<string> {
  const { repositories } = yield* doing('repository', {
    type: 'aws.call',
    service: 'ecr',
    operation: 'DescribeRepositories',
    input: { repositoryNames: [repositoryName] },
    as: servicePrincipal('codepipeline'),
    scope,
  });
  return repositories[0].repositoryUri;
}

// AWS: user guide, "Amazon ECR source action reference", "Output artifacts": every value is text.
function* publish(work: Work, image: ImageDetail, uri: string): Script<void> {
  const [artifact] = work.outputs;
  const workspace = `${work.actionExecutionId}/image`;
  const text = JSON.stringify({
    ImageSizeInBytes: String(image.imageSizeInBytes),
    ImageDigest: image.imageDigest,
    Version: '1.0',
    ImagePushedAt: javaTime(image.imagePushedAt),
    RegistryId: image.registryId,
    RepositoryName: image.repositoryName,
    ImageURI: uri,
    ImageTags: image.imageTags ?? [],
  });
  const file = 'imageDetail.json';
  yield* doing('write', { type: 'workspace.prepare', workspace, unpack: [], write: [{ path: file, text }] });
  const pack = { type: 'workspace.pack', workspace, baseDirectory: '', files: [file] } as const;
  const { zip } = yield* doing('pack', pack);
  const object = { ...placed(artifact!), Body: zip, ContentType: 'application/zip' };
  yield* doing('put', awsCall(work, 's3', 'PutObject', object));
  yield* doing('forget', { type: 'workspace.remove', workspace });
}

/** `Mon Jan 21 20:04:00 UTC 2019`. */
function javaTime(time: string): string {
  const [, weekday, day, month, year, clock] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(
    new Date(time).toUTCString(),
  )!;
  return `${weekday} ${month} ${day} ${clock} UTC ${year}`;
}
