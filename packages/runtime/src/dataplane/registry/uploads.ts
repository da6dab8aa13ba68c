import type { BlobRef } from '../../base/blob.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { RegistryBackend, Repository } from './backend.ts';
import { named } from './address.ts';
import { answer, type Asked } from './answers.ts';
import { invalid, refuse } from './failures.ts';

interface UploadsParts {
  readonly backend: RegistryBackend;
  readonly blobs: Pick<Blobs, 'write'>;
}

/** An upload that is under way, and the name that the client calls its repository by. */
interface Upload {
  readonly id: string;
  readonly name: string;
}

/** AWS: ECR quotas, "Maximum layer size: 52,000 MiB". */
const layerBytesMax = 52_000 * 1024 * 1024;

class TooLarge extends Error {}

/** Blobs on their way in: in one piece, in pieces one after the other, or from another repository. */
export class Uploads {
  readonly #backend: RegistryBackend;
  readonly #blobs: Pick<Blobs, 'write'>;

  constructor({ backend, blobs }: UploadsParts) {
    this.#backend = backend;
    this.#blobs = blobs;
  }

  /** `POST`: a blob of another repository, a blob that comes with the request, or an upload to go on with. */
  async begin(asked: Asked, repository: Repository, name: string): Promise<void> {
    const { query, response, request } = asked;
    if (request.method !== 'POST') return refuse(response, unsupported);
    const [mount, from, digest] = ['mount', 'from', 'digest'].map((each) => query.get(each));
    if (
      mount &&
      from &&
      (await this.#backend.mount(repository, mount, named(request.headers.host ?? '', from).repository))
    )
      return created(asked, name, mount);
    const id = await this.#backend.beginUpload(repository);
    if (!digest) return underWay(asked, { id, name }, 0);
    await this.#take(asked, repository, id);
    await this.#backend.complete(repository, id, digest);
    created(asked, name, digest);
  }

  /** Another piece, the last piece, how far it has come, or no more of it. */
  async go(asked: Asked, repository: Repository, upload: Upload): Promise<void> {
    const { request, response, query } = asked;
    const { id } = upload;
    switch (request.method) {
      case 'PATCH':
        return underWay(asked, upload, await this.#take(asked, repository, id));
      case 'PUT': {
        const digest = query.get('digest');
        if (!digest) return refuse(response, invalid('DIGEST_INVALID', 'The digest of the blob is missing.'));
        await this.#take(asked, repository, id);
        await this.#backend.complete(repository, id, digest);
        return created(asked, upload.name, digest);
      }
      case 'GET':
        return underWay(asked, upload, await this.#backend.uploaded(repository, id), 204);
      case 'DELETE':
        await this.#backend.cancelUpload(repository, id);
        return answer(response, 204, {});
      default:
        return refuse(response, unsupported);
    }
  }

  /** Takes in what comes with a request, if anything; answers how many bytes there are then. */
  async #take({ request }: Asked, repository: Repository, id: string): Promise<number> {
    const received = await this.#backend.uploaded(repository, id);
    const [, first = received] = /^(?:bytes )?(\d+)-\d+/.exec(request.headers['content-range'] ?? '') ?? [];
    const bytes: BlobRef = await this.#blobs.write(limited(request, layerBytesMax));
    if (bytes.size === 0) return received;
    return this.#backend.append(repository, { id, first: Number(first), bytes });
  }
}

const unsupported = { status: 405, code: 'UNSUPPORTED', message: 'The operation is unsupported.' };

async function* limited(source: AsyncIterable<Uint8Array>, bytesMax: number): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > bytesMax) throw new TooLarge(`a layer has at most ${bytesMax} bytes`);
    yield piece;
  }
}

function created({ response }: Asked, name: string, digest: string): void {
  answer(response, 201, { location: `/v2/${name}/blobs/${digest}`, 'docker-content-digest': digest });
}

function underWay({ response }: Asked, { id, name }: Upload, received: number, status = 202): void {
  answer(response, status, {
    location: `/v2/${name}/blobs/uploads/${id}`,
    'docker-upload-uuid': id,
    range: `0-${Math.max(0, received - 1)}`,
  });
}
