import { AwsError } from '../../../base/aws-error.ts';
import type { ContainerImage } from '../../../base/effects/container.ts';
import { imageIn, imageName, type ImageName } from '../../../base/registry-image.ts';
import { servicePrincipal } from '../../../base/service-principal.ts';
import type { WaitingCall } from '../../../dispatch/service.ts';
import { imageNotThere, imageUnreadable, imageUriInvalid } from '../errors.ts';
import type { Package } from './code.ts';

/** Finds an image of ECR, as it is now: pushing its tag again changes nothing of the function. */
export async function imagePackage(uri: string, call: WaitingCall): Promise<Package> {
  const name = imageName(uri) ?? imageUriInvalid(uri);
  const content = await imageOf(uri, name, name.id, call);
  const sha256 = content.digest.replace('sha256:', '');
  const resolvedUri = `${uri.replace(/@.*$/, '').replace(/:[^:/]*$/, '')}@${content.digest}`;
  return { code: { sha256, size: 0, md5: '' }, image: { uri, resolvedUri, content } };
}

/** Of an index, the image for linux/amd64: what else there is cannot be run here. */
async function imageOf(uri: string, name: ImageName, id: object, call: WaitingCall): Promise<ContainerImage> {
  const { manifest, digest } = await manifestOf(uri, name, id, call);
  const found = imageIn(manifest, digest) ?? imageUnreadable(uri);
  return 'manifest' in found ? imageOf(uri, name, { imageDigest: found.manifest }, call) : found;
}

async function manifestOf(uri: string, name: ImageName, id: object, call: WaitingCall) {
  const { account, region, repository } = name;
  try {
    const { images } = await call.perform({
      type: 'aws.call',
      service: 'ecr',
      operation: 'BatchGetImage',
      input: { registryId: account, repositoryName: repository, imageIds: [id] },
      as: servicePrincipal('lambda'),
      scope: { account, region },
    });
    const image = images[0] ?? imageNotThere(uri);
    return { manifest: image.imageManifest as string, digest: image.imageId.imageDigest as string };
  } catch (error) {
    if (error instanceof AwsError && error.name === 'RepositoryNotFoundException') return imageNotThere(uri);
    throw error;
  }
}
