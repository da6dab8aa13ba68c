import type { Clock } from '../base/clock.ts';
import type { Store } from '../store/store.ts';
import { rows, wakeTimeOf } from './rows.ts';
import type { Sleepers } from './sleepers.ts';

export interface WakesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly sleepers: Pick<Sleepers, 'sleepsOn'>;
  /** Called after flows were told. */
  readonly rung: () => void;
  /** The store has failed. */
  readonly fail: (error: unknown) => void;
}

/** Flows told in one transaction. */
const wakesPerTransaction = 512;

/** Has the clock ring for the earliest wake there is, and tells the flows whose time has come. */
export class Wakes {
  readonly #parts: WakesParts;
  #first: { readonly key: string; readonly cancel: () => void } | undefined;
  #looksSoon = false;
  #closed = false;

  constructor(parts: WakesParts) {
    this.#parts = parts;
  }

  /** The row of a wake has come or gone. */
  changed(key: string): void {
    if (this.#looksSoon || (this.#first && key > this.#first.key)) return;
    this.#looksSoon = true;
    queueMicrotask(() => this.look());
  }

  /** Sets the clock by what is in the store. */
  look(): void {
    this.#looksSoon = false;
    if (this.#closed) return;
    try {
      this.#set(this.#parts.store.transaction((tx) => rows.firstWake(tx)));
    } catch (error) {
      this.#parts.fail(error);
    }
  }

  close(): void {
    this.#closed = true;
    this.#first?.cancel();
  }

  #set(key: string | undefined): void {
    if (key === this.#first?.key) return;
    this.#first?.cancel();
    this.#first =
      key === undefined
        ? undefined
        : { key, cancel: this.#parts.clock.at(wakeTimeOf(key), () => this.#ring()) };
  }

  #ring(): void {
    this.#first = undefined;
    const { store, clock, sleepers, fail, rung } = this.#parts;
    const now = clock.now();
    try {
      store.transaction((tx) => {
        for (const { flow, time } of rows.takeWakes(tx, now, wakesPerTransaction)) {
          if (sleepers.sleepsOn(tx, flow, time, now)) rows.putRest(tx, flow, time);
          else rows.putFact(tx, { flow, fact: { type: 'WakeTime' }, wakeAt: time });
        }
      });
    } catch (error) {
      return fail(error);
    }
    rung();
    this.look();
  }
}
