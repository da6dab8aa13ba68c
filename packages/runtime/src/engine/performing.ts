import { AwsError } from '../base/aws-error.ts';
import { EffectRefusal } from '../base/effects/effect.ts';
import { NotLoaded } from '../base/not-loaded.ts';
import type { Tx } from '../store/store.ts';
import type { EngineParts } from './engine.ts';
import type { EngineFact } from './flow.ts';
import { ReadyEffects } from './ready-effects.ts';
import { triedAgain } from './retry.ts';
import { effectTypeOf, rows, type EffectRow } from './rows.ts';

export interface PerformingParts extends EngineParts {
  /** Something has come to its end, and something else may have its turn. */
  readonly moved: () => void;
  /** The store has failed. */
  readonly fail: (error: unknown) => void;
}

/** What became of an effect. */
type Outcome =
  | { readonly output: unknown }
  | { readonly error: unknown; /** It was refused inside the store. */ readonly within?: true };

/** Effects from the decision that asked for them to the fact of their outcome. */
export class Performing {
  readonly #parts: PerformingParts;
  readonly #ready: ReadyEffects;
  readonly #underWay = new Map<string, AbortController>();
  /** How many are under way, by type. */
  readonly #counts = new Map<string, number>();
  #closed = false;
  /** How many wait for code or schemas. */
  #loading = 0;
  /** Effects that failed and are tried again later, and how to call that off. */
  readonly #sleeping = new Map<string, () => void>();

