import { timers } from '../base/timers.ts';

/** Something that is waited for: whoever makes progress says so. */
export interface Watched {
  renewed: boolean;
  /** Not waited for at the moment. */
  paused: boolean;
  readonly lost: () => void;
}

/**
 * Loses patience with what makes no progress for `idleMs` (wall time; and up to twice that). One timer for all, and
 * none while nothing is waited for: most requests are there before a timer could be set.
 */
export class IdleWatch {
  readonly #idleMs: number;
  readonly #watched = new Set<Watched>();
  #cancelTick: (() => void) | undefined;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  begin(lost: () => void): Watched {
    const watched = { renewed: true, paused: false, lost };
    this.#watched.add(watched);
    if (!this.#cancelTick) this.#tick();
    return watched;
  }

  end(watched: Watched): void {
    this.#watched.delete(watched);
  }

  /** Nothing is waited for any more. */
  close(): void {
    this.#cancelTick?.();
  }

  #tick(): void {
    this.#cancelTick = timers.after(this.#idleMs, () => {
      this.#cancelTick = undefined;
      this.#look();
      if (this.#watched.size > 0) this.#tick();
    });
  }

  #look(): void {
    for (const watched of this.#watched) {
      if (watched.renewed || watched.paused) watched.renewed = false;
      else {
        this.#watched.delete(watched);
        watched.lost();
      }
    }
  }
}
