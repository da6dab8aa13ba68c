import type { Effect } from '../base/effects/effect.ts';
import type { Row, Tx } from '../store/store.ts';
import type { Fact } from './flow.ts';

/** A flow as it is kept. */
export interface FlowRow {
  readonly kind: string;
  readonly state: unknown;
  readonly ended?: boolean;
  /** Effects whose outcome is waited for: their rows' keys, by name. */
  readonly effects: Readonly<Record<string, string>>;
  readonly wakeAt?: number;
  readonly parked?: Parked;
}

/** A flow that met a bug of ours: nothing is lost, nothing goes on, until somebody resumes it. */
export interface Parked {
  readonly reason: string;
  /** House time. */
  readonly at: number;
  /** What it was told since, the fact that met the bug first. */
  readonly facts: readonly Told[];
}

export interface Told {
  readonly fact: Fact;
  /** The key of the effect whose outcome this is: what came of an effect that was replaced is not heard. */
  readonly effect?: string;
}
export interface FactRow extends Told {
  readonly flow: string;
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

/** Keys that sort as their numbers do. */
export const sortable = (n: number): string => String(n).padStart(16, '0');

/**
 * The engine's own collections. Facts and effects are keyed in the order they came up, so that a restart
 * keeps it.
 */
export const rows = {
  flow: (tx: Tx, id: string) => tx.get<FlowRow>('flow', id),
  putFlow: (tx: Tx, id: string, row: FlowRow) => tx.put('flow', id, row),
  deleteFlow: (tx: Tx, id: string) => tx.delete('flow', id),

  putFact(tx: Tx, flow: string, fact: Fact, effect?: string): void {
    const row: FactRow = { flow, fact, ...(effect !== undefined && { effect }) };
    tx.put('fact', sortable(tx.next('fact')), row);
  },
  takeFact(tx: Tx, key: string): FactRow | undefined {
    const row = tx.get<FactRow>('fact', key);
    if (row) tx.delete('fact', key);
    return row;
  },
  factKeys: (tx: Tx): string[] => tx.list('fact').map(({ key }) => key),

  putEffect(tx: Tx, row: EffectRow): string {
    const key = sortable(tx.next('effect'));
    tx.put('effect', key, row);
    return key;
  },
  replaceEffect: (tx: Tx, key: string, row: EffectRow) => tx.put('effect', key, row),
  effect: (tx: Tx, key: string) => tx.get<EffectRow>('effect', key),
  deleteEffect: (tx: Tx, key: string) => tx.delete('effect', key),
  effects: (tx: Tx): Row<EffectRow>[] => tx.list<EffectRow>('effect'),

  putWake: (tx: Tx, time: number, flow: string) => tx.put('wake', `${sortable(time)}|${flow}`, flow),
  deleteWake: (tx: Tx, time: number, flow: string) => tx.delete('wake', `${sortable(time)}|${flow}`),
  /** The earliest wake, and whose it is. */
  firstWake(tx: Tx): { time: number; flow: string } | undefined {
    const [first] = tx.list<string>('wake', { limit: 1 });
    return first && { time: Number(first.key.slice(0, 16)), flow: first.value };
  },

  putAwait: (tx: Tx, awaited: string, waiter: string) => tx.put('await', `${awaited}\n${waiter}`, waiter),
  takeAwaits(tx: Tx, awaited: string): string[] {
    return tx.list<string>('await', { prefix: `${awaited}\n` }).map(({ key, value: waiter }) => {
      tx.delete('await', key);
      return waiter;
    });
  },
};
