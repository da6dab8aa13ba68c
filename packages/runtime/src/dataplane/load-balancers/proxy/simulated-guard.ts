import type { GuardVerdict, ReleaseGuard } from '../../../base/effects/load-balancer.ts';
import type { Forward } from './group.ts';
import { Guard, shareOf } from './guard.ts';

/** A guard without requests: bad ones come as evenly as weights and shares of failure say. */
export class SimulatedGuard {
  readonly #guard: Guard;
  /** Parts of bad requests that have not come to a whole one yet: of the old version, of the new. */
  readonly #parts: [number, number] = [0, 0];

  constructor(guard: ReleaseGuard) {
    this.#guard = new Guard(guard);
  }

  get verdict(): GuardVerdict | undefined {
    return this.#guard.verdict;
  }

  pass({ targets }: Forward, failing: (targetGroup: string) => number, requests: number): void {
    const { baseline, candidate } = this.#guard.guard;
    const share = shareOf(targets, this.#guard.guard);
    if (share === 0) return;
    this.#parts[0] += requests * (1 - share) * failing(baseline);
    this.#parts[1] += requests * share * failing(candidate);
    while (!this.verdict && Math.max(...this.#parts) >= 1) {
      const hit = this.#parts[1] >= this.#parts[0];
      this.#parts[hit ? 1 : 0]--;
      this.#guard.note(hit, share);
    }
  }
}
