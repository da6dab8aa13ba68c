import { open } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import {
  BatchCheckLayerAvailabilityCommand,
  CompleteLayerUploadCommand,
  ECRClient,
  ECRServiceException,
  ImageAlreadyExistsException,
  InitiateLayerUploadCommand,
  LayerAlreadyExistsException,
  PutImageCommand,
  RepositoryNotFoundException,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import { awsAccess } from './aws-access.ts';
import { parseFlags } from './flags.ts';
import type { Descriptor, Manifest } from './image.ts';
import type { ImageStore, StoredImage } from './image-store.ts';
import { passwordFor, verifyPassword } from './login.ts';
import {
  ecrRepository,
  parseReference,
  repositoryOf,
  spelled,
  type EcrRepository,
  type Reference,
} from './reference.ts';
import { cannot } from './refusal.ts';
import { openImages, type Surroundings } from './surroundings.ts';

/**
 * AWS: UploadLayerPart takes parts of up to 20 MiB and, but for the last, of 5 MiB at least; the CLI sends
 * 10 MiB.
 */
const partBytesMax = 10 * 1024 * 1024;

/** `docker push NAME[:TAG]`. */
export async function push(line: readonly string[], around: Surroundings): Promise<void> {
  const given = parseFlags('push', { values: {}, switches: { 'all-tags': 'a', quiet: 'q' } }, line);
  const [name, ...more] = given.words;
  if (name === undefined || more.length > 0)
    return cannot('push: it takes exactly one argument, the image’s name');
  const store = openImages(around);
  const reference = parseReference(name);
  const quiet = given.isOn('quiet');
  const printing = quiet ? { ...around, print: () => undefined } : around;
  const all = given.isOn('all-tags') ? taggedIn(store, reference) : [reference];
  for (const each of all) await pushOne(each, store, printing);
  if (quiet) around.print(spelled(reference));
}

function taggedIn(store: ImageStore, wanted: Reference): Reference[] {
  const all = store.tags().map(({ name }) => parseReference(name));
  const tagged = all.filter((each) => repositoryOf(each) === repositoryOf(wanted));
  return tagged.length > 0 ? tagged : cannot(`push ${repositoryOf(wanted)}: no image has a tag of that name`);
}

export async function pushOne(reference: Reference, store: ImageStore, around: Surroundings): Promise<void> {
  const name = repositoryOf(reference);
  around.print(`The push refers to repository [${name}]`);
  const image = store.find(spelled(reference));
  if (!image) return cannot(`push: an image does not exist locally with the tag: ${name}`);
  const place = ecrRepository(reference, around.env['AWS_ENDPOINT_URL']);
  if (!place)
    return cannot(
      `push ${spelled(reference)}: of registries it knows ECR’s only, ` +
        '<account>.dkr.ecr.<region>.amazonaws.com, as Penstock serves it',
    );
  const access = awsAccess(around, place.region);
  if (typeof access === 'string') return cannot(`push ${spelled(reference)}: ${missing[access]}`);
  await verifyPassword(place.registry, passwordFor(place.registry, around), access.endpoint);
  const upload = new Upload(new ECRClient(access), place, reference.tag, (text) => around.print(text));
  const digest = await upload.image(image, store).catch((error: unknown) => refused(reference, error));
  store.pushed(image, `${name}@${digest}`);
}

const missing = {
  endpoint: 'AWS_ENDPOINT_URL is not set, so that Penstock’s ECR is not to be found',
  region: 'no region is given',
  credentials: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set',
};

/** What ECR refuses is told as Docker tells it, what the network does as it is. Anything else is a bug. */
function refused(reference: Reference, error: unknown): never {
  if (error instanceof RepositoryNotFoundException)
    return cannot(`push ${spelled(reference)}: name unknown: ${error.message}`);
  if (error instanceof ECRServiceException)
    return cannot(`push ${spelled(reference)}: denied: ${error.name}: ${error.message}`);
  if (error instanceof Error && 'code' in error)
    return cannot(`push ${spelled(reference)}: ${error.message || String(error.code)}`);
  throw error;
}

/** One image on its way to a repository. */
class Upload {
  readonly #client: ECRClient;
  readonly #where: { readonly registryId: string; readonly repositoryName: string };
  readonly #tag: string;
  readonly #print: (line: string) => void;

  constructor(client: ECRClient, place: EcrRepository, tag: string, print: (line: string) => void) {
    this.#client = client;
    this.#where = { registryId: place.account, repositoryName: place.repository };
    this.#tag = tag;
    this.#print = print;
  }

  /** Answers the digest it has there. */
  async image(image: StoredImage, store: ImageStore): Promise<string> {
    const manifest = JSON.parse(image.manifest) as Manifest;
    const diffIds = store.config(image).rootfs.diff_ids;
    const named = manifest.layers.map((layer, index) => ({ layer, short: diffIds[index]!.slice(7, 19) }));
    for (const { short } of named) this.#print(`${short}: Preparing`);
    for (const { layer, short } of named) {
      const isNew = await this.#blob(layer, store);
      this.#print(`${short}: ${isNew ? 'Pushed' : 'Layer already exists'}`);
    }
    await this.#blob(manifest.config, store);
    await this.#manifest(image.manifest, manifest.mediaType);
    const digest = `sha256:${createHash('sha256').update(image.manifest).digest('hex')}`;
    this.#print(`${this.#tag}: digest: ${digest} size: ${Buffer.byteLength(image.manifest)}`);
    return digest;
  }

  /** Answers false where the registry has it. */
  async #blob({ digest }: Descriptor, store: ImageStore): Promise<boolean> {
    const asked = { ...this.#where, layerDigests: [digest] };
    const { layers } = await this.#client.send(new BatchCheckLayerAvailabilityCommand(asked));
    if (layers?.[0]?.layerAvailability === 'AVAILABLE') return false;
    const { uploadId, partSize = partBytesMax } = await this.#client.send(
      new InitiateLayerUploadCommand(this.#where),
    );
    await this.#parts(store.blob(digest), uploadId!, Math.min(partSize, partBytesMax));
    try {
      await this.#client.send(new CompleteLayerUploadCommand({ ...asked, uploadId }));
    } catch (error) {
      // Another push was faster.
      if (!(error instanceof LayerAlreadyExistsException)) throw error;
    }
    return true;
  }

  async #parts(place: string, uploadId: string, partBytes: number): Promise<void> {
    const file = await open(place);
    try {
      const { size } = await file.stat();
      for (let first = 0; first < size; first += partBytes) {
        const bytes = Buffer.alloc(Math.min(partBytes, size - first));
        await file.read(bytes, 0, bytes.length, first);
        const [partFirstByte, partLastByte] = [first, first + bytes.length - 1];
        const part = { ...this.#where, uploadId, partFirstByte, partLastByte, layerPartBlob: bytes };
        await this.#client.send(new UploadLayerPartCommand(part));
      }
    } finally {
      await file.close();
    }
  }

  async #manifest(imageManifest: string, imageManifestMediaType: string): Promise<void> {
    const image = { ...this.#where, imageManifest, imageManifestMediaType, imageTag: this.#tag };
    try {
      await this.#client.send(new PutImageCommand(image));
    } catch (error) {
      // The same image under the same tag: Docker's registry protocol takes that as done.
      if (!(error instanceof ImageAlreadyExistsException)) throw error;
    }
  }
}
