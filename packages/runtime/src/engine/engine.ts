import type { AwsError } from '../base/aws-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Effect } from '../base/effects/effect.ts';
import type { AwsEvent } from '../base/event.ts';
import { NotLoaded } from '../base/not-loaded.ts';
import type { Vended } from '../base/vended.ts';
import type { Store, Touched, Tx } from '../store/store.ts';
import { Deciding } from './deciding.ts';
import type { Fact, FlowOf } from './flow.ts';
import { Performing, reasonOf } from './performing.ts';
import { rows, type Parked } from './rows.ts';
import { Sleepers } from './sleepers.ts';
import { Wakes } from './wakes.ts';

/**
 * Does effects. Called again with the same id after a crash, so what it does must be harmless the second
 * time.
 */
export interface Performer {
  /**
   * Answers effects that happen in the store itself, inside the transaction that keeps their outcome, and so
   * exactly once; undefined for all others. Whatever it throws undoes the transaction: an `AwsError`, which
   * the flow is told of, `NotLoaded`, after which it is done as if for the first time, or a bug.
   */
  within(tx: Tx, id: string, effect: Effect): { readonly output: unknown } | undefined;
  /** Told of an `AwsError` that `within` threw, in the transaction that keeps it as the outcome. */
  refused?(tx: Tx, effect: Effect, error: AwsError): void;
  /** Told that an effect is over, or wanted no more, in the transaction that forgets it. */
  forget?(tx: Tx, id: string): void;
  /** Takes an event of a decision, in its transaction. */
  emit?(tx: Tx, event: AwsEvent): void;
  /** Tells CloudWatch what a decision of a service's flow has measured, in its transaction. */
  vend?(tx: Tx, service: string, vended: Vended): void;
  /** Does all others; rejects with `EffectRefusal` or `AwsError` for what the flow has to know. */
  perform(id: string, effect: Effect, signal: AbortSignal): Promise<unknown>;
}

export interface EngineParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly flowOf: FlowOf;
  readonly performer: Performer;
  /** How many effects of a type may be under way at once. */
  readonly limits?: Readonly<Record<string, number>>;
  /** The store has failed, or a bug of the engine itself: the process must not go on. */
  readonly fatal: (error: unknown) => void;
}

/** Moves made before other work of the process gets its turn. */
const movesPerTurn = 512;
/** Decisions made before an effect gets its turn. */
const decisionsInARow = 64;

