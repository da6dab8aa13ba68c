import type { Store, Touched, Tx } from '../store/store.ts';
import type { EngineFact, FlowOf, Reading, Sleep } from './flow.ts';
import { rows } from './rows.ts';
import type { WakesParts } from './wakes.ts';

export interface SleepersParts extends Omit<WakesParts, 'sleepers'> {
  readonly store: Store;
  readonly flowOf: FlowOf;
}

interface Sleeper {
  readonly flow: string;
  /** The wake it waits for; it has long been due. */
  readonly wakeAt: number;
  sleep: Sleep;
  /** Whether anything was written of what it was found out by. */
  isTouched: boolean;
}

/** Flows asked in one transaction. */
const flowsPerTransaction = 512;

/**
 * Flows whose wake is due and which sleep on (`Flow.sleepsOn`): ten thousand alarms, of which none changes its state.
 * That they do is in the store (`rest`); until when, and what that was found out by, is only known here, and found out
 * anew after a restart. So a flow that has nothing to decide costs neither a fact nor a commit.
 */
export class Sleepers {
  readonly #parts: SleepersParts;
  readonly #byFlow = new Map<string, Sleeper>();
  /** By when they are asked again. There are few such times: all who are asked by the minute are asked together. */
  readonly #byTime = new Map<number, Set<Sleeper>>();
  readonly #readers = new Readers<Sleeper>();
  /** Found asleep by a transaction that is not over yet. */
  readonly #found: Sleeper[] = [];
  #alarm: { readonly time: number; readonly cancel: () => void } | undefined;
  #closed = false;

  constructor(parts: SleepersParts) {
    this.#parts = parts;
  }

  /** Takes up those of an earlier process: each is asked at once. */
  begin(): void {
    const all = this.#parts.store.transaction((tx) => rows.allRests(tx));
    for (const { key: flow, value: wakeAt } of all) {
      const again = (tx: Tx, now: number) => this.#ask(tx, flow, wakeAt, now);
      this.#add({ flow, wakeAt, isTouched: false, sleep: { until: 0, reads: [], again } });
    }
    this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#alarm?.cancel();
  }

  /** Whether a flow whose wake is due sleeps on. It is among the sleepers when that is committed. */
  sleepsOn(tx: Tx, flow: string, wakeAt: number, now: number): boolean {
    const sleep = this.#ask(tx, flow, wakeAt, now);
    if (sleep) this.#found.push({ flow, wakeAt, sleep, isTouched: false });
    return sleep !== undefined;
  }

  /** What a commit has written. */
  see(touched: readonly Touched[]): void {
    if (this.#byFlow.size === 0 && this.#found.length === 0) return;
    const rested: string[] = [];
    for (const { collection, key } of touched) {
      if (collection === 'rest') rested.push(key);
      else for (const sleeper of this.#readers.of(collection, key)) sleeper.isTouched = true;
    }
    if (rested.length === 0) return;
    for (const sleeper of this.#found.splice(0)) this.#add(sleeper);
    const gone = this.#parts.store.transaction((tx) =>
      rested.filter((flow) => rows.rest(tx, flow) === undefined),
    );
    for (const flow of gone) this.#remove(flow);
    this.#look();
  }

  /** What goes wrong here would go wrong when the flow is told: that is where a bug is met, and code waited for. */
  #ask(tx: Tx, flow: string, wakeAt: number, now: number): Sleep | undefined {
    const row = rows.flow(tx, flow);
    if (!row || row.ended || row.wakeAt !== wakeAt || rows.parked(tx, flow)) return undefined;
    try {
      return this.#parts.flowOf(row.kind)?.sleepsOn?.(tx, row.state, now);
    } catch {
      return undefined;
    }
  }

  #add(sleeper: Sleeper): void {
    this.#remove(sleeper.flow);
    this.#byFlow.set(sleeper.flow, sleeper);
    this.#readers.add(sleeper, sleeper.sleep.reads);
    this.#schedule(sleeper);
  }

