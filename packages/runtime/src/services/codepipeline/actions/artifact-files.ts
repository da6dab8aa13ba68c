import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import type { ArtifactObject, Work } from './action.ts';
import { notLarger, sizes } from './artifact-sizes.ts';
import { ActionFailure, awsCall, doing, together, type Script } from './script.ts';

/** A file of an input artifact, as configurations name it: `Artifact::path/to/file`. */
export interface ArtifactFile {
  readonly artifact: string;
  readonly path: string;
}

/** Reads `Artifact::path`; undefined where it is not of that form. */
export function artifactFile(text: string): ArtifactFile | undefined {
  const [artifact, ...path] = text.split('::');
  return artifact && path.length > 0 ? { artifact, path: path.join('::') } : undefined;
}

/** Where an artifact is put, and what it is sealed with. */
// AWS: API reference, ArtifactStore, encryptionKey. Without one AWS takes its own key for S3; here it is as the bucket
// has it.
export const placed = ({ bucket, key, encryptionKey }: Omit<ArtifactObject, 'name'>) => ({
  Bucket: bucket,
  Key: key,
  ...(encryptionKey !== undefined &&
    !encryptionKey.endsWith('alias/aws/s3') && {
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: encryptionKey,
    }),
});

const folderOf = (work: Work): string => work.actionExecutionId;

/** The zip of an input artifact. */
export function* fetched(work: Work, { bucket, key }: ArtifactObject): Script<BlobRef> {
  const { Body } = yield* doing(`get ${bucket}/${key}`, objectOf(work, bucket, key));
  return Body;
}

const objectOf = (work: Work, bucket: string, key: string): Effect =>
  awsCall(work, 's3', 'GetObject', { Bucket: bucket, Key: key });

/** Unpacks input artifacts, each into a folder of its name, in a workspace of the action's own. */
export function* unpacked(work: Work, artifacts: readonly ArtifactObject[]): Script<void> {
  const gets = artifacts.map(({ name, bucket, key }) => [name, objectOf(work, bucket, key)]);
  const objects = yield* together(Object.fromEntries(gets));
  const { provider } = work.action.actionTypeId;
  if (provider.startsWith('CloudFormation'))
    for (const { name } of artifacts)
      notLarger(`The artifact ${name}`, objects[name].Body.size, sizes.stackArtifact);
  const unpack = artifacts.map(({ name }) => ({ zip: objects[name].Body, into: name }));
  yield* doing('unpack', { type: 'workspace.prepare', workspace: folderOf(work), unpack });
}

/** A text file of an artifact that was unpacked. */
export function* readText(work: Work, { artifact, path }: ArtifactFile): Script<string> {
  const { text } = yield* doing(`read ${artifact}::${path}`, {
    type: 'workspace.read',
    workspace: folderOf(work),
    path: `${artifact}/${path}`,
  });
  // AWS: as seen in the wild: File [x] does not exist in artifact [y].
  if (text === undefined) throw new ActionFailure(`File [${path}] does not exist in artifact [${artifact}]`);
  return text;
}

/** Lets go of what was unpacked; also what is left to do when the action fails. */
export const folderRemoval = (work: Work): Effect => ({
  type: 'workspace.remove',
  workspace: folderOf(work),
});

/** The input artifact of this name. */
export function inputNamed(work: Work, name: string): ArtifactObject {
  const found = work.inputs.find((input) => input.name === name);
  // AWS: unverified words.
  if (!found)
    throw new ActionFailure(
      `${name} is not an input artifact of the action ${work.action.name}`,
      'ConfigurationError',
    );
  return found;
}

/** Puts a file into the artifact store, as an output artifact of its own. */
export function* publishedFile(
  work: Work,
  artifact: ArtifactObject,
  file: { readonly path: string; readonly text: string },
): Script<void> {
  const workspace = `${folderOf(work)}/outputs`;
  yield* doing('write outputs', { type: 'workspace.prepare', workspace, unpack: [], write: [file] });
  const pack = { type: 'workspace.pack', workspace, baseDirectory: '', files: [file.path] } as const;
  const { zip } = yield* doing('pack outputs', pack);
  const put = { ...placed(artifact), Body: zip, ContentType: 'application/zip' };
  yield* doing('put outputs', awsCall(work, 's3', 'PutObject', put));
  yield* doing('forget outputs', { type: 'workspace.remove', workspace });
}
