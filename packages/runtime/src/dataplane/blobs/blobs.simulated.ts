import { assert } from '../../base/assert.ts';
import type { BlobRef } from '../../base/blob.ts';
import type { Blobs } from './blobs.ts';
import type { SimulatedRoom } from '../rooms.simulated.ts';

/** Bytes that a transcript has kept, to name them where a streamed body is wanted. */
export class SimulatedBlobs implements SimulatedRoom {
  readonly #blobs: Blobs;

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** `world blob keep`, and the text below it; `world blob keep base64`, where it is bytes spelled so. */
  tell([verb = '', spelled]: readonly string[], body: string): Promise<BlobRef> {
    assert(verb === 'keep', `bytes are kept, not ${verb}`);
    return this.#blobs.write(Buffer.from(body, spelled === 'base64' ? 'base64' : 'utf8'));
  }

  perform(): never {
    assert(false, 'no effect is a blob’s');
    throw new Error();
  }

  done(): readonly string[] {
    return [];
  }
}
