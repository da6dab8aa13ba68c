import type {
  BatchCheckLayerAvailabilityRequest,
  BatchCheckLayerAvailabilityResponse,
  CompleteLayerUploadRequest,
  CompleteLayerUploadResponse,
  InitiateLayerUploadRequest,
  InitiateLayerUploadResponse,
  Layer,
  LayerFailure,
  UploadLayerPartRequest,
  UploadLayerPartResponse,
} from '@aws-sdk/client-ecr';
import { isBlobRef, type BlobRef } from '../../../base/blob.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import {
  emptyUpload,
  invalidLayer,
  invalidLayerPart,
  layerAlreadyExists,
  layerPartTooSmall,
  uploadNotFound,
} from '../errors.ts';
import { layers, uploads, within, type UploadRecord } from '../records.ts';
import { repositoryPushedTo } from './creation-templates.ts';
import { placeOf, repositoryOf } from './repositories.ts';
import { putUnused } from './unused-layers.ts';

// AWS: service quotas of ECR, "Minimum layer part size" and "Maximum layer part size".
const partBytesMin = 5 * 1024 * 1024;
const partBytesMax = 20 * 1024 * 1024;

export const batchCheckLayerAvailability: Handler<
  BatchCheckLayerAvailabilityRequest,
  BatchCheckLayerAvailabilityResponse
> = (input, call) => {
  const { name } = repositoryOf(call, input);
  const [wellFormed, malformed] = [true, false].map((good) =>
    input.layerDigests!.filter((digest) => isDigest(digest) === good),
  );
  return {
    layers: wellFormed!.map((digest) => availability(call, name, digest)),
    failures: malformed!.map(invalidDigest),
  };
};

function availability(call: Call, repository: string, digest: string): Layer {
  const layer = layers.get(call.tx, call, within(repository, digest));
  if (!layer) return { layerDigest: digest, layerAvailability: 'UNAVAILABLE' };
  return { layerDigest: digest, layerAvailability: 'AVAILABLE', layerSize: layer.blob.size };
}

const invalidDigest = (layerDigest: string): LayerFailure => ({
  layerDigest,
  failureCode: 'InvalidLayerDigest',
  failureReason: 'Layer digest is invalid',
});

const isDigest = (text: string): boolean => /^sha256:[0-9a-f]{64}$/.test(text);

export const initiateLayerUpload: Handler<InitiateLayerUploadRequest, InitiateLayerUploadResponse> = (
  input,
  call,
) => {
  const { name } = repositoryPushedTo(call, input);
  const id = call.ids.uuid();
  uploads.put(call.tx, call, within(name, id), { id, parts: [], since: call.now });
  return { uploadId: id, partSize: partBytesMax };
};

/** The registry's own HTTP has kept the bytes already, and hands over where. */
interface PartRequest extends Omit<UploadLayerPartRequest, 'layerPartBlob'> {
  readonly layerPartBlob: Uint8Array | BlobRef | undefined;
}

export const uploadLayerPart: WaitingHandler<PartRequest, UploadLayerPartResponse> = {
  async waits(input, call) {
    call.transaction((inner) => uploadOf(inner, input));
    const bytes = input.layerPartBlob!;
    const anySize = isBlobRef(bytes);
    const part = anySize ? bytes : await call.blobs.write(bytes);
    return call.transaction((inner) => {
      const { upload, repository } = uploadOf(inner, input);
      const received = bytesOf(upload);
      const repeated = isRepeated(upload, part, input.partLastByte!);
      if (!repeated && !isNext(input, received, part.size))
        invalidLayerPart(placeOf(inner, repository), upload.id, received - 1);
      const parts = repeated ? upload.parts : [...upload.parts, part];
      uploads.put(inner.tx, inner, within(repository, upload.id), {
        ...upload,
        parts,
        since: inner.now,
        ...(anySize && { anySize }),
      });
      return {
        registryId: inner.account,
        repositoryName: repository,
        uploadId: upload.id,
        lastByteReceived: bytesOf({ parts }) - 1,
      };
    });
  },
};

