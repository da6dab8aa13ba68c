/** The time as HTTP has it, put into words once a second. */
export class HttpDate {
  readonly #now: () => number;
  #second = -1;
  #text = '';

  /** `now`: wall time, epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get text(): string {
    const now = this.#now();
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(now).toUTCString();
    }
    return this.#text;
  }
}
