import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { Fetch, SourceRequest } from './source-origin.ts';

/** So many objects are read one after the other. AWS has no such limit. */
const objectsMax = 1000;

interface Page {
  readonly Contents?: readonly { readonly Key: string }[];
  readonly NextContinuationToken?: string;
}

/** The objects of a folder in S3. AWS: ProjectSource, location: "the path to the folder" with the source code. */
export function folderIn(
  bucket: string,
  prefix: string,
  { role, scope }: Pick<SourceRequest, 'role' | 'scope'>,
  outcomes: readonly any[],
): Fetch {
  const ask = (operation: string, input: object): { readonly effect: Effect } => ({
    effect: {
      type: 'aws.call',
      service: 's3',
      operation,
      input: { Bucket: bucket, ...input },
      as: role,
      scope,
    },
  });
  const lastOfPages = outcomes.findIndex(({ NextContinuationToken: more }: Page) => more === undefined);
  if (lastOfPages < 0) {
    const { NextContinuationToken: ContinuationToken } = (outcomes.at(-1) ?? {}) as Page;
    return ask('ListObjectsV2', { Prefix: prefix, ...(ContinuationToken && { ContinuationToken }) });
  }
  const pages: readonly Page[] = outcomes.slice(0, lastOfPages + 1);
  // What ends so is a folder's own mark.
  const keys = pages
    .flatMap(({ Contents = [] }) => Contents.map(({ Key }) => Key))
    .filter((key) => !key.endsWith('/'));
  // AWS: unverified words.
  if (keys.length === 0) return { error: `NoSuchKey: there is nothing below ${bucket}/${prefix}` };
  if (keys.length > objectsMax)
    return {
      error: `Penstock reads folders of at most ${objectsMax} objects: ${bucket}/${prefix} has ${keys.length}`,
    };
  const bodies: readonly BlobRef[] = outcomes.slice(lastOfPages + 1).map(({ Body }) => Body);
  const next = keys[bodies.length];
  if (next !== undefined) return ask('GetObject', { Key: next });
  return { files: keys.map((key, index) => ({ path: key.slice(prefix.length), blob: bodies[index]! })) };
}
