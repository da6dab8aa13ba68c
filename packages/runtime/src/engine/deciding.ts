import { assert } from '../base/assert.ts';
import type { Tx } from '../store/store.ts';
import type { Performer } from './engine.ts';
import type { Decision, EngineFact, FlowOf } from './flow.ts';
import { rows, type FactRow, type FlowRow, type Parked } from './rows.ts';

/**
 * Takes decisions and writes them down. Everything here happens inside one transaction, and nothing outside
 * it: the engine sees by the commit what there is to do.
 */
export class Deciding {
  readonly #flowOf: FlowOf;
  readonly #performer: Pick<Performer, 'forget' | 'emit' | 'vend'>;

  constructor(flowOf: FlowOf, performer: Pick<Performer, 'forget' | 'emit' | 'vend'>) {
    this.#flowOf = flowOf;
    this.#performer = performer;
  }

  start(tx: Tx, kind: string, id: string, state: object): void {
    assert(this.#flowOf(kind), `there is no flow of kind ${kind}`);
    assert(!rows.flow(tx, id), `flow ${id} is there already`);
    const since = rows.putFact(tx, { flow: id, fact: { type: 'Started' } });
    rows.putFlow(tx, id, { kind, state, since, effects: {} });
  }

  /** Tells the fact of a key to its flow; late facts are dropped. Throws what the flow throws: a bug. */
  tell(tx: Tx, key: string, now: number): void {
    const told = rows.takeFact(tx, key);
    if (!told) return;
    const row = rows.flow(tx, told.flow);
    if (!row || row.ended || isLate(row, key, told)) return;
    if (rows.parked(tx, told.flow)) rows.holdFact(tx, key, told);
    else this.#decide(tx, told.flow, row, { told, now });
  }

  /** Parks the flow whose fact met a bug, with that fact. */
  parkFact(tx: Tx, key: string, parked: Parked): void {
    const told = rows.takeFact(tx, key);
    if (!told) return;
    rows.holdFact(tx, key, told);
    rows.putParked(tx, told.flow, parked);
  }

  /** Lets a parked flow go on. Answers what it was told in the meantime, and the effects that wait for it. */
  resume(tx: Tx, id: string): { readonly facts: readonly string[]; readonly effects: readonly string[] } {
    rows.deleteParked(tx, id);
    const held = rows.takeHeld(tx, id);
    for (const { key, row } of held) rows.returnFact(tx, key, row);
    return { facts: held.map(({ key }) => key), effects: Object.values(rows.flow(tx, id)?.effects ?? {}) };
  }

  /** Forgets a flow and everything it waits for. Who listens to it hears of its end. */
  remove(tx: Tx, id: string): void {
    const row = rows.flow(tx, id);
    if (!row) return;
    for (const key of Object.values(row.effects)) this.#drop(tx, key);
    if (row.wakeAt !== undefined) rows.deleteWake(tx, row.wakeAt, id);
    rows.deleteRest(tx, id);
    if (rows.parked(tx, id)) rows.deleteParked(tx, id);
    rows.takeHeld(tx, id);
    rows.deleteFlow(tx, id);
    this.#tellEnd(tx, id, row.state);
  }

  #decide(tx: Tx, id: string, before: FlowRow, { told, now }: { told: FactRow; now: number }): void {
    const row = heard(before, told);
    const { fact } = told;
    const flow = this.#flowOf(row.kind);
    assert(flow, `there is no flow of kind ${row.kind}`);
    const known = flow.prefetch?.(tx, row.state, fact);
    const decision = flow.decide(row.state, fact, now, known);
    const wakeAt = wakeOf(id, decision);
    const effects = this.#chooseEffects(tx, id, row, decision);
    const isChanged =
      decision.state !== before.state || effects !== before.effects || wakeAt !== before.wakeAt;
    if (isChanged || decision.ended)
      rows.putFlow(tx, id, {
        kind: row.kind,
        state: decision.state,
        since: row.since,
        effects,
        ...(decision.ended && { ended: true }),
        ...(wakeAt !== undefined && { wakeAt }),
      });
    if (row.wakeAt !== undefined && row.wakeAt !== wakeAt) rows.deleteWake(tx, row.wakeAt, id);
    if (flow.sleepsOn) rows.deleteRest(tx, id);
    if (wakeAt !== undefined) rows.putWake(tx, wakeAt, id);
    this.#reachOthers(tx, id, row, decision);
    if (decision.ended) this.#tellEnd(tx, id, decision.state);
    if (decision.ended && decision.forgotten) rows.deleteFlow(tx, id);
  }

