import type { BlobRef } from '../../../base/blob.ts';
import { placeOf } from './artifacts.ts';
import {
  asking,
  batchWorkspace,
  leavePhase,
  over,
  primaryArtifact,
  sourceCall,
  type BatchMove,
  type BatchState,
} from './batch-state.ts';
import { objectAccess } from './object-access.ts';

/** COMBINE_ARTIFACTS: the files of all builds become one artifact. Of two of one name the later build's stays. */
export const combine = (batch: BatchState): BatchMove => getNext({ ...batch, zips: [] });

export const isCombining = (effect: string): boolean => effect.startsWith('combine.');

export function combined(batch: BatchState, effect: string, output: any, now: number): BatchMove {
  const workspace = batchWorkspace(batch);
  switch (effect) {
    case 'combine.unpack':
      return asking(batch, 'combine.pack', {
        type: 'workspace.pack',
        workspace,
        baseDirectory: '',
        files: ['**/*'],
        exclude: [],
        discardPaths: false,
      });
    case 'combine.pack':
      return asking(batch, 'combine.put', put(batch, output.zip));
    case 'combine.put': {
      const done = over(leavePhase(batch, 'SUCCEEDED', now), 'SUCCEEDED', now);
      return { ...done, effects: { 'remove.combined': { type: 'workspace.remove', workspace } } };
    }
    default:
      return getNext({ ...batch, zips: [...batch.zips, output.Body] });
  }
}

function getNext(batch: BatchState): BatchMove {
  const { zips } = batch;
  const location = locationsOf(batch)[zips.length];
  if (location !== undefined) {
    const [, Bucket, Key] = /^arn:[^:]*:s3:::([^/]+)\/(.+)$/.exec(location)!;
    return asking(batch, `combine.get.${zips.length}`, sourceCall(batch, 'GetObject', { Bucket, Key }));
  }
  const unpack = zips.map((zip) => ({ zip, into: '' }));
  return asking(batch, 'combine.unpack', {
    type: 'workspace.prepare',
    workspace: batchWorkspace(batch),
    unpack,
  });
}

const locationsOf = ({ groups }: BatchState): string[] =>
  groups.flatMap(({ runs }) => runs.at(-1)?.primary?.location ?? []);

function put(batch: BatchState, zip: BlobRef) {
  const [Bucket, Key] = placeOf(batch, primaryArtifact(batch), undefined);
  const object = {
    Bucket,
    Key,
    Body: zip,
    ContentType: 'application/zip',
    ...objectAccess(batch.plan, primaryArtifact(batch)),
  };
  return sourceCall(batch, 'PutObject', object);
}