/**
 * Drives flows. Three moves, each one transaction, each safe to repeat:
 *
 *   tell     a fact enters the inbox
 *   decide   one fact leaves the inbox; state, effects and wakes are saved
 *   perform  one effect is done; its outcome enters the inbox
 *
 * Nothing of the world is touched before the decision that asks for it is durable. What there is to do, the
 * engine learns from commits, whoever made them; what was rolled back it never hears of.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #deciding: Deciding;
  readonly #performing: Performing;
  readonly #sleepers: Sleepers;
  readonly #wakes: Wakes;
  /** Keys of facts that are committed and not decided, oldest first. */
  readonly #inbox: string[] = [];
  /** The code of a flow that is to decide is being loaded: facts behind it wait, for they have their order. */
  #isLoading = false;
  #newestFact = '';
  #newestEffect = '';
  #stopWatching: () => void = () => {};
  #pumping = false;
  #closed = false;
  /** Counts moves, so that a test can see that nothing moves any more. */
  moves = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { store, clock } = parts;
    const moved = () => {
      this.moves++;
      this.#pumpSoon();
    };
    const fail = (error: unknown) => this.#fail(error);
    this.#deciding = new Deciding(parts.flowOf, parts.performer);
    this.#performing = new Performing({ ...parts, moved, fail });
    const ringing = { store, clock, rung: moved, fail };
    this.#sleepers = new Sleepers({ ...ringing, flowOf: parts.flowOf });
    this.#wakes = new Wakes({ ...ringing, sleepers: this.#sleepers });
  }

  /** Takes up what there is, from an earlier process or this one: inbox, effects, wakes. */
  begin(): void {
    const { store } = this.#parts;
    this.#stopWatching = store.watch((touched) => this.#see(touched));
    const { facts, effects } = store.transaction((tx) => ({
      facts: rows.factKeys(tx),
      effects: rows.effectKeys(tx),
    }));
    for (const key of facts) this.#seeFact(key);
    for (const key of effects) this.#seeEffect(key);
    this.#wakes.look();
    this.#sleepers.begin();
    this.#pumpSoon();
  }

  /** Leaves everything as it is, to be taken up by another `begin`. What is under way is not heard of. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWatching();
    this.#wakes.close();
    this.#sleepers.close();
    this.#performing.close();
  }

  start(tx: Tx, kind: string, id: string, state: object): void {
    this.#deciding.start(tx, kind, id, state);
  }

  tell(tx: Tx, flow: string, fact: Fact): void {
    rows.putFact(tx, { flow, fact });
  }

  state<State>(tx: Tx, flow: string): State | undefined {
    return rows.flow(tx, flow)?.state as State | undefined;
  }

  /** Forgets a flow. What it has under way may still happen; nobody will hear of it. */
  remove(tx: Tx, flow: string): void {
    this.#deciding.remove(tx, flow);
  }

  /** Flows that met a bug. */
  parked(tx: Tx): { readonly flow: string; readonly parked: Parked }[] {
    return rows.allParked(tx).map(({ key, value }) => ({ flow: key, parked: value }));
  }

  /** Lets a parked flow try again. False where there is none of that id. */
  resume(flow: string): boolean {
    const resumed = this.#parts.store.transaction((tx) =>
      rows.parked(tx, flow) ? this.#deciding.resume(tx, flow) : undefined,
    );
    if (!resumed) return false;
    this.#inbox.unshift(...resumed.facts); // Older than all that is in the inbox.
    for (const key of resumed.effects) this.#performing.add(key);
    this.#pumpSoon();
    return true;
  }

  /** True where nothing is left to do before time passes or the world answers. */
  get quiet(): boolean {
    const isLoading = this.#isLoading || this.#performing.isLoading;
    return this.#inbox.length === 0 && !isLoading && !this.#performing.canBegin;
  }

  /** What a commit has written, or deleted: numbers that were seen before are changes of what is known. */
  #see(touched: readonly Touched[]): void {
    for (const { collection, key } of touched) {
      if (collection === 'fact') this.#seeFact(key);
      else if (collection === 'effect') this.#seeEffect(key);
      else if (collection === 'wake') this.#wakes.changed(key);
    }
    this.#sleepers.see(touched);
  }

  #seeFact(key: string): void {
    if (key <= this.#newestFact) return;
    this.#newestFact = key;
    this.#inbox.push(key);
    this.#pumpSoon();
  }

  #seeEffect(key: string): void {
    if (key <= this.#newestEffect) return this.#performing.changed(key);
    this.#newestEffect = key;
    this.#performing.add(key);
    this.#pumpSoon();
  }

  /**
   * When all that has come in this turn is known. Many flows that take the same step one after the other cost less than
   * each of them taking all its steps: the processor has the code at hand.
   */
  #pumpSoon(): void {
    if (this.#pumping || this.#closed) return;
    this.#pumping = true;
    setImmediate(() => this.#pump());
  }

  #pump(): void {
    try {
      for (let move = 1; move <= movesPerTurn && !this.#closed; move++) {
        if (!this.#moveOnce(move % decisionsInARow === 0)) break;
        this.moves++;
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#pumping = !this.#closed && (this.#canDecide || this.#performing.canBegin);
    if (this.#pumping) setImmediate(() => this.#pump());
  }

  #moveOnce(effectFirst: boolean): boolean {
    if (effectFirst) return this.#performing.beginNext() || this.#decideNext();
    return this.#decideNext() || this.#performing.beginNext();
  }

  get #canDecide(): boolean {
    return this.#inbox.length > 0 && !this.#isLoading;
  }

  /** Takes one decision. One that throws is undone, and its flow parked with the fact. */
  #decideNext(): boolean {
    if (!this.#canDecide) return false;
    const key = this.#inbox.shift()!;
    const { store, clock } = this.#parts;
    const now = clock.now();
    try {
      store.transaction((tx) => this.#deciding.tell(tx, key, now));
    } catch (error) {
      if (error instanceof NotLoaded) this.#decideAfter(key, error.loading);
      else this.#park(key, error);
    }
    return true;
  }

  #decideAfter(key: string, loading: Promise<unknown>): void {
    this.#isLoading = true;
    const over = (move: () => void) => {
      if (this.#closed) return;
      this.#isLoading = false;
      try {
        move();
      } catch (failed) {
        return this.#fail(failed);
      }
      this.#pumpSoon();
    };
    loading.then(
      () => over(() => this.#inbox.unshift(key)),
      (error: unknown) => over(() => this.#park(key, error)),
    );
  }

  #park(key: string, error: unknown): void {
    const { store, clock } = this.#parts;
    const parked: Parked = { reason: reasonOf(error), at: clock.now() };
    store.transaction((tx) => this.#deciding.parkFact(tx, key, parked));
  }

  #fail(error: unknown): void {
    this.close();
    this.#parts.fatal(error);
  }
}
