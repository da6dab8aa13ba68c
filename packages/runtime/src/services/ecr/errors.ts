import type { ImageIdentifier } from '@aws-sdk/client-ecr';
import { AwsError } from '../../base/aws-error.ts';

/** A repository of a registry, as the sentences name it. */
export interface Place {
  readonly repository: string;
  readonly registry: string;
}

export const repositoryNotFound = ({ repository, registry }: Place): never => {
  const message = `The repository with name '${repository}' does not exist in the registry with id '${registry}'`;
  throw new AwsError('RepositoryNotFoundException', message);
};

export const repositoryAlreadyExists = ({ repository, registry }: Place): never => {
  const message = `The repository with name '${repository}' already exists in the registry with id '${registry}'`;
  throw new AwsError('RepositoryAlreadyExistsException', message);
};

// AWS: unverified wording.
export const templateAlreadyExists = (prefix: string, registry: string): never => {
  const message =
    `The repository creation template with prefix '${prefix}' already exists in the registry with id ` +
    `'${registry}'`;
  throw new AwsError('TemplateAlreadyExistsException', message);
};

// AWS: unverified wording.
export const templateNotFound = (prefix: string, registry: string): never => {
  const message =
    `The repository creation template with prefix '${prefix}' does not exist in the registry with id ` +
    `'${registry}'`;
  throw new AwsError('TemplateNotFoundException', message);
};

export const repositoryNotEmpty = ({ repository, registry }: Place): never => {
  const message =
    `The repository with name '${repository}' in registry with id '${registry}' cannot be deleted because it ` +
    'still contains images';
  throw new AwsError('RepositoryNotEmptyException', message);
};

export const imageNotFound = ({ repository, registry }: Place, id: ImageIdentifier): never => {
  const spelled = (text: string | undefined) => `'${text ?? 'null'}'`;
  const message =
    `The image with imageId {imageDigest:${spelled(id.imageDigest)}, imageTag:${spelled(id.imageTag)}} does not ` +
    `exist within the repository with name '${repository}' in the registry with id '${registry}'`;
  throw new AwsError('ImageNotFoundException', message);
};

// AWS: unverified wording, of the first two.
export const scanNotFound = ({ repository, registry }: Place, id: ImageIdentifier): never => {
  const spelled = (text: string | undefined) => `'${text ?? 'null'}'`;
  const message =
    `Image scan does not exist for the image with '{imageDigest:${spelled(id.imageDigest)}, ` +
    `imageTag:${spelled(id.imageTag)}}' in the repository with name '${repository}' in the registry with id ` +
    `'${registry}'`;
  throw new AwsError('ScanNotFoundException', message);
};

export const limitExceeded = (): never => {
  throw new AwsError(
    'LimitExceededException',
    'The scan quota per image has been exceeded. Wait and try again.',
  );
};

// AWS: API reference, StartImageScan.
export const unsupportedImageType = (): never => {
  throw new AwsError('UnsupportedImageTypeException', 'The image is of a type that cannot be scanned.');
};

export const imageAlreadyExists = ({ repository, registry }: Place, id: ImageIdentifier): never => {
  const tag = id.imageTag === undefined ? '' : ` and tag '${id.imageTag}'`;
  const message =
    `Image with digest '${id.imageDigest}'${tag} already exists in the repository with name '${repository}' in ` +
    `registry with id '${registry}'`;
  throw new AwsError('ImageAlreadyExistsException', message);
};

export const imageTagAlreadyExists = ({ repository }: Place, tag: string): never => {
  const message =
    `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because ` +
    'the repository is immutable.';
  throw new AwsError('ImageTagAlreadyExistsException', message);
};

// AWS: unverified, as are all sentences below: the exceptions are the reference's, their wording is not known.

export const imageDigestDoesNotMatch = (given: string, computed: string): never => {
  const message = `The specified image digest '${given}' does not match the digest '${computed}' of the manifest.`;
  throw new AwsError('ImageDigestDoesNotMatchException', message);
};

export const layersNotFound = (digests: readonly string[]): never => {
  const message =
    'The specified layers could not be found, or the specified layer is not valid for this repository: ' +
    `[${digests.join(', ')}]`;
  throw new AwsError('LayersNotFoundException', message);
};

