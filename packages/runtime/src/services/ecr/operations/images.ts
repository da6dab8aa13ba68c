import { createHash } from 'node:crypto';
import type { Image, PutImageRequest, PutImageResponse } from '@aws-sdk/client-ecr';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  imageAlreadyExists,
  imageDigestDoesNotMatch,
  imageTagAlreadyExists,
  invalidParameter,
  layersNotFound,
  referencedImagesNotFound,
} from '../errors.ts';
import { parseManifest, type Manifest } from '../manifest.ts';
import { images, layers, tagDigests, within, type ImageRecord, type RepositoryRecord } from '../records.ts';
import { isMutable } from '../tag-mutability.ts';
import { placeOf, repositoryOf } from './repositories.ts';
import { leaveLayers, useLayers } from './unused-layers.ts';

/** Nothing of an image may be missing: what was pushed can be run. */
export const putImage: Handler<PutImageRequest, PutImageResponse> = (input, call) => {
  const repository = repositoryOf(call, input);
  const text = input.imageManifest!;
  const manifest = parseManifest(text) ?? invalidManifest();
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  if (input.imageDigest !== undefined && input.imageDigest !== digest)
    imageDigestDoesNotMatch(input.imageDigest, digest);
  requireParts(call, repository.name, manifest);
  const there = images.get(call.tx, call, within(repository.name, digest));
  requireNews(call, repository, there, { imageDigest: digest, imageTag: input.imageTag });
  const fresh = newImage(call, manifest, { digest, text, mediaType: input.imageManifestMediaType });
  const isScanned = repository.scanOnPush && manifest.kind === 'image';
  const image = there ?? { ...fresh, ...(isScanned && { scannedAt: call.now }) };
  const kept = tagged(call, repository, image, input.imageTag);
  useLayers(call, repository.name, kept);
  emitImageAction(call, 'PUSH', { repository: repository.name, digest, tag: input.imageTag });
  return { image: imageAnswer(call, repository.name, kept, input.imageTag) };
};

const invalidManifest = (): never =>
  invalidParameter(
    "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
  );

function requireParts(call: Call, repository: string, manifest: Manifest): void {
  if (manifest.kind === 'index') {
    const missing = manifest.manifests.filter(
      ({ digest }) => !images.get(call.tx, call, within(repository, digest)),
    );
    if (missing.length > 0) referencedImagesNotFound(missing.map((each) => each.digest));
    return;
  }
  const parts = [manifest.config, ...manifest.layers];
  const missing = parts.filter(({ digest }) => !layers.get(call.tx, call, within(repository, digest)));
  if (missing.length > 0) layersNotFound(missing.map((each) => each.digest));
}

/** What is there already, under that very tag, is not put again; a tag that may not move does not. */
function requireNews(
  call: Call,
  repository: RepositoryRecord,
  there: ImageRecord | undefined,
  id: { readonly imageDigest: string; readonly imageTag: string | undefined },
): void {
  const place = placeOf(call, repository.name);
  if (there && (id.imageTag === undefined || there.tags.includes(id.imageTag))) imageAlreadyExists(place, id);
  if (id.imageTag === undefined) return;
  const holder = tagDigests.get(call.tx, call, within(repository.name, id.imageTag));
  if (holder !== undefined && !isMutable(repository, id.imageTag)) imageTagAlreadyExists(place, id.imageTag);
}

function newImage(
  call: Call,
  manifest: Manifest,
  { digest, text, mediaType }: { digest: string; text: string; mediaType: string | undefined },
): ImageRecord {
  const artifactMediaType = manifest.kind === 'image' ? manifest.config.mediaType : undefined;
  const parts = manifest.kind === 'image' ? manifest.layers : [];
  return {
    digest,
    manifest: text,
    mediaType: manifest.mediaType ?? mediaType ?? defaultMediaType[manifest.kind],
    ...(artifactMediaType !== undefined && { artifactMediaType }),
    // AWS: ImageDetail, imageSizeInBytes: the layers as they are kept, compressed.
    bytes: parts.reduce((sum, part) => sum + part.size, 0),
    pushedAt: call.now,
    tags: [],
    ...(manifest.kind === 'index' && { parts: manifest.manifests.map((each) => each.digest) }),
  };
}

/** A manifest need not name its own type: OCI's need not, Docker's always does. */
const defaultMediaType = {
  image: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
};

/** Takes the tag from the image that has it, and gives it to this one. */
export function tagged(
  call: Call,
  repository: RepositoryRecord,
  image: ImageRecord,
  tag: string | undefined,
): ImageRecord {
  if (tag !== undefined) untag(call, repository.name, tag);
  const kept = tag === undefined ? image : { ...image, tags: [...image.tags, tag] };
  images.put(call.tx, call, within(repository.name, image.digest), kept);
  if (tag !== undefined) tagDigests.put(call.tx, call, within(repository.name, tag), image.digest);
  return kept;
}

/** Answers the image as it is without the tag. */
export function untag(call: Call, repository: string, tag: string): ImageRecord | undefined {
  const digest = tagDigests.get(call.tx, call, within(repository, tag));
  const image = digest === undefined ? undefined : images.get(call.tx, call, within(repository, digest));
  if (!image) return undefined;
  const rest = { ...image, tags: image.tags.filter((each) => each !== tag) };
  images.put(call.tx, call, within(repository, image.digest), rest);
  tagDigests.delete(call.tx, call, within(repository, tag));
  return rest;
}

/** Takes an image away, with all its tags. */
export function removeImage(call: Call, repository: string, digest: string): void {
  const image = images.get(call.tx, call, within(repository, digest));
  for (const tag of image?.tags ?? []) tagDigests.delete(call.tx, call, within(repository, tag));
  images.delete(call.tx, call, within(repository, digest));
  if (image) leaveLayers(call, repository, image);
}

export function imageAnswer(
  call: Call,
  repository: string,
  image: ImageRecord,
  tag: string | undefined,
): Image {
  return {
    registryId: call.account,
    repositoryName: repository,
    imageId: { imageDigest: image.digest, ...(tag !== undefined && { imageTag: tag }) },
    imageManifest: image.manifest,
    imageManifestMediaType: image.mediaType,
  };
}

interface ImageNamed {
  readonly repository: string;
  readonly digest: string;
  readonly tag?: string | undefined;
}

/** Tells EventBridge of an image that came or went. */
// AWS: ECR user guide, "Amazon ECR events and EventBridge": the detail of a completed push and of a deletion.
export function emitImageAction(
  call: Call,
  action: 'PUSH' | 'DELETE',
  { repository, digest, tag }: ImageNamed,
): void {
  call.emit({
    source: 'aws.ecr',
    detailType: 'ECR Image Action',
    resources: [],
    detail: {
      result: 'SUCCESS',
      'repository-name': repository,
      'image-digest': digest,
      'action-type': action,
      ...(tag !== undefined && { 'image-tag': tag }),
    },
  });
}