  /** Drops effects that are replaced, cancelled, or left behind by ending. Answers the others, and new ones. */
  #chooseEffects(tx: Tx, flow: string, row: FlowRow, decision: Decision<unknown>): FlowRow['effects'] {
    const { effects: wanted = {}, cancels = [], ended = false } = decision;
    const names = Object.keys(wanted);
    assert(!ended || names.length === 0, `${flow} ends, and asks for effects nobody would hear of`);
    if (names.length === 0 && cancels.length === 0 && !ended) return row.effects;
    const chosen: Record<string, string> = {};
    for (const [name, key] of Object.entries(row.effects)) {
      if (ended || Object.hasOwn(wanted, name) || cancels.includes(name)) this.#drop(tx, key);
      else chosen[name] = key;
    }
    for (const name of names)
      chosen[name] = rows.putEffect(tx, { flow, name, effect: wanted[name]!, failures: 0 });
    return chosen;
  }

  #drop(tx: Tx, key: string): void {
    rows.deleteEffect(tx, key);
    this.#performer.forget?.(tx, key);
  }

  #reachOthers(tx: Tx, id: string, { kind, since }: FlowRow, decision: Decision<unknown>): void {
    for (const { kind: other, id: child, state } of decision.starts ?? []) {
      assert(serviceOf(other) === serviceOf(kind), `${kind} started ${other}: services meet at dispatch`);
      this.start(tx, other, child, state);
    }
    for (const telling of decision.tells ?? []) rows.putFact(tx, telling);
    for (const event of decision.events ?? []) this.#performer.emit?.(tx, event);
    for (const vended of decision.measures ?? []) this.#performer.vend?.(tx, serviceOf(kind), vended);
    if (decision.awaits) this.#awaitEnds(tx, id, since, decision.awaits);
  }

  #awaitEnds(tx: Tx, id: string, since: string, awaits: readonly string[]): void {
    for (const awaited of new Set(awaits)) {
      const row = rows.flow(tx, awaited);
      if (row?.ended) rows.putFact(tx, { flow: id, fact: flowEnded(awaited, row.state) });
      else rows.putAwait(tx, awaited, { waiter: id, since });
    }
  }

  #tellEnd(tx: Tx, id: string, state: unknown): void {
    for (const flow of rows.takeAwaits(tx, id)) rows.putFact(tx, { flow, fact: flowEnded(id, state) });
  }
}

/** True for an outcome or a wake that is not wanted any more, and for what an earlier flow of that id was told. */
function isLate(row: FlowRow, key: string, { effect, wakeAt }: FactRow): boolean {
  if (key < row.since) return true;
  if (effect !== undefined) return !Object.values(row.effects).includes(effect);
  return wakeAt !== undefined && wakeAt !== row.wakeAt;
}

/** The flow without what it waited for and is being told. */
function heard(row: FlowRow, { effect, wakeAt }: FactRow): FlowRow {
  if (effect !== undefined) {
    const left = Object.entries(row.effects).filter(([, key]) => key !== effect);
    return { ...row, effects: Object.fromEntries(left) };
  }
  if (wakeAt === undefined) return row;
  const { wakeAt: _rung, ...rest } = row;
  return rest;
}

/** Wakes are kept in the order of their digits, of which this has as many as there may be. */
const latestWake = Number.MAX_SAFE_INTEGER;

function wakeOf(id: string, { ended, wakeAt }: Decision<unknown>): number | undefined {
  if (ended || wakeAt === undefined) return undefined;
  assert(Number.isFinite(wakeAt), `${id} asked to be woken at ${wakeAt}`);
  return Math.min(Math.max(0, Math.ceil(wakeAt)), latestWake);
}

function flowEnded(flow: string, state: unknown): EngineFact {
  return { type: 'FlowEnded', flow, state };
}

const serviceOf = (kind: string): string => kind.slice(0, kind.indexOf('.'));
