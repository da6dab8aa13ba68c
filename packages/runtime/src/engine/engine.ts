import { AwsError } from '../base/aws-error.ts';
import type { Clock } from '../base/clock.ts';
import { EffectRefusal, type Effect } from '../base/effects/effect.ts';
import type { Store, Tx } from '../store/store.ts';
import { Deciding, nothing, reasonOf, type Decided } from './deciding.ts';
import type { EngineFact, Fact, Flow } from './flow.ts';
import { againAt } from './retry.ts';
import { rows, type EffectRow, type FlowRow, type Parked } from './rows.ts';

/**
 * Does effects. Called again with the same id after a crash, so what it does must be harmless the second
 * time.
 */
export interface Performer {
  /**
   * Answers effects that happen in the store itself, inside the transaction that keeps their outcome, and so
   * exactly
   * once; undefined for all others. Throws `AwsError` for what AWS promises.
   */
  within(tx: Tx, id: string, effect: Effect): { readonly output: unknown } | undefined;
  /** Does all others; rejects with `EffectRefusal` or `AwsError` for what the flow has to know. */
  perform(id: string, effect: Effect, signal: AbortSignal): Promise<unknown>;
}

export interface EngineParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly flows: readonly Flow<any, any, any>[];
  readonly performer: Performer;
  /** How many effects of a type may be under way at once. */
  readonly limits?: Readonly<Record<string, number>>;
  /** The store has failed, or a bug of the engine itself: the process must not go on. */
  readonly fatal: (error: unknown) => void;
}

/** Moves made before other work of the process gets its turn. */
const movesPerTurn = 512;

