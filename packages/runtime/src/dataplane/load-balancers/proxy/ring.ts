/**
 * Seconds remembered: 17 minutes, so that a minute can be asked for until 15 minutes are over. A power of
 * two.
 */
const secondsMax = 1024;

/**
 * Counters for each house second, in memory that two threads share: the worker counts, the host adds up what
 * is over. There is one writer; a slot belongs to the second whose number is its first field.
 */
export class Ring {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Float64Array;
  readonly #width: number;

  /** `fields` beside the second's number. */
  constructor(fields: number, memory = new SharedArrayBuffer(secondsMax * (fields + 1) * 8)) {
    this.memory = memory;
    this.#cells = new Float64Array(memory);
    this.#width = fields + 1;
  }

  /** The cells of a second, cleared when it is touched first; field 0 is at the answered offset. */
  at(second: number): number {
    const slot = (second & (secondsMax - 1)) * this.#width;
    if (this.#cells[slot] !== second) {
      this.#cells.fill(0, slot, slot + this.#width);
      this.#cells[slot] = second;
    }
    return slot + 1;
  }

  get cells(): Float64Array {
    return this.#cells;
  }

  /** Calls `add` with the offset of each second in `[from, to)` in which something was counted. */
  each(from: number, to: number, add: (offset: number) => void): void {
    for (let second = from; second < to; second++) {
      const slot = (second & (secondsMax - 1)) * this.#width;
      if (this.#cells[slot] === second) add(slot + 1);
    }
  }
}