const isNext = (input: PartRequest, received: number, size: number): boolean =>
  input.partFirstByte === received && input.partLastByte === received + size - 1;

/** A client whose answer was lost sends the same part again. */
function isRepeated(upload: UploadRecord, part: BlobRef, lastByte: number): boolean {
  return upload.parts.at(-1)?.sha256 === part.sha256 && bytesOf(upload) === lastByte + 1;
}

const bytesOf = ({ parts }: Pick<UploadRecord, 'parts'>): number =>
  parts.reduce((sum, part) => sum + part.size, 0);

export const completeLayerUpload: WaitingHandler<CompleteLayerUploadRequest, CompleteLayerUploadResponse> = {
  async waits(input, call) {
    const { upload, repository } = call.transaction((inner) => uploadOf(inner, input));
    const digest = upload.digest ?? (await complete(call, repository, upload, input.layerDigests!));
    return { registryId: call.account, repositoryName: repository, uploadId: upload.id, layerDigest: digest };
  },
};

async function complete(
  call: WaitingCall,
  repository: string,
  upload: UploadRecord,
  wanted: readonly string[],
): Promise<string> {
  if (upload.parts.length === 0) emptyUpload();
  if (!upload.anySize && upload.parts.slice(0, -1).some((part) => part.size < partBytesMin))
    layerPartTooSmall();
  const blob = upload.parts.length === 1 ? upload.parts[0]! : await joined(call, upload.parts);
  const digest = `sha256:${blob.sha256}`;
  if (!wanted.includes(digest)) invalidLayer(wanted, digest);
  return call.transaction((inner) => {
    const there = layers.get(inner.tx, inner, within(repository, digest));
    if (there) layerAlreadyExists(placeOf(inner, repository), digest);
    putUnused(inner, repository, { digest, blob });
    const { id } = upload;
    uploads.put(inner.tx, inner, within(repository, id), { id, parts: [], digest, since: inner.now });
    return digest;
  });
}

async function joined(call: WaitingCall, parts: readonly BlobRef[]): Promise<BlobRef> {
  const bytes: Uint8Array[] = [];
  for (const part of parts) bytes.push(await call.blobs.read(part));
  return call.blobs.write(Buffer.concat(bytes));
}

/** Inside only: how much of an upload has come. */
export const describeLayerUpload: Handler<NamesUpload, { readonly received: number }> = (input, call) => ({
  received: bytesOf(uploadOf(call, input).upload),
});

/** Inside only: an upload that will not be completed. */
export const cancelLayerUpload: Handler<NamesUpload, object> = (input, call) => {
  const { upload, repository } = uploadOf(call, input);
  uploads.delete(call.tx, call, within(repository, upload.id));
  return {};
};

interface Mount {
  readonly repositoryName: string;
  readonly from: string;
  readonly layerDigest: string;
}

/** Inside only: a layer that another repository of the registry has is had here, too. */
export const mountLayer: Handler<Mount, { readonly mounted: boolean }> = (
  { from, layerDigest, ...to },
  call,
) => {
  const { name } = repositoryPushedTo(call, to);
  const layer = layers.get(call.tx, call, within(from, layerDigest));
  if (layer && !layers.get(call.tx, call, within(name, layerDigest))) putUnused(call, name, layer);
  return { mounted: layer !== undefined };
};

interface NamesUpload {
  readonly registryId?: string | undefined;
  readonly repositoryName: string | undefined;
  readonly uploadId: string | undefined;
}

function uploadOf(
  call: Call,
  input: NamesUpload,
): { readonly upload: UploadRecord; readonly repository: string } {
  const { name } = repositoryOf(call, input);
  const upload = uploads.get(call.tx, call, within(name, input.uploadId!));
  return { upload: upload ?? uploadNotFound(placeOf(call, name), input.uploadId!), repository: name };
}
