import type { Call } from '../../../dispatch/service.ts';
import { parseManifest } from '../manifest.ts';
import {
  images,
  layers,
  unusedLayers,
  uploads,
  within,
  type ImageRecord,
  type LayerRecord,
} from '../records.ts';

/**
 * Whoever pushes asks first what is there, and names it when all else has come: so long a layer stays that no image
 * names. AWS: unverified.
 */
const restMs = 86_400_000;

/** A layer has come, for an image that is still to come. */
export function putUnused(call: Call, repository: string, layer: LayerRecord): void {
  layers.put(call.tx, call, within(repository, layer.digest), layer);
  leave(call, repository, layer.digest);
}

/** An image has gone: what no other one of the repository names may go after it. */
export function leaveLayers(call: Call, repository: string, image: ImageRecord): void {
  const others = images.list(call.tx, call, { prefix: within(repository, '') });
  for (const digest of layersOf(image))
    if (!others.some(({ manifest }) => manifest.includes(digest))) leave(call, repository, digest);
  forgetUnused(call, repository);
}

/** An image has come, whose layers are used from now on. */
export function useLayers(call: Call, repository: string, image: ImageRecord): void {
  for (const digest of layersOf(image)) unusedLayers.delete(call.tx, call, within(repository, digest));
  forgetUnused(call, repository);
}

/** Forgets the layers of a repository that nobody has used for a day, and the uploads that nobody has gone on with. */
export function forgetUnused(call: Call, repository: string): void {
  for (const { id, since = 0 } of uploads.list(call.tx, call, { prefix: within(repository, '') }))
    if (since <= call.now - restMs) uploads.delete(call.tx, call, within(repository, id));
  for (const { digest, since } of unusedLayers.list(call.tx, call, { prefix: within(repository, '') })) {
    if (since > call.now - restMs) continue;
    unusedLayers.delete(call.tx, call, within(repository, digest));
    layers.delete(call.tx, call, within(repository, digest));
  }
}

function leave(call: Call, repository: string, digest: string): void {
  unusedLayers.put(call.tx, call, within(repository, digest), { digest, since: call.now });
}

function layersOf({ manifest }: ImageRecord): string[] {
  const parsed = parseManifest(manifest);
  return parsed?.kind === 'image' ? [parsed.config, ...parsed.layers].map(({ digest }) => digest) : [];
}
