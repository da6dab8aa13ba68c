import { AwsError } from '../../base/aws-error.ts';
import type { RegistryScope } from './address.ts';
import type { Login, RegistryBackend, Repository } from './backend.ts';

/** ECR's operations: as who has logged in, and those that only the house itself may ask. */
export interface EcrCalls {
  call(login: Login, region: string, operation: string, input: object): Promise<any>;
  inside(scope: RegistryScope, operation: string, input: object): Promise<any>;
}

/** ECR's registry is ECR's API: what may not be done there may not be done here. */
export function ecrBackend({ call, inside }: EcrCalls): RegistryBackend {
  const ask = ({ login, scope, name }: Repository, operation: string, input: object = {}) =>
    call(login, scope.region, operation, { registryId: scope.account, repositoryName: name, ...input });
  const within = ({ scope, name }: Repository, operation: string, input: object) =>
    inside(scope, operation, { repositoryName: name, ...input });
  return {
    login: async (password) => {
      const scope = scopeOfPassword(password);
      const verified = scope && (await inside(scope, 'VerifyAuthorizationToken', { password }));
      return verified?.arn === undefined ? undefined : { ...scope!, arn: verified.arn as string };
    },
    async repositories(login, { account, region }) {
      const input = { registryId: account, maxResults: 1000 };
      const { repositories } = await call(login, region, 'DescribeRepositories', input);
      return repositories.map(({ repositoryName }: { repositoryName: string }) => repositoryName);
    },
    async tags(repository) {
      const { imageIds } = await ask(repository, 'ListImages', {
        maxResults: 1000,
        filter: { tagStatus: 'TAGGED' },
      });
      return imageIds.map(({ imageTag }: { imageTag: string }) => imageTag);
    },
    async manifest(repository, reference) {
      const { images } = await ask(repository, 'BatchGetImage', { imageIds: [idOf(reference)] });
      const [image] = images;
      if (!image) return undefined;
      const { imageManifest: text, imageManifestMediaType: mediaType, imageId } = image;
      return { text, mediaType, digest: imageId.imageDigest };
    },
    async putManifest(repository, reference, { text, mediaType }) {
      const input = { imageManifest: text, imageManifestMediaType: mediaType, ...idOf(reference) };
      const put = ask(repository, 'PutImage', input);
      const { image } = await tolerating('ImageAlreadyExistsException', put, () =>
        ask(repository, 'BatchGetImage', { imageIds: [idOf(reference)] }).then(({ images }) => ({
          image: images[0],
        })),
      );
      return image.imageId.imageDigest;
    },
    async deleteManifest(repository, reference) {
      await ask(repository, 'BatchDeleteImage', { imageIds: [idOf(reference)] });
    },
    ...blobsOf(ask, within),
  };
}

type Ask = (repository: Repository, operation: string, input?: object) => Promise<any>;
type Within = (repository: Repository, operation: string, input: object) => Promise<any>;
type Blobs = Pick<
  RegistryBackend,
  | 'blobSize'
  | 'permitDownload'
  | 'mount'
  | 'beginUpload'
  | 'uploaded'
  | 'append'
  | 'complete'
  | 'cancelUpload'
>;

const blobsOf = (ask: Ask, within: Within): Blobs => ({
  async blobSize(repository, digest) {
    const { layers } = await ask(repository, 'BatchCheckLayerAvailability', { layerDigests: [digest] });
    return layers[0]?.layerAvailability === 'AVAILABLE' ? layers[0].layerSize : undefined;
  },
  async permitDownload(repository, digest) {
    await ask(repository, 'GetDownloadUrlForLayer', { layerDigest: digest });
  },
  async mount(repository, digest, from) {
    const asked = ask({ ...repository, name: from }, 'BatchCheckLayerAvailability', {
      layerDigests: [digest],
    });
    const { layers } = await tolerating('RepositoryNotFoundException', asked, async () => ({ layers: [] }));
    if (layers[0]?.layerAvailability !== 'AVAILABLE') return false;
    const { mounted } = await within(repository, 'MountLayer', { from, layerDigest: digest });
    return mounted;
  },
  async beginUpload(repository) {
    return (await ask(repository, 'InitiateLayerUpload')).uploadId;
  },
  async uploaded(repository, uploadId) {
    return (await within(repository, 'DescribeLayerUpload', { uploadId })).received;
  },
  async append(repository, { id: uploadId, first, bytes }) {
    const partLastByte = first + bytes.size - 1;
    const part = { uploadId, partFirstByte: first, partLastByte, layerPartBlob: bytes };
    return (await ask(repository, 'UploadLayerPart', part)).lastByteReceived + 1;
  },
  async complete(repository, uploadId, digest) {
    const completed = ask(repository, 'CompleteLayerUpload', { uploadId, layerDigests: [digest] });
    await tolerating('LayerAlreadyExistsException', completed, async () => undefined);
  },
  async cancelUpload(repository, uploadId) {
    await within(repository, 'CancelLayerUpload', { uploadId });
  },
});

const idOf = (reference: string): object =>
  reference.startsWith('sha256:') ? { imageDigest: reference } : { imageTag: reference };

async function tolerating(code: string, work: Promise<any>, otherwise: () => Promise<any>): Promise<any> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AwsError && error.name === code) return otherwise();
    throw error;
  }
}

/** A password says which registry it is for; whether it is good, ECR says. */
function scopeOfPassword(password: string): RegistryScope | undefined {
  const text = Buffer.from(password, 'base64url').toString();
  const [, account, region] = /^\{"account":"(\d{12})","region":"([a-z0-9-]+)",/.exec(text) ?? [];
  return account !== undefined && region !== undefined ? { account, region } : undefined;
}
