import type { Effect } from '../base/effects/effect.ts';
import type { Blobs } from './blobs/blobs.ts';
import type { Segments } from './segments/segments.ts';

/** Effects that the data plane performs: all but calls through the door. */
export type WorldEffect = Exclude<Effect, { type: 'aws.call' | 'aws.wait' }>;

/** The hands and feet, as the rest of the house knows them. */
export interface Rooms {
  perform(effect: WorldEffect, signal: AbortSignal): Promise<unknown>;
  readonly blobs: Blobs;
  readonly segments: Segments;
}
