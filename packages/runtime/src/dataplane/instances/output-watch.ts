import { timers } from '../../base/timers.ts';

/** How often one looks. Wall time. */
const lookMs = 250;

interface Watched {
  /** How many bytes it has said so far. */
  size(): Promise<number>;
  readonly bytesMax: number;
  /** It has said more, for the first time. */
  exceeded(): void;
}

/** Sees that what a script says does not fill the disk: for a moment it may say more. */
export class OutputWatch {
  readonly #watched: Watched;
  #isOver = false;
  #callOff: () => void = () => {};

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#lookSoon();
  }

  close(): void {
    this.#isOver = true;
    this.#callOff();
  }

  #lookSoon(): void {
    this.#callOff = timers.after(lookMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { bytesMax, exceeded } = this.#watched;
    const size = await this.#watched.size();
    if (this.#isOver) return;
    if (size > bytesMax) exceeded();
    else this.#lookSoon();
  }
}