  constructor(parts: PerformingParts) {
    this.#parts = parts;
    this.#ready = new ReadyEffects((type) => {
      const limit = parts.limits?.[type];
      return limit === undefined || (this.#counts.get(type) ?? 0) < limit;
    });
  }

  add(key: string): void {
    this.#ready.add(key);
  }

  /** The row of an effect has changed: one that is gone is given up. What it does may still happen. */
  changed(key: string): void {
    if (!this.#underWay.has(key) && !this.#sleeping.has(key)) return;
    if (!this.#parts.store.transaction((tx) => rows.effect(tx, key))) this.#giveUp(key);
  }

  get canBegin(): boolean {
    return this.#ready.canTake;
  }

  get isLoading(): boolean {
    return this.#loading > 0;
  }

  /** Begins the next effect that may. Answers false where there is none. */
  beginNext(): boolean {
    const key = this.#ready.take();
    if (key === undefined) return false;
    if (this.#underWay.has(key) || this.#sleeping.has(key)) return true;
    try {
      const outside = this.#parts.store.transaction((tx) => this.#doWithin(tx, key));
      if (outside) this.#doOutside(key, outside);
    } catch (error) {
      if (error instanceof NotLoaded) this.#beginAfter(key, error.loading);
      else this.#keep(key, { error, within: true });
    }
    return true;
  }

  #beginAfter(key: string, loading: Promise<unknown>): void {
    this.#loading++;
    const over = (settle: () => void) => {
      this.#loading--;
      if (this.#closed) return;
      settle();
      this.#parts.moved();
    };
    loading.then(
      () => over(() => this.#ready.add(key)),
      (error: unknown) => over(() => this.#keepOutside(key, { error })),
    );
  }

  close(): void {
    this.#closed = true;
    for (const key of [...this.#underWay.keys(), ...this.#sleeping.keys()]) this.#giveUp(key);
  }

  /** Does an effect that happens in the store, outcome and all. Answers one that is to be done outside. */
  #doWithin(tx: Tx, key: string): EffectRow | undefined {
    const row = rows.effect(tx, key);
    if (!row || rows.parked(tx, row.flow)) return undefined; // It begins again when its flow is resumed.
    if (this.#isEarly(row)) return row;
    const done = this.#parts.performer.within(tx, key, row.effect);
    if (!done) return row;
    this.#tell(tx, key, row, { type: 'EffectSucceeded', effect: row.name, output: done.output });
    return undefined;
  }

  #doOutside(key: string, row: EffectRow): void {
    if (this.#isEarly(row)) return this.#sleep(key, row.notBefore!);
    const abort = new AbortController();
    this.#enter(key, abort);
    const { store, performer } = this.#parts;
    const settle = (outcome: Outcome): void => {
      if (abort.signal.aborted) return; // Given up, or the house was closed: nobody wants to know.
      this.#leave(key);
      this.#keepOutside(key, outcome);
    };
    store
      .durable()
      .then(() => (abort.signal.aborted ? undefined : performer.perform(key, row.effect, abort.signal)))
      .then(
        (output) => settle({ output }),
        (error: unknown) => settle({ error }),
      );
  }

  #keepOutside(key: string, outcome: Outcome): void {
    try {
      this.#keep(key, outcome);
    } catch (error) {
      this.#parts.fail(error);
    }
    this.#parts.moved();
  }

  /** Writes down what became of an effect, in a transaction of its own. */
  #keep(key: string, outcome: Outcome): void {
    const again = this.#parts.store.transaction((tx) => {
      const row = rows.effect(tx, key);
      if (!row) return false;
      if ('error' in outcome) return this.#keepFailure(tx, key, row, outcome);
      this.#parts.performer.forget?.(tx, key);
      this.#tell(tx, key, row, { type: 'EffectSucceeded', effect: row.name, output: outcome.output });
      return false;
    });
    if (again) this.#ready.add(key);
  }

  /** Answers true where it is to be tried again. */
  #keepFailure(
    tx: Tx,
    key: string,
    row: EffectRow,
    { error, within }: Extract<Outcome, { error: unknown }>,
  ): boolean {
    const { performer, clock } = this.#parts;
    const now = clock.now();
    const again = triedAgain(row, error, now);
    if (again) {
      rows.replaceEffect(tx, key, again);
      return true;
    }
    if (error instanceof AwsError || error instanceof EffectRefusal) {
      if (within && error instanceof AwsError) performer.refused?.(tx, row.effect, error);
      performer.forget?.(tx, key);
      this.#tell(tx, key, row, failureOf(row, error));
    } else {
      const reason = `effect ${row.name}: ${reasonOf(error)}`;
      if (!rows.parked(tx, row.flow)) rows.putParked(tx, row.flow, { reason, at: now });
    }
    return false;
  }

  #tell(tx: Tx, key: string, row: EffectRow, fact: EngineFact): void {
    rows.deleteEffect(tx, key);
    rows.putFact(tx, { flow: row.flow, fact, effect: key });
  }

  #isEarly(row: EffectRow): boolean {
    return row.notBefore !== undefined && row.notBefore > this.#parts.clock.now();
  }

  #sleep(key: string, until: number): void {
    const cancel = this.#parts.clock.at(until, () => {
      this.#sleeping.delete(key);
      this.#ready.add(key);
      this.#parts.moved();
    });
    this.#sleeping.set(key, cancel);
  }

  #giveUp(key: string): void {
    this.#sleeping.get(key)?.();
    this.#sleeping.delete(key);
    const abort = this.#underWay.get(key);
    if (!abort) return;
    this.#leave(key);
    abort.abort();
    this.#parts.moved();
  }

  #enter(key: string, abort: AbortController): void {
    const type = effectTypeOf(key);
    this.#underWay.set(key, abort);
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
  }

  #leave(key: string): void {
    const type = effectTypeOf(key);
    this.#underWay.delete(key);
    this.#counts.set(type, this.#counts.get(type)! - 1);
  }
}

/** What the flow is told of an error that is not a bug. */
function failureOf(row: EffectRow, error: AwsError | EffectRefusal): EngineFact {
  const code = error instanceof AwsError ? error.name : error.code;
  return { type: 'EffectFailed', effect: row.name, code, reason: error.message };
}

/** What a bug says, for whoever mends it: its message and where it is. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
