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
  #ticking = false;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  begin(lost: () => void): Watched {
    const watched = { renewed: true, paused: false, lost };
    this.#watched.add(watched);
    if (!this.#ticking) this.#tick();
    return watched;
  }

  end(watched: Watched): void {
    this.#watched.delete(watched);
  }

  #tick(): void {
    this.#ticking = true;
    timers.after(this.#idleMs, () => {
      this.#ticking = false;
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
