import { wall } from '../base/clock.ts';

/** For how long the machine is taken to be as it was found. Wall time. */
const keptMs = 2000;

/** What a look at the machine finds, or has found a moment ago: many builds begin in a row, and a look is dear. */
export class Lately<Found> {
  readonly #look: () => Found;
  #last: { readonly at: number; readonly found: Found } | undefined;

  constructor(look: () => Found) {
    this.#look = look;
  }

  get found(): Found {
    const now = wall.now();
    if (!this.#last || now - this.#last.at > keptMs) this.#last = { at: now, found: this.#look() };
    return this.#last.found;
  }

  /** It is known to be otherwise by now. */
  forget(): void {
    this.#last = undefined;
  }
}
