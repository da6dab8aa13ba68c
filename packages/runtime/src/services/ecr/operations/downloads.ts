import type { GetDownloadUrlForLayerRequest, GetDownloadUrlForLayerResponse } from '@aws-sdk/client-ecr';
import { isGoodDownload, signedDownload, type Download } from '../../../base/signed-download.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { layersNotFound } from '../errors.ts';
import { downloadSecrets, layers, within } from '../records.ts';
import { repositoryOf } from './repositories.ts';

/** AWS: unverified: how long a link is good. */
const validMs = 60 * 60_000;

// AWS: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetDownloadUrlForLayer.html
export const getDownloadUrlForLayer: Handler<
  GetDownloadUrlForLayerRequest,
  GetDownloadUrlForLayerResponse
> = (input, call) => {
  const { name } = repositoryOf(call, input);
  const layerDigest = input.layerDigest!;
  const layer = layers.get(call.tx, call, within(name, layerDigest)) ?? layersNotFound([layerDigest]);
  const secret = downloadSecrets.get(call.tx, call, '') ?? '';
  const { account, region, now, endpoint } = call;
  const parts = { service: 'ecr', account, region, blob: layer.blob, name, expiresAt: now + validMs };
  return { downloadUrl: `${endpoint}${signedDownload(secret, parts)}`, layerDigest };
};

/** Inside only: whether a URL is one that was given out here and is still good. */
export const verifyDownload: Handler<Download, { readonly good: boolean }> = (download, call) => {
  const secret = downloadSecrets.get(call.tx, call, '');
  return { good: secret !== undefined && isGoodDownload(secret, download, call.now) };
};
