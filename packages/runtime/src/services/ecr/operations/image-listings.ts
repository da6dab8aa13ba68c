import type {
  BatchDeleteImageRequest,
  BatchDeleteImageResponse,
  BatchGetImageRequest,
  BatchGetImageResponse,
  DescribeImagesRequest,
  DescribeImagesResponse,
  ImageDetail,
  ImageFailureCode,
  ImageIdentifier,
  ListImagesFilter,
  ListImagesRequest,
  ListImagesResponse,
} from '@aws-sdk/client-ecr';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { imageNotFound, invalidParameter } from '../errors.ts';
import { images, tagDigests, within, type ImageRecord } from '../records.ts';
import { scanStatus } from '../scan-status.ts';
import { emitImageAction, imageAnswer, removeImage, untag } from './images.ts';
import { pullThrough } from './pulling-through.ts';
import { invalidToken, ownRegistry, placeOf, repositoryOf } from './repositories.ts';

/** AWS: DescribeImages and ListImages, maxResults: "returns up to 100 results". */
const listedMax = 100;

interface Failure {
  readonly failureCode: ImageFailureCode;
  readonly failureReason: string;
}

export const batchGetImage: Handler<BatchGetImageRequest, BatchGetImageResponse> = (input, call) => {
  ownRegistry(call, input.registryId);
  pullThrough(call, input.repositoryName!, input.imageIds!);
  const { name } = repositoryOf(call, input);
  const found = input.imageIds!.map((imageId) => ({ imageId, image: lookUp(call, name, imageId) }));
  return {
    images: found.flatMap(({ imageId, image }) =>
      isFailure(image) ? [] : [imageAnswer(call, name, image, imageId.imageTag)],
    ),
    failures: found.flatMap(({ imageId, image }) => (isFailure(image) ? [{ imageId, ...image }] : [])),
  };
};

export const describeImages: Handler<DescribeImagesRequest, DescribeImagesResponse> = (input, call) => {
  const { name } = repositoryOf(call, input);
  if (input.imageIds) return { imageDetails: named(call, name, input.imageIds).map(detailIn(call, name)) };
  const page = pageOf(ofFilter(call, name, input.filter), (image) => image.digest, {
    token: input.nextToken,
    limit: input.maxResults ?? listedMax,
    invalid: invalidToken,
  });
  return { imageDetails: page.items.map(detailIn(call, name)), nextToken: page.next };
};

export const listImages: Handler<ListImagesRequest, ListImagesResponse> = (input, call) => {
  const { name } = repositoryOf(call, input);
  const ids = ofFilter(call, name, input.filter).flatMap(identifiersOf);
  const page = pageOf(ids, (id) => `${id.imageDigest}|${id.imageTag ?? ''}`, {
    token: input.nextToken,
    limit: input.maxResults ?? listedMax,
    invalid: invalidToken,
  });
  return { imageIds: [...page.items], nextToken: page.next };
};

/** A tag alone is taken away, and the image with its last; a digest takes the image with all its tags. */
export const batchDeleteImage: Handler<BatchDeleteImageRequest, BatchDeleteImageResponse> = (input, call) => {
  const { name } = repositoryOf(call, input);
  const imageIds: ImageIdentifier[] = [];
  const failures: (Failure & { readonly imageId: ImageIdentifier })[] = [];
  for (const imageId of input.imageIds!) {
    const image = deletable(call, name, imageId);
    if (isFailure(image)) failures.push({ imageId, ...image });
    else {
      const removed = remove(call, name, image, imageId);
      imageIds.push(...removed);
      for (const { imageTag: tag } of removed)
        emitImageAction(call, 'DELETE', { repository: name, digest: image.digest, tag });
    }
  }
  return { imageIds, failures };
};

/** An image that an index names goes only after the index; a tag of it may go before. */
function deletable(call: Call, repository: string, id: ImageIdentifier): ImageRecord | Failure {
  const image = lookUp(call, repository, id);
  const isLast = isFailure(image) || id.imageDigest !== undefined || image.tags.length === 1;
  if (isFailure(image) || !isLast) return image;
  const all = images.list(call.tx, call, { prefix: within(repository, '') });
  const holders = all.filter(({ parts }) => parts?.includes(image.digest)).map(({ digest }) => digest);
  if (holders.length === 0) return image;
  const reason = `Requested image referenced by manifest list: [${holders.join(', ')}]`;
  return failure('ImageReferencedByManifestList', reason);
}

function remove(call: Call, repository: string, image: ImageRecord, id: ImageIdentifier): ImageIdentifier[] {
  const tags = id.imageDigest === undefined ? [id.imageTag!] : image.tags;
  for (const tag of tags) untag(call, repository, tag);
  const left = images.get(call.tx, call, within(repository, image.digest))!;
  if (left.tags.length === 0) removeImage(call, repository, image.digest);
  return identifiersOf({ ...image, tags });
}

function identifiersOf(image: Pick<ImageRecord, 'digest' | 'tags'>): ImageIdentifier[] {
  if (image.tags.length === 0) return [{ imageDigest: image.digest }];
  return image.tags.map((imageTag) => ({ imageDigest: image.digest, imageTag }));
}

function lookUp(call: Call, repository: string, id: ImageIdentifier): ImageRecord | Failure {
  const { imageDigest, imageTag } = id;
  if (imageDigest === undefined && imageTag === undefined)
    return failure('MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null');
  const digest = imageDigest ?? tagDigests.get(call.tx, call, within(repository, imageTag!));
  const image = digest === undefined ? undefined : images.get(call.tx, call, within(repository, digest));
  if (!image) return failure('ImageNotFound', 'Requested image not found');
  if (imageTag !== undefined && !image.tags.includes(imageTag))
    return failure('ImageTagDoesNotMatchDigest', `Tag '${imageTag}' does not match digest '${image.digest}'`);
  return image;
}

const failure = (failureCode: ImageFailureCode, failureReason: string): Failure => ({
  failureCode,
  failureReason,
});

const isFailure = (image: ImageRecord | Failure): image is Failure => 'failureCode' in image;

/** Images that callers name. */
export function named(call: Call, repository: string, ids: readonly ImageIdentifier[]): ImageRecord[] {
  return ids.map((id) => {
    const image = lookUp(call, repository, id);
    if (!isFailure(image)) return image;
    if (image.failureCode === 'MissingDigestAndTag') invalidParameter(image.failureReason);
    return imageNotFound(placeOf(call, repository), id);
  });
}

/** No image is archived here: all are active. */
function ofFilter(call: Call, repository: string, filter: ListImagesFilter = {}): ImageRecord[] {
  const { tagStatus = 'ANY', imageStatus = 'ACTIVE' } = filter;
  if (imageStatus !== 'ACTIVE' && imageStatus !== 'ANY') return [];
  const all = images.list(call.tx, call, { prefix: within(repository, '') });
  return all.filter((image) => tagStatus === 'ANY' || (tagStatus === 'TAGGED') === image.tags.length > 0);
}

const detailIn =
  (call: Call, repository: string) =>
  (image: ImageRecord): ImageDetail => ({
    registryId: call.account,
    repositoryName: repository,
    imageDigest: image.digest,
    ...(image.tags.length > 0 && { imageTags: [...image.tags] }),
    imageSizeInBytes: image.bytes,
    imagePushedAt: new Date(image.pushedAt),
    imageManifestMediaType: image.mediaType,
    ...(image.scannedAt !== undefined && { imageScanStatus: scanStatus }),
    ...(image.artifactMediaType !== undefined && { artifactMediaType: image.artifactMediaType }),
  });
