import type { GuardVerdict, ReleaseGuard } from '../../../base/effects/load-balancer.ts';

/**
 * How sure it has to be. A release that is no worse than the one before is taken for worse once in so many *bad*
 * requests at most, which are themselves few: `docs/decisions/0019`.
 */
const oddsMin = 1e9;

/** Of bad requests, what the new version may be having: one guess will be near enough. */
const guesses = [0.3, 0.6, 0.9, 0.99];

/**
 * Compares a new version with the old one by their bad requests, one after the other. Which of the two a request went
 * to was left to chance, by weights that are known: so a bad request hit the new version with at most its share of the
 * weights, if it is no worse – whatever else goes wrong for both. How much more often it hits is a bet against that;
 * what was won so far is the evidence (Shiryaev and Roberts' statistic, over some guesses).
 */
export class Guard {
  readonly guard: ReleaseGuard;
  verdict: GuardVerdict | undefined;
  readonly #won = guesses.map(() => 0);
  #bad = 0;
  #hits = 0;

  constructor(guard: ReleaseGuard) {
    this.guard = guard;
  }

  /** A request has gone bad that chance had sent to the new version (`hit`) or the old. True where that decides it. */
  note(hit: boolean, share: number): boolean {
    if (this.verdict) return false;
    this.#bad++;
    if (hit) this.#hits++;
    for (const [index, guess] of guesses.entries()) {
      // A guess below what is expected anyway would bet on the new version's being better.
      const expected = Math.max(guess, share);
      const odds = hit ? expected / share : (1 - expected) / (1 - share);
      this.#won[index] = (1 + this.#won[index]!) * odds;
    }
    const evidence = this.#won.reduce((sum, won) => sum + won, 0) / guesses.length;
    if (evidence < oddsMin) return false;
    this.verdict = { ...this.guard, bad: this.#bad, hits: this.#hits, share };
    return true;
  }
}

/** The share of the new version among the two that share requests; 0 where they are not just those, or one has none. */
export function shareOf(
  targets: readonly { readonly targetGroup: string; readonly weight: number }[],
  { baseline, candidate }: ReleaseGuard,
): number {
  const weight = (arn: string) => targets.find(({ targetGroup }) => targetGroup === arn)?.weight ?? 0;
  const [old, fresh] = [weight(baseline), weight(candidate)];
  return targets.length === 2 && old > 0 && fresh > 0 ? fresh / (old + fresh) : 0;
}
