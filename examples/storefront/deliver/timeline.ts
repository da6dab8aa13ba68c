import type { HouseClock } from './house-clock.ts';

/** Tells the story as it happens, a line each: wall seconds since the start, house time, what happened. */
export class Timeline {
  readonly #started: number;
  readonly #clock: HouseClock;
  readonly #write: (line: string) => void;

  constructor(clock: HouseClock, write: (line: string) => void, started = Date.now()) {
    this.#started = started;
    this.#clock = clock;
    this.#write = write;
  }

  tell(what: string, wall = Date.now()): void {
    const seconds = ((wall - this.#started) / 1000).toFixed(1).padStart(6);
    const house = new Date(this.#clock.houseTime(wall)).toISOString().slice(11, 19);
    this.#write(`${seconds} s  ${house}  ${what}`);
  }

  chapter(title: string): void {
    this.#write(`\n${title}`);
  }
}
