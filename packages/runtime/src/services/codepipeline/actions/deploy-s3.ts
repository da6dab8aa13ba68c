import type { BlobRef } from '../../../base/blob.ts';
import type { Effect } from '../../../base/effects/effect.ts';
import { isSet, minuteMs, type ActionProvider, type Work } from './action.ts';
import { fetched, folderRemoval, unpacked } from './artifact-files.ts';
import { ActionFailure, awsCall, doing, played, together, type Script, type ScriptMemory } from './script.ts';

/** AWS: quotas, "Action timeout, Amazon S3 deployment action: 90 minutes". */
const timeoutMs = 90 * minuteMs;
/** So many objects are put side by side. */
const batch = 32;

/** S3: an artifact's files, or the artifact as it is, put into a bucket. */
export const deployS3: ActionProvider<ScriptMemory> = {
  type: {
    category: 'Deploy',
    provider: 'S3',
    inputs: { min: 1, max: 1 },
    outputs: { min: 0, max: 0 },
    configuration: [
      { name: 'BucketName', required: true },
      { name: 'Extract', required: true, type: 'Boolean' },
      { name: 'ObjectKey' },
      { name: 'KMSEncryptionKeyARN' },
      { name: 'CannedACL' },
      { name: 'CacheControl' },
    ],
  },
  timeoutMs: () => timeoutMs,
  ...played(script),
  tidy: (work) => ({ clean: folderRemoval(work) }),
};

function* script(work: Work): Script {
  const { ObjectKey = '' } = work.configuration;
  const [artifact] = work.inputs;
  if (isSet(work.configuration, 'Extract')) {
    const files = yield* extracted(work);
    yield* putAll(
      work,
      files.map(({ path, blob }) => ({ key: keyUnder(ObjectKey, path), blob })),
    );
    return { shows: { summary: 'Deployment Succeeded' } };
  }
  // AWS: action reference: "Extract = false: the ObjectKey is required".
  if (!ObjectKey)
    throw new ActionFailure('ObjectKey is required when Extract is false.', 'ConfigurationError');
  yield* putAll(work, [{ key: ObjectKey, blob: yield* fetched(work, artifact!) }]);
  return { shows: { summary: 'Deployment Succeeded' } };
}

interface Kept {
  readonly path: string;
  readonly blob: BlobRef;
}

function* extracted(work: Work): Script<readonly Kept[]> {
  const [artifact] = work.inputs;
  yield* unpacked(work, [artifact!]);
  const { files } = yield* doing('keep', {
    type: 'workspace.keep',
    workspace: work.actionExecutionId,
    baseDirectory: artifact!.name,
    files: ['**/*'],
  });
  yield* doing('clean', folderRemoval(work));
  return files;
}

function* putAll(work: Work, objects: readonly { readonly key: string; readonly blob: BlobRef }[]) {
  for (let at = 0; at < objects.length; at += batch) {
    const puts = objects.slice(at, at + batch).map(({ key, blob }) => [`put ${key}`, put(work, key, blob)]);
    yield* together(Object.fromEntries(puts));
  }
}

function put(work: Work, key: string, blob: BlobRef): Effect {
  const { BucketName, KMSEncryptionKeyARN, CannedACL, CacheControl } = work.configuration;
  return awsCall(work, 's3', 'PutObject', {
    Bucket: BucketName,
    Key: key,
    Body: blob,
    ContentType: contentTypeOf(key),
    ...(KMSEncryptionKeyARN && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KMSEncryptionKeyARN }),
    ...(CannedACL && { ACL: CannedACL }),
    ...(CacheControl && { CacheControl }),
  });
}

/** AWS: "If Extract = true, the ObjectKey is the deployment path": a folder that the files go into. */
function keyUnder(folder: string, path: string): string {
  const prefix = folder.replace(/^\/+|\/+$/g, '');
  return prefix === '' ? path : `${prefix}/${path}`;
}

/** AWS: unverified which names it knows; these are a web site's. */
const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'application/javascript',
  json: 'application/json',
  map: 'application/json',
  mjs: 'application/javascript',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  wasm: 'application/wasm',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
  xml: 'application/xml',
  zip: 'application/zip',
};

function contentTypeOf(key: string): string {
  const ending = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(contentTypes, ending) ? contentTypes[ending]! : 'application/octet-stream';
}
