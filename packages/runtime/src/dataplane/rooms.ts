import type { Effect } from '../base/effects/effect.ts';
import type { BlobRef } from '../base/blob.ts';

/** Effects that the data plane performs: all but calls through the door. */
export type WorldEffect = Exclude<Effect, { type: 'aws.call' | 'aws.wait' }>;

/** The hands and feet, as the rest of the house knows them. */
export interface Rooms {
  perform(effect: WorldEffect, signal: AbortSignal): Promise<unknown>;
  readonly blobs: {
    write(bytes: Uint8Array): Promise<BlobRef>;
    read(blob: BlobRef): Promise<Uint8Array>;
  };
  readonly segments: {
    append(segment: string, bytes: Uint8Array): Promise<{ readonly offset: number }>;
    read(segment: string, offset: number, length: number): Promise<Uint8Array>;
    remove(segment: string): Promise<void>;
  };
}