/**
 * Drives flows. Three moves, each one transaction, each safe to repeat:
 *
 *   tell     a fact enters the inbox
 *   decide   one fact leaves the inbox; state, effects and wakes are saved
 *   perform  one effect is done; its outcome enters the inbox
 *
 * Nothing of the world is touched before the decision that asks for it is durable.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #deciding: Deciding;
  /** Keys of facts that are committed and not decided, oldest first. */
  readonly #inbox: string[] = [];
  /** Keys of effects to begin, oldest first. */
  readonly #ready: string[] = [];
  readonly #underWay = new Map<string, { readonly type: string; readonly abort: AbortController }>();
  readonly #sleeping = new Map<string, () => void>();
  readonly #stopWatching: () => void;
  #newestFact = '';
  #wake: { readonly time: number; readonly cancel: () => void } | undefined;
  #pumping = false;
  #closed = false;
  /** Counts moves, so that a test can see that nothing moves any more. */
  moves = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#deciding = new Deciding(new Map(parts.flows.map((flow) => [flow.kind, flow])));
    this.#stopWatching = parts.store.watch((touched) => {
      for (const { collection, key } of touched) if (collection === 'fact') this.#enqueue(key);
    });
  }

  /** Takes up what an earlier process left: its inbox, its effects, its wakes. */
  begin(): void {
    const { facts, effects } = this.#parts.store.transaction((tx) => ({
      facts: rows.factKeys(tx),
      effects: rows.effects(tx),
    }));
    for (const key of facts) this.#enqueue(key);
    for (const { key } of effects) this.#ready.push(key);
    this.#setWake();
    this.#pumpSoon();
  }

  /** Leaves everything as it is, to be taken up by the next `begin`. */
  close(): void {
    this.#closed = true;
    this.#stopWatching();
    this.#wake?.cancel();
    for (const cancel of this.#sleeping.values()) cancel();
    for (const { abort } of this.#underWay.values()) abort.abort();
  }

  start(tx: Tx, kind: string, id: string, state: object): void {
    this.#deciding.start(tx, kind, id, state);
  }

  tell(tx: Tx, flow: string, fact: Fact): void {
    rows.putFact(tx, flow, fact);
  }

  state<State>(tx: Tx, flow: string): State | undefined {
    return rows.flow(tx, flow)?.state as State | undefined;
  }

  /** Forgets a flow. What it has under way may still happen; nobody will hear of it. */
  remove(tx: Tx, flow: string): void {
    for (const key of this.#deciding.remove(tx, flow).cancelled) this.#giveUp(key);
  }

  /** Flows that met a bug. */
  parked(tx: Tx): { readonly flow: string; readonly parked: Parked }[] {
    const all = tx.list<{ parked?: Parked }>('flow');
    return all.flatMap(({ key, value }) => (value.parked ? [{ flow: key, parked: value.parked }] : []));
  }

  /** Lets a parked flow try again. False where there is none of that id. */
  resume(flow: string): boolean {
    const isParked = this.#parts.store.transaction((tx) => rows.flow(tx, flow)?.parked !== undefined);
    if (isParked) this.#follow(this.#parts.store.transaction((tx) => this.#deciding.resume(tx, flow)));
    return isParked;
  }

  /** True where nothing is left to do before time passes or the world answers. */
  get quiet(): boolean {
    return this.#inbox.length === 0 && this.#ready.length === 0;
  }

  #enqueue(key: string): void {
    if (key <= this.#newestFact) return; // Ours, being deleted.
    this.#newestFact = key;
    this.#inbox.push(key);
    this.#pumpSoon();
  }

  #pumpSoon(): void {
    if (this.#pumping || this.#closed) return;
    this.#pumping = true;
    queueMicrotask(() => this.#pump());
  }

  #pump(): void {
    try {
      for (let move = 0; move < movesPerTurn && !this.#closed; move++) {
        if (!this.#decideNext() && !this.#beginNext()) break;
        this.moves++;
      }
    } catch (error) {
      this.#parts.fatal(error);
    }
    this.#pumping = false;
    if (!this.#closed && !this.quiet) {
      this.#pumping = true;
      setImmediate(() => this.#pump());
    }
  }

  #decideNext(): boolean {
    const key = this.#inbox.shift();
    if (key === undefined) return false;
    const { store, clock } = this.#parts;
    const decided = store.transaction((tx) => {
      const row = rows.takeFact(tx, key);
      return row ? this.#deciding.tell(tx, row.flow, row, clock.now()) : nothing;
    });
    this.#follow(decided);
    return true;
  }

  #follow({ begun, cancelled, wakes }: Decided): void {
    for (const key of cancelled) this.#giveUp(key);
    this.#ready.push(...begun);
    if (wakes) this.#setWake();
    this.#pumpSoon();
  }

  #giveUp(key: string): void {
    this.#underWay.get(key)?.abort.abort();
    this.#underWay.delete(key);
    this.#sleeping.get(key)?.();
    this.#sleeping.delete(key);
  }

  #beginNext(): boolean {
    const index = this.#ready.findIndex((key) => this.#mayBegin(key));
    if (index < 0) return false;
    const [key] = this.#ready.splice(index, 1);
    const done = this.#parts.store.transaction((tx) => this.#doWithin(tx, key!));
    if (done !== 'outside') return true;
    this.#performOutside(key!);
    return true;
  }

  #mayBegin(key: string): boolean {
    if (Object.keys(this.#parts.limits ?? {}).length === 0) return true;
    const type = this.#parts.store.transaction((tx) => rows.effect(tx, key)?.effect.type);
    const limit = type === undefined ? undefined : this.#parts.limits?.[type];
    if (limit === undefined) return true;
    return [...this.#underWay.values()].filter((each) => each.type === type).length < limit;
  }

  /** Does an effect that happens in the store, outcome and all. */
  #doWithin(tx: Tx, key: string): 'done' | 'outside' {
    const row = rows.effect(tx, key);
    if (!row) return 'done';
    const flow = rows.flow(tx, row.flow);
    if (!flow || flow.parked) return 'done'; // A parked flow's effects begin again when it is resumed.
    try {
      const result = tx.attempt(() => this.#parts.performer.within(tx, key, row.effect));
      if (result === undefined) return 'outside';
      this.#outcome(tx, key, row, { type: 'EffectSucceeded', effect: row.name, output: result.output });
    } catch (error) {
      const failure = failureOf(row, error);
      if (failure) this.#outcome(tx, key, row, failure);
      else this.#deciding.park(tx, row.flow, flow, this.#parkedBy(row, error));
    }
    return 'done';
  }

  #performOutside(key: string): void {
    const row = this.#parts.store.transaction((tx) => rows.effect(tx, key));
    if (!row) return;
    const wait = (row.notBefore ?? 0) - this.#parts.clock.now();
    if (wait > 0) return this.#sleep(key, row.notBefore!);
    const abort = new AbortController();
    this.#underWay.set(key, { type: row.effect.type, abort });
    const { store, performer } = this.#parts;
    const outcome = store.durable().then(() => performer.perform(key, row.effect, abort.signal));
    const settle = (result: unknown) => {
      if (!abort.signal.aborted) this.#settle(key, result);
    };
    outcome.then((output) => settle({ type: 'EffectSucceeded', effect: row.name, output }), settle);
  }

  #sleep(key: string, until: number): void {
    const cancel = this.#parts.clock.at(until, () => {
      this.#sleeping.delete(key);
      this.#ready.push(key);
      this.#pumpSoon();
    });
    this.#sleeping.set(key, cancel);
  }

  /** Keeps what became of an effect. */
  #settle(key: string, result: unknown): void {
    this.#underWay.delete(key);
    this.moves++;
    try {
      this.#parts.store.transaction((tx) => {
        const row = rows.effect(tx, key);
        if (!row) return;
        if (isSuccess(result)) this.#outcome(tx, key, row, result);
        else this.#failed(tx, key, row, result);
      });
    } catch (error) {
      this.#parts.fatal(error);
    }
    this.#pumpSoon();
  }

  #failed(tx: Tx, key: string, row: EffectRow, error: unknown): void {
    const notBefore = againAt(row, error, this.#parts.clock.now());
    if (notBefore !== undefined) {
      rows.replaceEffect(tx, key, { ...row, failures: row.failures + 1, notBefore });
      this.#ready.push(key);
      return;
    }
    const failure = failureOf(row, error);
    if (failure) return this.#outcome(tx, key, row, failure);
    const flow = rows.flow(tx, row.flow);
    if (flow) this.#deciding.park(tx, row.flow, flow, this.#parkedBy(row, error));
  }

  #outcome(tx: Tx, key: string, row: EffectRow, fact: EngineFact): void {
    rows.deleteEffect(tx, key);
    rows.putFact(tx, row.flow, fact, key);
  }

  #parkedBy(row: EffectRow, error: unknown): Parked {
    return { reason: `effect ${row.name}: ${reasonOf(error)}`, at: this.#parts.clock.now(), facts: [] };
  }

  /** Has the clock ring for the earliest wake there is. */
  #setWake(): void {
    if (this.#closed) return;
    const first = this.#parts.store.transaction((tx) => rows.firstWake(tx));
    if (first?.time === this.#wake?.time) return;
    this.#wake?.cancel();
    this.#wake = first && { time: first.time, cancel: this.#parts.clock.at(first.time, () => this.#ring()) };
  }

  #ring(): void {
    this.#wake = undefined;
    this.moves++;
    try {
      this.#parts.store.transaction((tx) => this.#wakeDue(tx));
    } catch (error) {
      return this.#parts.fatal(error);
    }
    this.#setWake();
  }

  #wakeDue(tx: Tx): void {
    for (let due = rows.firstWake(tx); due && due.time <= this.#parts.clock.now(); due = rows.firstWake(tx)) {
      rows.deleteWake(tx, due.time, due.flow);
      const row = rows.flow(tx, due.flow);
      if (row) rows.putFlow(tx, due.flow, awake(row));
      rows.putFact(tx, due.flow, { type: 'WakeTime' });
    }
  }
}

function awake({ wakeAt: _rung, ...row }: FlowRow): FlowRow {
  return row;
}

function isSuccess(result: unknown): result is EngineFact {
  return (
    typeof result === 'object' && result !== null && 'type' in result && result.type === 'EffectSucceeded'
  );
}

/** What the flow is told of an error; undefined where the error is a bug of ours. */
function failureOf(row: EffectRow, error: unknown): EngineFact | undefined {
  const fact = (code: string, reason: string): EngineFact => ({
    type: 'EffectFailed',
    effect: row.name,
    code,
    reason,
  });
  if (error instanceof AwsError) return fact(error.name, error.message);
  if (error instanceof EffectRefusal) return fact(error.code, error.message);
  return undefined;
}
