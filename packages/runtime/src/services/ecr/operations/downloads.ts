import type { GetDownloadUrlForLayerRequest, GetDownloadUrlForLayerResponse } from '@aws-sdk/client-ecr';
import { alphabets } from '../../../base/ids.ts';
import { isGoodDownload, signedDownload, type Download } from '../../../base/signed-download.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { layersNotFound } from '../errors.ts';
import { downloadSecrets, layers, within } from '../records.ts';
import { repositoryOf } from './repositories.ts';

const secretLength = 64;

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
  const secret = secretOf(call);
  const { account, region, now, endpoint } = call;
  const parts = { service: 'ecr', account, region, blob: layer.blob, name, expiresAt: now + validMs };
  return { downloadUrl: `${endpoint}${signedDownload(secret, parts)}`, layerDigest };
};

/** Made when the first link is given out. */
function secretOf(call: Call): string {
  const kept = downloadSecrets.get(call.tx, call, '');
  if (kept !== undefined) return kept;
  const secret = call.ids.word(secretLength, alphabets.hex);
  downloadSecrets.put(call.tx, call, '', secret);
  return secret;
}

/** Inside only: whether a URL is one that was given out here and is still good. */
export const verifyDownload: Handler<Download, { readonly good: boolean }> = (download, call) => {
  const secret = downloadSecrets.get(call.tx, call, '');
  return { good: secret !== undefined && isGoodDownload(secret, download, call.now) };
};
