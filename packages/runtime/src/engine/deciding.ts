import { assert } from '../base/assert.ts';
import type { Tx } from '../store/store.ts';
import type { Decision, EngineFact, Fact, Flow } from './flow.ts';
import { rows, type FlowRow, type Told } from './rows.ts';

/** What a decision left to be done, once it is committed. */
export interface Decided {
  /** Keys of effects to perform. */
  readonly begun: readonly string[];
  /** Keys of effects to give up. */
  readonly cancelled: readonly string[];
  /** The earliest wake may be another one now. */
  readonly wakes: boolean;
}

export const nothing: Decided = { begun: [], cancelled: [], wakes: false };

/**
 * Takes decisions and writes them down. Everything here happens inside one transaction, and nothing outside
 * it.
 */
export class Deciding {
  readonly #flows: ReadonlyMap<string, Flow<any, any, any>>;

  constructor(flows: ReadonlyMap<string, Flow<any, any, any>>) {
    this.#flows = flows;
  }

  start(tx: Tx, kind: string, id: string, state: object): void {
    assert(this.#flows.has(kind), `there is no flow of kind ${kind}`);
    assert(!rows.flow(tx, id), `flow ${id} is there already`);
    rows.putFlow(tx, id, { kind, state, effects: {} });
    rows.putFact(tx, id, { type: 'Started' });
  }

  /** Tells one fact. A flow that meets a bug is parked with it; late facts are dropped. */
  tell(tx: Tx, id: string, told: Told, now: number): Decided {
    const row = rows.flow(tx, id);
    if (!row || row.ended || isLate(row, told)) return nothing;
    if (row.parked) return this.#hold(tx, id, row, told);
    try {
      return tx.attempt(() => this.#decide(tx, id, outcomeTaken(row, told), told.fact, now));
    } catch (error) {
      return this.park(tx, id, row, { reason: reasonOf(error), at: now, facts: [told] });
    }
  }

  park(tx: Tx, id: string, row: FlowRow, parked: NonNullable<FlowRow['parked']>): Decided {
    rows.putFlow(tx, id, { ...row, parked });
    return nothing;
  }

  /** Lets a parked flow go on with what it was told in the meantime. Answers the effects that wait for it. */
  resume(tx: Tx, id: string): Decided {
    const row = rows.flow(tx, id);
    if (!row?.parked) return nothing;
    const { parked, ...rest } = row;
    rows.putFlow(tx, id, rest);
    const settled = new Set(parked.facts.map((told) => told.effect));
    for (const { fact, effect } of parked.facts) rows.putFact(tx, id, fact, effect);
    return {
      begun: Object.values(row.effects).filter((key) => !settled.has(key)),
      cancelled: [],
      wakes: false,
    };
  }

  /** Forgets a flow and everything it waits for. */
  remove(tx: Tx, id: string): Decided {
    const row = rows.flow(tx, id);
    if (!row) return nothing;
    const cancelled = Object.values(row.effects);
    for (const key of cancelled) rows.deleteEffect(tx, key);
    if (row.wakeAt !== undefined) rows.deleteWake(tx, row.wakeAt, id);
    rows.deleteFlow(tx, id);
    return { begun: [], cancelled, wakes: false };
  }

  #hold(tx: Tx, id: string, row: FlowRow, told: Told): Decided {
    const parked = { ...row.parked!, facts: [...row.parked!.facts, told] };
    rows.putFlow(tx, id, { ...row, parked });
    return nothing;
  }

  #decide(tx: Tx, id: string, row: FlowRow, fact: Fact, now: number): Decided {
    const flow = this.#flows.get(row.kind);
    assert(flow, `there is no flow of kind ${row.kind}`);
    const known = flow.prefetch?.(tx, row.state, fact);
    const decision = flow.decide(row.state, fact, now, known);
    const dropped = droppedBy(decision, row);
    for (const key of dropped) rows.deleteEffect(tx, key);
    const begun = decision.ended ? {} : this.#begin(tx, id, decision);
    const kept = Object.entries(row.effects).filter(([, key]) => !dropped.includes(key));
    const wakes = this.#wake(tx, id, row, decision);
    rows.putFlow(tx, id, {
      kind: row.kind,
      state: decision.state,
      effects: { ...Object.fromEntries(kept), ...begun },
      ...(decision.ended && { ended: true }),
      ...(decision.wakeAt !== undefined && !decision.ended && { wakeAt: decision.wakeAt }),
    });
    this.#reachOthers(tx, id, row.kind, decision);
    return { begun: Object.values(begun), cancelled: dropped, wakes };
  }

  #begin(tx: Tx, flow: string, decision: Decision<unknown>): Record<string, string> {
    const named = Object.entries(decision.effects ?? {});
    return Object.fromEntries(
      named.map(([name, effect]) => [name, rows.putEffect(tx, { flow, name, effect, failures: 0 })]),
    );
  }

  #wake(tx: Tx, id: string, row: FlowRow, decision: Decision<unknown>): boolean {
    const wanted = decision.ended ? undefined : decision.wakeAt;
    assert(wanted === undefined || Number.isFinite(wanted), `${id} asked to be woken at ${wanted}`);
    if (row.wakeAt !== undefined && row.wakeAt !== wanted) rows.deleteWake(tx, row.wakeAt, id);
    if (wanted !== undefined) rows.putWake(tx, wanted, id);
    return row.wakeAt !== wanted;
  }

  #reachOthers(tx: Tx, id: string, kind: string, decision: Decision<unknown>): void {
    for (const { kind: other, id: child, state } of decision.starts ?? []) {
      assert(serviceOf(other) === serviceOf(kind), `${kind} started ${other}: services meet at dispatch`);
      this.start(tx, other, child, state);
    }
    for (const { flow, fact } of decision.tells ?? []) rows.putFact(tx, flow, fact);
    for (const awaited of decision.awaits ?? []) {
      const row = rows.flow(tx, awaited);
      if (row?.ended) rows.putFact(tx, id, flowEnded(awaited, row.state));
      else rows.putAwait(tx, awaited, id);
    }
    if (!decision.ended) return;
    for (const waiter of rows.takeAwaits(tx, id)) rows.putFact(tx, waiter, flowEnded(id, decision.state));
  }
}

/** True for the outcome of an effect that was replaced or cancelled since. */
function isLate(row: FlowRow, { effect }: Told): boolean {
  return effect !== undefined && !Object.values(row.effects).includes(effect);
}

/** The flow without the effect whose outcome it is being told. */
function outcomeTaken(row: FlowRow, { effect }: Told): FlowRow {
  if (effect === undefined) return row;
  const left = Object.entries(row.effects).filter(([, key]) => key !== effect);
  return { ...row, effects: Object.fromEntries(left) };
}

/** Keys of effects that a decision cancels, replaces, or leaves behind by ending. */
function droppedBy(decision: Decision<unknown>, row: FlowRow): string[] {
  if (decision.ended) return Object.values(row.effects);
  const names = [...(decision.cancels ?? []), ...Object.keys(decision.effects ?? {})];
  return [...new Set(names)].flatMap((name) => row.effects[name] ?? []);
}

function flowEnded(flow: string, state: unknown): EngineFact {
  return { type: 'FlowEnded', flow, state };
}

const serviceOf = (kind: string): string => kind.slice(0, kind.indexOf('.'));

/** Why a flow was parked, for whoever mends it: the bug's message and where it is. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
