import type { Effect } from '../base/effects/effect.ts';
import type { Tx } from '../store/store.ts';
import type { Fact } from './flow.ts';

/** A flow as it is kept. */
export interface FlowRow {
  readonly kind: string;
  readonly state: unknown;
  /** The key of its first fact. Older ones are for a flow that had this id before. */
  readonly since: string;
  readonly ended?: boolean;
  /** Effects whose outcome is waited for: their rows' keys, by name. */
  readonly effects: Readonly<Record<string, string>>;
  /** The wake it waits for, house time. It may have rung already, and be a fact on its way. */
  readonly wakeAt?: number;
}

/** Why a flow stands still: a bug of ours. Nothing is lost, nothing goes on, until somebody resumes it. */
export interface Parked {
  readonly reason: string;
  /** House time. */
  readonly at: number;
}

export interface FactRow {
  readonly flow: string;
  readonly fact: Fact;
  /** The key of the effect whose outcome this is: what came of an effect that was replaced is not heard. */
  readonly effect?: string;
  /** The wake that rang: one that is not wanted any more is not heard. */
  readonly wakeAt?: number;
}

export interface EffectRow {
  readonly flow: string;
  readonly name: string;
  readonly effect: Effect;
  /** How many attempts have failed for a reason that may pass. */
  readonly failures: number;
  /** House time before which it is not tried again. */
  readonly notBefore?: number;
}

interface AwaitRow {
  readonly waiter: string;
  /** Which flow of that id. */
  readonly since: string;
  /** How often it has asked: it hears as often of the end, as it would if that had come between. */
  readonly times?: number;
}

/** Keys that sort as their numbers do. */
const sortable = (n: number): string => String(n).padStart(16, '0');

/** `0000000000000007 aws.call` → `aws.call`. */
export const effectTypeOf = (key: string): string => key.slice(17);

/** When a wake rings, house time. */
export const wakeTimeOf = (key: string): number => Number(key.slice(0, 16));

/**
 * The engine's own collections. Facts and effects are keyed in the order they came up, so that a restart
 * keeps it; wakes by their time.
 */
export const rows = {
  flow: (tx: Tx, id: string) => tx.get<FlowRow>('flow', id),
  putFlow: (tx: Tx, id: string, row: FlowRow) => tx.put('flow', id, row),
  deleteFlow: (tx: Tx, id: string) => tx.delete('flow', id),

  putFact(tx: Tx, row: FactRow): string {
    const key = sortable(tx.next('fact'));
    tx.put('fact', key, row);
    return key;
  },
  takeFact(tx: Tx, key: string): FactRow | undefined {
    const row = tx.get<FactRow>('fact', key);
    if (row) tx.delete('fact', key);
    return row;
  },
  factKeys: (tx: Tx): string[] => tx.list('fact').map(({ key }) => key),

  putEffect(tx: Tx, row: EffectRow): string {
    const key = `${sortable(tx.next('effect'))} ${row.effect.type}`;
    tx.put('effect', key, row);
    return key;
  },
  replaceEffect: (tx: Tx, key: string, row: EffectRow) => tx.put('effect', key, row),
  effect: (tx: Tx, key: string) => tx.get<EffectRow>('effect', key),
  deleteEffect: (tx: Tx, key: string) => tx.delete('effect', key),
  effectKeys: (tx: Tx): string[] => tx.list('effect').map(({ key }) => key),

  putWake: (tx: Tx, time: number, flow: string) => tx.put('wake', `${sortable(time)}|${flow}`, flow),
  deleteWake: (tx: Tx, time: number, flow: string) => tx.delete('wake', `${sortable(time)}|${flow}`),
  /** The key of the earliest wake. */
  firstWake: (tx: Tx): string | undefined => tx.list('wake', { limit: 1 })[0]?.key,
  /** Takes the earliest wakes that are due, `limit` or a few more. Most often there is one. */
  takeWakes(tx: Tx, now: number, limit: number): { readonly flow: string; readonly time: number }[] {
    const taken: { flow: string; time: number }[] = [];
    for (let page = 4, after = ''; taken.length < limit; page *= 2) {
      const first = tx.list<string>('wake', { limit: page, after });
      const due = first.filter(({ key }) => wakeTimeOf(key) <= now);
      for (const { key, value: flow } of due) {
        tx.delete('wake', key);
        taken.push({ flow, time: wakeTimeOf(key) });
      }
      if (due.length < page) break;
      after = due.at(-1)!.key;
    }
    return taken;
  },

  /** A flow sleeps on, though the wake it waits for is due: `Sleepers` knows until when. */
  putRest: (tx: Tx, flow: string, wakeAt: number) => tx.put('rest', flow, wakeAt),
  rest: (tx: Tx, flow: string) => tx.get<number>('rest', flow),
  deleteRest(tx: Tx, flow: string): void {
    if (rows.rest(tx, flow) !== undefined) tx.delete('rest', flow);
  },
  allRests: (tx: Tx) => tx.list<number>('rest'),

  putAwait(tx: Tx, awaited: string, waiter: Omit<AwaitRow, 'times'>): void {
    const key = `${awaited}\n${waiter.waiter}`;
    const before = tx.get<AwaitRow>('await', key);
    const times = before?.since === waiter.since ? (before.times ?? 1) + 1 : 1;
    tx.put('await', key, { ...waiter, ...(times > 1 && { times }) } satisfies AwaitRow);
  },
  /** Takes the flows that listen to one, each as often as it has asked. */
  takeAwaits(tx: Tx, awaited: string): string[] {
    const waiting = tx.list<AwaitRow>('await', { prefix: `${awaited}\n` });
    for (const { key } of waiting) tx.delete('await', key);
    const here = waiting.filter(({ value }) => rows.flow(tx, value.waiter)?.since === value.since);
    return here.flatMap(({ value }) => Array.from({ length: value.times ?? 1 }, () => value.waiter));
  },

  parked: (tx: Tx, flow: string) => tx.get<Parked>('parked', flow),
  allParked: (tx: Tx) => tx.list<Parked>('parked'),
  putParked: (tx: Tx, flow: string, parked: Parked) => tx.put('parked', flow, parked),
  deleteParked: (tx: Tx, flow: string) => tx.delete('parked', flow),
  /** Puts a fact aside, until its flow is resumed. */
  holdFact: (tx: Tx, key: string, row: FactRow) => tx.put('held', `${row.flow}\n${key}`, row),
  /** Takes what was put aside for a flow, by the keys it had. */
  takeHeld(tx: Tx, flow: string): { readonly key: string; readonly row: FactRow }[] {
    const held = tx.list<FactRow>('held', { prefix: `${flow}\n` });
    for (const { key } of held) tx.delete('held', key);
    return held.map(({ key, value: row }) => ({ key: key.slice(flow.length + 1), row }));
  },
  returnFact: (tx: Tx, key: string, row: FactRow) => tx.put('fact', key, row),
};
