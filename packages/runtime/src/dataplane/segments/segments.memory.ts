import { segmentTorn, type Segments } from './segments.ts';

/** Segments in a map, which a test can keep over the death of a process. */
export class MemorySegments implements Segments {
  readonly #kept: Map<string, Uint8Array>;

  constructor(kept: Map<string, Uint8Array> = new Map()) {
    this.#kept = kept;
  }

  async append(segment: string, bytes: Uint8Array): Promise<{ readonly offset: number }> {
    const before = this.#kept.get(segment) ?? new Uint8Array();
    this.#kept.set(segment, Buffer.concat([before, bytes]));
    return { offset: before.length };
  }

  async read(segment: string, offset: number, length: number): Promise<Uint8Array> {
    const bytes = (this.#kept.get(segment) ?? new Uint8Array()).subarray(offset, offset + length);
    if (bytes.length < length) throw segmentTorn(segment, length, bytes.length);
    return Uint8Array.from(bytes);
  }

  async remove(segment: string): Promise<void> {
    this.#kept.delete(segment);
  }

  reset(): void {
    this.#kept.clear();
  }
}
