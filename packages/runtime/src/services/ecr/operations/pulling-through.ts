import type { ImageIdentifier } from '@aws-sdk/client-ecr';
import type { Scope } from '../../../base/scope.ts';
import { isAllowedBy } from '../../../dispatch/policy/resource-policy.ts';
import type { Call } from '../../../dispatch/service.ts';
import { parseManifest } from '../manifest.ts';
import { lookedUp, placeOfUpstream, ruleFor, upstreamName, type PullThroughRule } from '../pull-through.ts';
import {
  images,
  layers,
  repositories,
  repositoryArn,
  tagDigests,
  within,
  type ImageRecord,
} from '../records.ts';
import { emitImageAction, tagged } from './images.ts';
import { makeFor } from './creation-templates.ts';
import { createRepository } from './repositories.ts';
import { useLayers } from './unused-layers.ts';

/** AWS: user guide: an image is looked for again "at least once every 24 hours". */
const freshMs = 24 * 60 * 60_000;

/** Where an image is, and where it is to be. */
interface Way {
  readonly from: Scope;
  readonly there: string;
  readonly here: string;
}

/**
 * Brings here what is asked for of a repository that is filled by a rule, where its upstream registry has it: its
 * records alone, as a blob is named by what is in it.
 */
export function pullThrough(call: Call, repository: string, ids: readonly ImageIdentifier[]): void {
  const rule = ruleFor(call, repository);
  const from = rule && placeOfUpstream(rule);
  if (!rule || !from) return;
  const way: Way = { from, there: upstreamName(rule, repository), here: repository };
  for (const id of ids) bring(call, rule, way, id);
}

function bring(
  call: Call,
  rule: PullThroughRule,
  way: Way,
  { imageTag, imageDigest }: ImageIdentifier,
): void {
  const { from, there, here } = way;
  if (isFresh(call, here, { imageTag, imageDigest }) || !isLetIn(call, rule, way)) return;
  const digest = imageDigest ?? tagDigests.get(call.tx, from, within(there, imageTag ?? ''));
  const image = digest === undefined ? undefined : images.get(call.tx, from, within(there, digest));
  if (!image) return;
  if (!repositories.get(call.tx, call, here)) makeRepository(call, here);
  if (imageTag !== undefined) lookedUp.put(call.tx, call, within(here, imageTag), call.now);
  const before = images.get(call.tx, call, within(here, image.digest));
  if (before && (imageTag === undefined || before.tags.includes(imageTag))) return;
  const kept = before ?? copied(call, way, image);
  const repositoryRecord = repositories.get(call.tx, call, here)!;
  tagged(call, repositoryRecord, kept, imageTag);
  emitImageAction(call, 'PUSH', { repository: here, digest: image.digest, tag: imageTag });
  emitSync(call, rule, { here, digest: image.digest, tag: imageTag });
}

/** AWS: user guide, "ECR to ECR pull through cache": another account's repository has to let the rule's role in. */
function isLetIn(call: Call, { customRoleArn }: PullThroughRule, { from, there }: Way): boolean {
  if (from.account === call.account) return true;
  const policy = repositories.get(call.tx, from, there)?.policyText;
  const asker = {
    arns: [customRoleArn ?? `arn:aws:iam::${call.account}:root`],
    account: call.account,
    resource: repositoryArn(from, there),
    context: new Map(),
  };
  const actions = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  return policy !== undefined && actions.every((action) => isAllowedBy(policy, action, asker));
}

/** What has a digest stays what it is; a tag may have moved. */
function isFresh(call: Call, repository: string, { imageTag, imageDigest }: ImageIdentifier): boolean {
  if (imageDigest !== undefined && images.get(call.tx, call, within(repository, imageDigest))) return true;
  if (imageDigest !== undefined || imageTag === undefined) return false;
  const at = lookedUp.get(call.tx, call, within(repository, imageTag));
  return at !== undefined && call.now - at < freshMs && isThere(call, repository, imageTag);
}

const isThere = (call: Call, repository: string, tag: string): boolean =>
  tagDigests.get(call.tx, call, within(repository, tag)) !== undefined;

function makeRepository(call: Call, repositoryName: string): void {
  if (!makeFor(call, repositoryName, 'PULL_THROUGH_CACHE')) createRepository({ repositoryName }, call);
}

/** An image with all that it is made of; of an index, the images that there are. */
function copied(call: Call, way: Way, image: ImageRecord): ImageRecord {
  const { from, there, here } = way;
  const manifest = parseManifest(image.manifest);
  if (manifest?.kind === 'image')
    for (const { digest } of [manifest.config, ...manifest.layers]) {
      const layer = layers.get(call.tx, from, within(there, digest));
      if (layer) layers.put(call.tx, call, within(here, digest), layer);
    }
  for (const digest of image.parts ?? []) {
    const part = images.get(call.tx, from, within(there, digest));
    if (part && !images.get(call.tx, call, within(here, digest)))
      images.put(call.tx, call, within(here, digest), copied(call, way, part));
  }
  const copy = { ...image, tags: [], pushedAt: call.now };
  images.put(call.tx, call, within(here, image.digest), copy);
  useLayers(call, here, copy);
  return copy;
}

// AWS: user guide, "Amazon ECR events and EventBridge", pull through cache.
function emitSync(
  call: Call,
  { prefix, upstreamUrl }: PullThroughRule,
  { here, digest, tag }: { readonly here: string; readonly digest: string; readonly tag: string | undefined },
): void {
  call.emit({
    source: 'aws.ecr',
    detailType: 'ECR Pull Through Cache Action',
    resources: [],
    detail: {
      'rule-version': '1',
      'sync-status': 'SUCCESS',
      'ecr-repository-prefix': prefix,
      'repository-name': here,
      'upstream-registry-url': upstreamUrl,
      ...(tag !== undefined && { 'image-tag': tag }),
      'image-digest': digest,
    },
  });
}
