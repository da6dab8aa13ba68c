import { EffectRefusal } from '../../base/effects/effect.ts';

/**
 * Append-only files. Whoever appends keeps the offset and the length; nobody asks a segment how long it is.
 */
export interface Segments {
  /** Appends; on disk when this settles. Answers where the bytes start. */
  append(segment: string, bytes: Uint8Array): Promise<{ readonly offset: number }>;
  /** Exactly these bytes. Refused with `SegmentTorn` where there are fewer. */
  read(segment: string, offset: number, length: number): Promise<Uint8Array>;
  remove(segment: string): Promise<void>;
  /** Forgets everything. */
  reset(): void;
}

export function segmentTorn(segment: string, wanted: number, found: number): EffectRefusal {
  return new EffectRefusal('SegmentTorn', `segment ${segment} has ${found} of ${wanted} bytes`);
}