  #remove(flow: string): void {
    const sleeper = this.#byFlow.get(flow);
    if (!sleeper) return;
    this.#byFlow.delete(flow);
    this.#readers.remove(sleeper, sleeper.sleep.reads);
    this.#byTime.get(sleeper.sleep.until)?.delete(sleeper);
  }

  #schedule(sleeper: Sleeper): void {
    const { until } = sleeper.sleep;
    const others = this.#byTime.get(until);
    if (others) others.add(sleeper);
    else this.#byTime.set(until, new Set([sleeper]));
  }

  #look(): void {
    if (this.#closed) return;
    let time = Infinity;
    for (const [each, sleepers] of this.#byTime) {
      if (sleepers.size === 0) this.#byTime.delete(each);
      else time = Math.min(time, each);
    }
    if (time === this.#alarm?.time) return;
    this.#alarm?.cancel();
    this.#alarm =
      time === Infinity ? undefined : { time, cancel: this.#parts.clock.at(time, () => this.#ring()) };
  }

  #ring(): void {
    this.#alarm = undefined;
    const { store, clock, rung, fail } = this.#parts;
    const now = clock.now();
    try {
      store.transaction((tx) => {
        for (const sleeper of this.#take(now)) this.#askAgain(tx, sleeper, now);
      });
    } catch (error) {
      return fail(error);
    }
    rung();
    this.#look();
  }

  #askAgain(tx: Tx, sleeper: Sleeper, now: number): void {
    const { flow, wakeAt, sleep: before } = sleeper;
    const sleep = again(before, tx, now, sleeper.isTouched);
    if (!sleep) {
      rows.deleteRest(tx, flow);
      const fact: EngineFact = { type: 'WakeTime', at: now };
      rows.putFact(tx, { flow, fact, wakeAt });
      return;
    }
    if (sleep.reads !== before.reads) {
      this.#readers.remove(sleeper, before.reads);
      this.#readers.add(sleeper, sleep.reads);
    }
    sleeper.sleep = sleep;
    sleeper.isTouched = false;
    this.#schedule(sleeper);
  }

  /** Takes some of those who are to be asked by now. */
  #take(now: number): Sleeper[] {
    const taken: Sleeper[] = [];
    for (const [time, sleepers] of this.#byTime) {
      if (time > now) continue;
      for (const sleeper of sleepers) {
        if (taken.length === flowsPerTransaction) return taken;
        sleepers.delete(sleeper);
        taken.push(sleeper);
      }
    }
    return taken;
  }
}

/** As for `#ask`: what goes wrong is met by the flow. */
function again(sleep: Sleep, tx: Tx, now: number, isTouched: boolean): Sleep | undefined {
  try {
    return sleep.again(tx, now, isTouched);
  } catch {
    return undefined;
  }
}

/** Who has read rows whose keys begin so. Beginnings have few lengths, so each is looked up. */
class Readers<Reader> {
  readonly #of = new Map<string, Map<string, Set<Reader>>>();
  readonly #lengths = new Map<string, Set<number>>();

  add(reader: Reader, reads: readonly Reading[]): void {
    for (const { collection, prefix } of reads) {
      const byPrefix = this.#of.get(collection) ?? new Map<string, Set<Reader>>();
      this.#of.set(collection, byPrefix);
      const lengths = this.#lengths.get(collection) ?? new Set();
      this.#lengths.set(collection, lengths.add(prefix.length));
      byPrefix.set(prefix, (byPrefix.get(prefix) ?? new Set()).add(reader));
    }
  }

  remove(reader: Reader, reads: readonly Reading[]): void {
    for (const { collection, prefix } of reads) {
      const byPrefix = this.#of.get(collection);
      const readers = byPrefix?.get(prefix);
      if (readers?.delete(reader) && readers.size === 0) byPrefix!.delete(prefix);
    }
  }

  *of(collection: string, key: string): Generator<Reader, void> {
    const byPrefix = this.#of.get(collection);
    if (!byPrefix || byPrefix.size === 0) return;
    for (const length of this.#lengths.get(collection)!) {
      const readers = byPrefix.get(key.slice(0, length));
      if (readers) yield* readers;
    }
  }
}