export const referencedImagesNotFound = (digests: readonly string[]): never => {
  const message = `The manifest list is referencing images that do not exist: [${digests.join(', ')}]`;
  throw new AwsError('ReferencedImagesNotFoundException', message);
};

export const uploadNotFound = ({ repository }: Place, uploadId: string): never => {
  const message =
    `The upload '${uploadId}' could not be found, or the specified upload ID is not valid for the repository ` +
    `'${repository}'`;
  throw new AwsError('UploadNotFoundException', message);
};

export const invalidLayerPart = (place: Place, uploadId: string, lastValidByte: number): never => {
  const message =
    'The layer part size is not valid, or the first byte specified is not consecutive to the last byte of a ' +
    'previous layer part upload.';
  throw new AwsError('InvalidLayerPartException', message, {
    registryId: place.registry,
    repositoryName: place.repository,
    uploadId,
    lastValidByteReceived: lastValidByte,
  });
};

export const layerPartTooSmall = (): never => {
  throw new AwsError('LayerPartTooSmallException', 'Layer parts must be at least 5 MiB in size.');
};

export const emptyUpload = (): never => {
  const message = 'The specified layer upload does not contain any layer parts.';
  throw new AwsError('EmptyUploadException', message);
};

export const invalidLayer = (given: readonly string[], computed: string): never => {
  const message = `Layer digest mismatch: the layer uploaded has digest '${computed}', not '${given.join("', '")}'.`;
  throw new AwsError('InvalidLayerException', message);
};

export const layerAlreadyExists = ({ repository }: Place, digest: string): never => {
  const message = `The layer '${digest}' already exists in the repository '${repository}'`;
  throw new AwsError('LayerAlreadyExistsException', message);
};

export const lifecyclePolicyNotFound = ({ repository, registry }: Place): never => {
  const message =
    `Lifecycle policy does not exist for the repository with name '${repository}' in the registry with id ` +
    `'${registry}'`;
  throw new AwsError('LifecyclePolicyNotFoundException', message);
};

export const lifecyclePreviewNotFound = ({ repository, registry }: Place): never => {
  const message =
    `Lifecycle policy preview does not exist for the repository with name '${repository}' in the registry with id ` +
    `'${registry}'`;
  throw new AwsError('LifecyclePolicyPreviewNotFoundException', message);
};

export const repositoryPolicyNotFound = ({ repository, registry }: Place): never => {
  const message =
    `Repository policy does not exist for the repository with name '${repository}' in the registry with id ` +
    `'${registry}'`;
  throw new AwsError('RepositoryPolicyNotFoundException', message);
};

export const registryPolicyNotFound = (registry: string): never => {
  const message = `Registry policy does not exist in the registry with id '${registry}'`;
  throw new AwsError('RegistryPolicyNotFoundException', message);
};

export const invalidPolicy = (name: string): never =>
  invalidParameter(
    `Invalid parameter at '${name}' failed to satisfy constraint: 'Invalid repository policy provided'`,
  );

export const invalidLifecyclePolicy = (why: string): never =>
  invalidParameter(
    "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: " +
      `${why}'`,
  );

export const ruleAlreadyExists = (prefix: string, registry: string): never => {
  const message =
    `The pull through cache rule with prefix '${prefix}' already exists in the registry with id ` +
    `'${registry}'`;
  throw new AwsError('PullThroughCacheRuleAlreadyExistsException', message);
};

export const ruleNotFound = (prefix: string, registry: string): never => {
  const message =
    `The pull through cache rule with prefix '${prefix}' does not exist in the registry with id ` +
    `'${registry}'`;
  throw new AwsError('PullThroughCacheRuleNotFoundException', message);
};

export const unsupportedUpstream = (): never => {
  throw new AwsError(
    'UnsupportedUpstreamRegistryException',
    "The specified upstream registry isn't supported.",
  );
};

export const secretNotFound = (): never => {
  const message = 'The ARN of the secret specified in the pull through cache rule was not found.';
  throw new AwsError('SecretNotFoundException', message);
};

export const invalidParameter = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

export const accessDenied = (action: string, registry: string): never => {
  const message = `Access to ${action} in the registry with id '${registry}' is denied: no policy of it allows it`;
  throw new AwsError('AccessDeniedException', message);
};
